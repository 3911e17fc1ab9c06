"""The audit trail as people read it: who did what when, with each field before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, or_, select
from sqlalchemy.orm import Session

from domain.clock import day_of
from domain.contacts import display_name
from domain.relationships import RelationshipKind, relation
from domain.sensitivity import HEALTH_ACTIONS, Sensitivity, sensitivity, tells_money
from models.activity import Category
from models.appointment import Room
from models.audit import GENESIS, AuditDetail, AuditEntry, AuditHead, digest_of
from models.catalogue import Product, QuotaType, Tariff, TariffVersion
from models.contact import Contact, Tag
from models.course import Course
from models.doctor import Doctor
from models.document import Document
from models.email import TextTemplate
from models.relationship import Relationship
from models.user import UserAccount
from queries.dated_rows import told_rows
from queries.redirects import merged_ids

UNSAID = {
    *("contact_id", "reference_key", "bic", "share_group", "created_at"),
    *("table_name", "row_key", "body", "removed", "pending"),
    *("headers_key", "proof_file", "file"),
    *("origin_id", "created_by_id", "deleted_by_id", "series_id", "course_date_id", "message_id", "pause_id"),
    *("place", "tariff_version_id"),
    *("undoes_id", "purchase_id", "claim_id", "corrects_id", "paper", "invoice_id", "rate", "reverses_id", "source"),
    *("revision", "item_id", "payment_id", "counter_claim_id", "credit_line_id", "write_off_id", "refund_id"),
    *("releases_id", "charged", "taken_back"),
    *("attempts", "next_try_at", "sending_since", "queued_at", "token_hash", "content"),
}
"""Columns that say nothing to people."""

AnyRow = Row[*tuple[Any, ...]]

TOLD = frozenset({Sensitivity.OPEN, Sensitivity.BANK})
"""Bank data are masked where they are drawn; of health data a trail never tells more than that they changed."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row before and after."""

    table: str
    field: str
    before: Any
    after: Any
    removed: bool
    """The whole row went with this step."""
    key: int | str = 0
    """Of the row: what belongs to one row is told together."""
    since: date | None = None
    """From which day on, where that is not the day of the step."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step of the trail."""

    entry: int
    at: datetime
    who: str
    action: str
    contact_number: str | None
    about: str
    """Which user, tag or doctor it was about; empty for steps on a contact."""
    reason: str
    changes: tuple[FieldChange, ...]
    erased: bool
    of_duplicate: bool = False
    """It was about a contact that was merged into this one."""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What to show of the trail; empty fields do not filter. Days are half-open instants."""

    contact_id: int | None = None
    user_id: int | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    card: tuple[str, int] | None = None
    """A card of the catalogue, by table and key, with what hangs on it."""
    health: bool = False
    """With the steps on health data (`domain.sensitivity.sees_health_steps`); what changed in them is never in it."""
    money: bool = True
    """With prices and amounts."""


_STEPS = (
    select(
        AuditEntry.seq,
        AuditEntry.at,
        AuditEntry.action,
        AuditEntry.contact_id,
        AuditDetail.body,
        UserAccount.name,
        Contact.number,
    )
    .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
    .outerjoin(UserAccount, UserAccount.id == AuditEntry.user_id)
    .outerjoin(Contact, Contact.id == AuditEntry.contact_id)
    .order_by(AuditEntry.seq.desc())
)
_ABOUT = AuditEntry.contact_id.in_(bindparam("contact_ids", expanding=True))


def history(
    session: Session, wanted: TrailFilter, *, limit: int = 50, before: int | None = None
) -> tuple[HistoryLine, ...]:
    """The newest steps first, `limit` at most, those before entry `before` when it is given."""
    query, values = _STEPS.limit(limit), dict[str, Any]()
    if wanted.contact_id is not None:
        query = query.where(_ABOUT)
        values["contact_ids"] = [wanted.contact_id, *merged_ids(session, [wanted.contact_id])]
    for column, value in (
        (AuditEntry.user_id, wanted.user_id),
        (AuditEntry.action, wanted.action),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.card is not None:
        query = query.where(AuditEntry.contact_id.is_(None), _names(session, *wanted.card))
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    if not wanted.health:
        query = query.where(AuditEntry.action.not_in(HEALTH_ACTIONS))
    found = [(step, _content(step)) for step in session.execute(query, values)]
    names = names_of(session, [row for _, content in found if content for row in _rows_of(content)])
    lines = (_line(step, content, names, money=wanted.money) for step, content in found)
    if wanted.contact_id is None:
        return tuple(lines)
    of = [step.contact_id != wanted.contact_id for step, _content in found]
    return tuple(replace(line, of_duplicate=other) for line, other in zip(lines, of, strict=True))


def _names(session: Session, table: str, key: int) -> ColumnElement[bool]:
    """Steps of which a row is this card, or one of its versions and what stands in them."""
    marks = [f'"table":"{table}","key":{key},']
    if table == Tariff.__tablename__:
        marks += [f'"tariff_id":{key}{end}' for end in ",}"]
        for version in session.scalars(select(TariffVersion.id).where(TariffVersion.tariff_id == key)):
            marks.append(f'"table":"tariff_version","key":{version},')
            marks += [f'"tariff_version_id":{version}{end}' for end in ",}"]
    return or_(*(AuditDetail.body.contains(mark, autoescape=True) for mark in marks))


def _content(step: AnyRow) -> dict[str, Any] | None:
    """Reason and changes of an entry; None once they are erased."""
    if not step.body:
        return None
    content: dict[str, Any] = json.loads(step.body)
    content["changes"] = told_rows(content["changes"], day_of(step.at))
    return content


NAMED: dict[str, tuple[Any, Any]] = {
    "user_account": (UserAccount.id, UserAccount.name),
    "tag": (Tag.id, Tag.name),
    "doctor": (Doctor.id, Doctor.last_name),
    "contact": (Contact.id, Contact.number),
    "category": (Category.id, Category.name),
    "room": (Room.id, Room.name),
    "course": (Course.id, Course.name),
    "text_template": (TextTemplate.id, TextTemplate.name),
    "tariff": (Tariff.id, Tariff.name),
    "quota_type": (QuotaType.id, QuotaType.name),
    "product": (Product.id, Product.name),
    "document": (Document.__table__.c.id, Document.__table__.c.file_name),
}
"""Tables whose rows are named in the trail; none is deleted but documents, long after they were put into the bin."""

LAST_DAYS = {("quota_type", "valid_until"): "last_on", ("document", "valid_until"): "last_on"}
"""Columns that hold a last day although they are called like the end of a half-open period."""

POINTERS = {
    "tag_id": "tag",
    "doctor_id": "doctor",
    "other_id": "contact",
    "merged_into_id": "contact",
    "loser_id": "contact",
    "debtor_id": "contact",
    "payer_id": "contact",
    "user_id": "user_account",
    "trainer_id": "user_account",
    "category_id": "category",
    "room_id": "room",
    "course_id": "course",
    "template_id": "text_template",
    "tariff_id": "tariff",
    "quota_type_id": "quota_type",
    "product_id": "product",
    "signed_document_id": "document",
}
"""Columns that point to a named row: people read the name, not the number."""

SEEN_BY = "contact_id"
"""Where one looks at a row from its `other_id`, this column is the other one."""

Names = dict[tuple[str, int], str]


def _rows_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows of a step, those of other contacts with the mark `seen`."""
    return [*content["changes"], *(row | {"seen": True} for row in content.get("seen", ()))]


