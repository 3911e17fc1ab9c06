"""The many people of a large demo studio come in as time goes on, between the visits that are entered by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from actions.findable import Findable
from actions.numbering import draw_free_numbers
from domain.access import Actor
from domain.bank import MandateFacts
from domain.clock import day_of
from domain.contacts import AddressKind, ContactKind, EmailKind
from domain.hint_spans import DataRecord, Way
from domain.numbering import NumberKind
from domain.search_text import fold
from models.audit_chain import Step
from models.changes import Change
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, ContactTag
from models.list_index import AT_ONCE, list_keys, refresh_lists
from models.mandate import Mandate
from tools.bulk import Bulk
from tools.crowd_people import Newcomer
from tools.demo_places import bank_of
from tools.demo_plan import Later

BATCH = 10_000
"""Contacts in memory at the same time, where nothing else happens between them."""

Timed = tuple[datetime, Step]


@dataclass(frozen=True, slots=True, order=True)
class _Due:
    """What happens later on to a contact that is here already."""

    at: datetime
    contact_id: int
    what: Later = field(compare=False)
    reason: str = field(compare=False)


class Crowd:
    """Lets newcomers in up to an instant, each with a step of the trail, and what happens to them later."""

    def __init__(
        self, newcomers: Iterable[Newcomer], staff: Sequence[Actor], tags: Sequence[int], doctors: Sequence[int]
    ) -> None:
        self._coming = iter(newcomers)
        self._first = next(self._coming, None)
        self._staff, self._tags, self._doctors = staff, tags, doctors
        self._due: list[_Due] = []

    def come(self, session: Session, until: datetime) -> int:
        """Enter all who come before an instant; gives how many."""
        came = 0
        while group := list(islice(self._before(until), BATCH)):
            came += len(group)
            bulk = Bulk(session)
            steps = list(self._arrivals(session, bulk, group))
            bulk.write()
            steps += self._happenings(session, group[-1].at)
            bulk.chain(sorted(steps, key=lambda timed: timed[0]))
        return came

    def _before(self, until: datetime) -> Iterator[Newcomer]:
        while (one := self._first) is not None and one.at < until:
            self._first = next(self._coming, None)
            yield one

    def _arrivals(self, session: Session, bulk: Bulk, group: Sequence[Newcomer]) -> Iterator[Timed]:
        numbers = draw_free_numbers(session, NumberKind.CONTACT, len(group))
        mandates = sum(one.has_mandate for one in group)
        references = iter(draw_free_numbers(session, NumberKind.MANDATE, mandates))
        for place, (one, number) in enumerate(zip(group, numbers, strict=True)):
            contact = self._contact(bulk, one, number)
            contact_id = int(contact.key)
            changes = (contact, *self._details(bulk, one, contact_id, references))
            bulk.find_by(contact_id, _findable(one, number))
            bulk.hint_at(contact_id, _record(one))
            actor = self._staff[place % len(self._staff)]
            yield one.at, Step(actor.user_id, "create_contact", contact_id, "", changes)
            if one.later is not None:
                heappush(self._due, _Due(one.later_at, contact_id, one.later, one.reason))

    def _contact(self, bulk: Bulk, one: Newcomer, number: str) -> Change:
        keys = list_keys(number, one.home.town if one.home else "", one.born_on)
        return bulk.add(
            Contact,
            one.at,
            number=number,
            kind=(ContactKind.COMPANY if one.company_name else ContactKind.PERSON).value,
            salutation=one.salutation.value,
            first_name=one.first_name,
            last_name=one.last_name,
            company_name=one.company_name,
            born_on=one.born_on.isoformat() if one.born_on else None,
            sort_key=fold(one.company_name or f"{one.last_name} {one.first_name}"),
            number_key=keys.number_key,
            town_key=keys.town_key,
            birthday=keys.birthday,
            doctor_id=None if one.doctor is None else self._doctors[one.doctor],
            remark=one.remark,
            payment_method=one.method.value,
            iban=one.iban,
            bic=bank_of(one.iban[4:12]).bic if one.iban else "",
        )

    def _details(self, bulk: Bulk, one: Newcomer, contact_id: int, references: Iterator[str]) -> Iterator[Change]:
        at, company = one.at, bool(one.company_name)
        for place, (kind, phone) in enumerate(one.phones):
            yield bulk.add(
                ContactPhone, at, contact_id=contact_id, kind=kind.value, number=phone, is_primary=place == 0
            )
        if one.email:
            yield bulk.add(
                ContactEmail,
                at,
                contact_id=contact_id,
                kind=(EmailKind.WORK if company else EmailKind.PRIVATE).value,
                address=one.email,
                address_key=one.email.casefold(),
                is_primary=True,
            )
        if one.home is not None:
            yield bulk.add(
                ContactAddress,
                at,
                contact_id=contact_id,
                kind=(AddressKind.WORK if company else AddressKind.HOME).value,
                street=one.home.street,
                postcode=one.home.postcode,
                town=one.home.town,
                is_primary=True,
            )
        for tag in one.tags:
            yield bulk.add(ContactTag, at, contact_id=contact_id, tag_id=self._tags[tag])
        if one.has_mandate:
            reference = next(references)
            yield bulk.add(
                Mandate,
                at,
                contact_id=contact_id,
                reference=reference,
                reference_key=reference.upper(),
                holder=one.company_name or f"{one.first_name} {one.last_name}",
                iban=one.iban,
                bic=bank_of(one.iban[4:12]).bic,
                signed_on=one.signed_on.isoformat() if one.signed_on else None,
            )

    def _happenings(self, session: Session, until: datetime) -> Iterator[Timed]:
        """What happens by then to those who are here."""
        happened = defaultdict[Later, list[dict[str, Any]]](list)
        while self._due and self._due[0].at <= until:
            due = heappop(self._due)
            action, column = HAPPENINGS[due.what]
            after = {column: day_of(due.at).isoformat()} | ({"blocked_reason": due.reason} if due.reason else {})
            before = {name: "" if name == "blocked_reason" else None for name in after}
            happened[due.what].append({"key": due.contact_id, "on": day_of(due.at), "reason": due.reason})
            change = Change(Contact.__tablename__, due.contact_id, due.contact_id, before, after)
            yield due.at, Step(self._staff[0].user_id, action, due.contact_id, due.reason, (change,))
        for what, rows in happened.items():
            values = {HAPPENINGS[what][1]: bindparam("on"), "version": Contact.version + 1}
            if what is Later.BLOCK:
                values["blocked_reason"] = bindparam("reason")
            session.connection().execute(update(Contact).where(Contact.id == bindparam("key")).values(values), rows)
            keys = [row["key"] for row in rows]
            for start in range(0, len(keys), AT_ONCE):
                refresh_lists(session, keys[start : start + AT_ONCE])


HAPPENINGS = {
    Later.ARCHIVE: ("archive_contact", "archived_on"),
    Later.DIE: ("mark_deceased", "deceased_on"),
    Later.BLOCK: ("block_contact", "blocked_on"),
}
"""What happens, as the trail names the step, and the day that it sets."""


def _record(one: Newcomer) -> DataRecord:
    facts = MandateFacts(one.signed_on, None, None, None, None)
    return DataRecord(
        kind=ContactKind.COMPANY if one.company_name else ContactKind.PERSON,
        born_on=one.born_on,
        emails=(Way(),) if one.email else (),
        phones=(Way(),) * len(one.phones),
        addresses=(Way(),) if one.home else (),
        method=one.method,
        iban=one.iban,
        mandates=((one.iban, facts),) if one.has_mandate else (),
    )


def _findable(one: Newcomer, number: str) -> Findable:
    return Findable(
        number=number,
        first_name=one.first_name,
        last_name=one.last_name,
        company_name=one.company_name,
        born_on=one.born_on,
        iban=one.iban,
        emails=(one.email,) if one.email else (),
        phones=[phone for _kind, phone in one.phones],
    )
