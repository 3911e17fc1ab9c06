"""Keeps what lists sort, filter and count by in step with the contacts, as the index of the picker is kept.

Every action calls it for the contacts that it touched, and so does whatever changes contacts past the actions: changes
that come into force by their day, migrations, set-based loads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from domain.bank import MandateFacts, parse_iban
from domain.clock import day_of
from domain.emails import parse_email
from domain.hint_spans import DataRecord, Way, accepted, hint_spans
from domain.periods import Period
from domain.phones import parse_phone
from domain.relationships import RelationshipKind
from domain.search_text import fold
from models.base import moment
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone
from models.data_quality import ContactHint
from models.mandate import Mandate
from models.relationship import Relationship

LAST = "\U0010ffff"
"""Sorts behind every town."""
NO_BIRTHDAY = 9999
LONGEST_TOWN = 120
AT_ONCE = 500
"""Contacts per round of statements."""

HintKey = tuple[str, int, date, date]
HINT_COLUMNS = ("hint", "contact_id", "since", "until")


@dataclass(frozen=True, slots=True)
class ListKeys:
    """By what a contact is sorted, beside its name."""

    number_key: str
    town_key: str
    birthday: int


def list_keys(number: str, town: str, born_on: date | None) -> ListKeys:
    """The keys of a contact; `town` is that of the main address."""
    birthday = born_on.month * 100 + born_on.day if born_on else NO_BIRTHDAY
    return ListKeys(f"{len(number):02}{number}", fold(town)[:LONGEST_TOWN] or LAST, birthday)


def hint_rows(contact_id: int, record: DataRecord, today: date) -> Iterable[HintKey]:
    """What is kept of the hints of a contact: all that hold today or will."""
    for span in hint_spans(record):
        if span.until > today:
            yield span.hint.value, contact_id, span.since, span.until


def index_missing(session: Session) -> int:
    """Index the contacts that nothing has called this for yet (an older database); how many there were."""
    count = 0
    while missing := session.scalars(select(Contact.id).where(Contact.town_key.is_(None)).limit(AT_ONCE)).all():
        refresh_lists(session, missing)
        count += len(missing)
    return count


def refresh_lists(session: Session, contact_ids: Collection[int]) -> None:
    """Bring keys and hints of these contacts up to date; writes only what differs."""
    connection = session.connection()
    changed = _other_keys(connection, contact_ids)
    if changed:
        connection.execute(
            update(Contact)
            .where(Contact.id == bindparam("c"))
            .values(number_key=bindparam("n"), town_key=bindparam("t"), birthday=bindparam("b")),
            changed,
        )
    held, meant = _hints(connection, contact_ids, day_of(moment(session)))
    gone = [{"h": hint, "c": contact_id, "s": since} for hint, contact_id, since, _until in sorted(held - meant)]
    if gone:
        connection.execute(
            delete(ContactHint).where(
                ContactHint.hint == bindparam("h"),
                ContactHint.contact_id == bindparam("c"),
                ContactHint.since == bindparam("s"),
            ),
            gone,
        )
    new = [dict(zip(HINT_COLUMNS, row, strict=True)) for row in sorted(meant - held)]
    if new:
        connection.execute(insert(ContactHint), new)


def stale_contacts(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Those of these contacts whose keys or hints are not those of their data; there should be none."""
    today, connection = day_of(moment(session)), session.connection()
    held, meant = _hints(connection, contact_ids, today)
    wrong = {row for row in held ^ meant if row[3] > today}
    return {row["c"] for row in _other_keys(connection, contact_ids)} | {row[1] for row in wrong}


def _other_keys(connection: Connection, contact_ids: Collection[int]) -> list[dict[str, Any]]:
    """The keys of those contacts that hold others."""
    rows = connection.execute(
        select(
            Contact.id,
            Contact.number,
            Contact.born_on,
            Contact.number_key,
            Contact.town_key,
            Contact.birthday,
            ContactAddress.town,
        )
        .outerjoin(ContactAddress, (ContactAddress.contact_id == Contact.id) & ContactAddress.is_primary)
        .where(Contact.id.in_(contact_ids))
    )
    changed = []
    for row in rows.all():
        keys = list_keys(row.number, row.town or "", row.born_on)
        if keys != ListKeys(row.number_key, row.town_key, row.birthday):
            changed.append({"c": row.id, "n": keys.number_key, "t": keys.town_key, "b": keys.birthday})
    return changed