def _said(row: dict[str, Any]) -> dict[str, str]:
    """The columns of a row that point to a named one, and where to."""
    if not row.get("seen"):
        return POINTERS
    return POINTERS | {SEEN_BY: POINTERS["other_id"]}


_IDS: Any = bindparam("ids", expanding=True)
_NAMES = {table: select(*columns).where(columns[0].in_(_IDS)) for table, columns in NAMED.items()}
_PEOPLE = select(Contact.id, Contact.title, Contact.first_name, Contact.last_name, Contact.company_name).where(
    Contact.id.in_(_IDS)
)


def names_of(session: Session, rows: list[dict[str, Any]]) -> Names:
    """The names of all rows that these changes are about or point to."""
    wanted: dict[str, set[int]] = {table: set() for table in (*NAMED, "contact")}
    for row in rows:
        if row["table"] in NAMED and row["table"] != "contact":
            wanted[row["table"]].add(row["key"])
        for side in (row["before"] or {}, row["after"] or {}, row.get("told", {})):
            for column, table in _said(row).items():
                if side.get(column) is not None:
                    wanted[table].add(side[column])
    found = {
        (table, key): name
        for table in NAMED
        if wanted[table]
        for key, name in session.execute(_NAMES[table], {"ids": list(wanted[table])})
    }
    if wanted["contact"]:
        for key, *name in session.execute(_PEOPLE, {"ids": list(wanted["contact"])}):
            found["contact", key] = display_name(*name)
    return found


def _line(step: AnyRow, content: dict[str, Any] | None, names: Names, *, money: bool) -> HistoryLine:
    rows = _rows_of(content) if content else []
    about = dict.fromkeys(names[key] for row in rows if (key := (row["table"], row["key"])) in names)
    return HistoryLine(
        entry=step.seq,
        at=step.at,
        who=step.name or "Kontor",
        action=step.action,
        contact_number=step.number,
        about=", ".join(about) if step.contact_id is None else "",
        reason=content["reason"] if content else "",
        changes=tuple(
            change for row in rows for change in field_changes(row, names) if money or not tells_money(change.field)
        ),
        erased=content is None,
    )


def field_changes(row: dict[str, Any], names: Names) -> Iterator[FieldChange]:
    """The fields of a changed row that say something to people, first which one it is where it was only changed."""
    before, after, told = row["before"] or {}, row["after"] or {}, row.get("told", {})
    pointers = _said(row)
    unsaid = (UNSAID - {SEEN_BY}) | {"other_id"} if row.get("seen") else UNSAID

    def said(name: str, value: Any) -> Any:
        if name in pointers and value is not None:
            return names.get((pointers[name], value), value)
        if name == "kind" and row.get("seen") and row["table"] == Relationship.__tablename__ and value:
            return relation(RelationshipKind(value), from_other=True).value
        return value

    for name in (*told, *(after or before)):
        old, new = before.get(name), after.get(name, told.get(name))
        unchanged = old == new or {old, new} <= {None, "", False}
        if not unchanged and name not in unsaid and sensitivity(row["table"], name) in TOLD:
            gone, since = row["after"] is None, None if name in told else row.get("since")
            old, new = said(name, old), said(name, new)
            shown = LAST_DAYS.get((row["table"], name), name)
            yield FieldChange(row["table"], shown, old, new, removed=gone, key=row["key"], since=since)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first entry at which the chain does not hold, and why."""

    entry: int
    reason: str


def first_broken_link(session: Session) -> BrokenLink | None:
    """Walk the whole chain; None when it holds. Erased details are whole: only their digest is left."""
    previous, expected = GENESIS, 1
    query = (
        select(AuditEntry, AuditDetail.salt, AuditDetail.body)
        .outerjoin(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=2_000)
    )
    for entry, salt, body in session.execute(query):
        if entry.seq != expected:
            return BrokenLink(expected, "the entry is missing")
        if entry.previous != previous or entry.hash != entry.link():
            return BrokenLink(entry.seq, "the entry was changed")
        if salt is None:
            return BrokenLink(entry.seq, "its details are missing")
        if body is not None and digest_of(salt, body) != entry.digest:
            return BrokenLink(entry.seq, "its details were changed")
        session.expunge(entry)
        previous, expected = entry.hash, expected + 1
    head = session.execute(select(AuditHead.seq, AuditHead.hash)).one_or_none()
    if head is None or (head.seq, head.hash) != (expected - 1, previous):
        return BrokenLink(expected, "the chain was cut off")
    return None