def _hints(connection: Connection, contact_ids: Collection[int], today: date) -> tuple[set[HintKey], set[HintKey]]:
    """The hints of these contacts that are kept, and those that should be."""
    columns = (ContactHint.hint, ContactHint.contact_id, ContactHint.since, ContactHint.until)
    rows = connection.execute(select(*columns).where(ContactHint.contact_id.in_(contact_ids)))
    held: set[HintKey] = {(row.hint, row.contact_id, row.since, row.until) for row in rows}
    records = data_records(connection, contact_ids)
    return held, {row for contact_id, record in records.items() for row in hint_rows(contact_id, record, today)}


def data_records(connection: Connection, contact_ids: Collection[int]) -> dict[int, DataRecord]:
    """What these contacts hold for the rules, those that exist."""
    emails = _ways(connection, contact_ids, ContactEmail.address, parse_email)
    phones = _ways(connection, contact_ids, ContactPhone.number, parse_phone)
    addresses = _ways(connection, contact_ids, ContactAddress.town, str)
    mandates = _mandates(connection, contact_ids)
    guardians = _guardians(connection, contact_ids)
    rows = connection.execute(
        select(
            Contact.id,
            Contact.kind,
            Contact.born_on,
            Contact.deceased_on,
            Contact.archived_on,
            Contact.merged_into_id,
            Contact.payment_method,
            Contact.iban,
        ).where(Contact.id.in_(contact_ids))
    )
    return {
        row.id: DataRecord(
            kind=row.kind,
            born_on=row.born_on,
            deceased_on=row.deceased_on,
            archived_on=row.archived_on,
            merged=row.merged_into_id is not None,
            emails=tuple(emails[row.id]),
            phones=tuple(phones[row.id]),
            addresses=tuple(addresses[row.id]),
            method=row.payment_method,
            iban=row.iban,
            iban_valid=not row.iban or accepted(parse_iban, row.iban),
            mandates=tuple(mandates[row.id]),
            guardians=tuple(guardians[row.id]),
        )
        for row in rows
    }


def _ways(
    connection: Connection, contact_ids: Collection[int], column: Any, parse: Callable[[str], object]
) -> defaultdict[int, list[Way]]:
    model = column.class_
    found: defaultdict[int, list[Way]] = defaultdict(list)
    for contact_id, text, undeliverable_on in connection.execute(
        select(model.contact_id, column, model.undeliverable_on).where(model.contact_id.in_(contact_ids))
    ):
        found[contact_id].append(Way(accepted(parse, text), undeliverable_on))
    return found


def _mandates(connection: Connection, contact_ids: Collection[int]) -> defaultdict[int, list[tuple[str, MandateFacts]]]:
    found: defaultdict[int, list[tuple[str, MandateFacts]]] = defaultdict(list)
    dates = (Mandate.signed_on, Mandate.used_on, Mandate.held_on, Mandate.bounced_on, Mandate.revoked_on)
    for contact_id, iban, *days in connection.execute(
        select(Mandate.contact_id, Mandate.iban, *dates).where(Mandate.contact_id.in_(contact_ids))
    ):
        found[contact_id].append((iban, MandateFacts(*days)))
    return found


def _guardians(connection: Connection, contact_ids: Collection[int]) -> defaultdict[int, list[Period]]:
    found: defaultdict[int, list[Period]] = defaultdict(list)
    for contact_id, start, end in connection.execute(
        select(Relationship.contact_id, Relationship.valid_from, Relationship.valid_until).where(
            Relationship.contact_id.in_(contact_ids), Relationship.kind == RelationshipKind.GUARDIAN
        )
    ):
        found[contact_id].append(Period(start, end))
    return found
