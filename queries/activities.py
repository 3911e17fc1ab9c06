"""Lists of what happens with contacts: filtered, sorted, counted and paged by the database, the same for every kind.

Health notes are listed only for those who may see them, and never with what they say: who looks asks for it by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased

from domain.access import Actor, Permission
from domain.activities import ActivityKind, State, is_overdue
from domain.clock import day_of, start_of
from domain.search_text import fold
from models.activity import Activity, Category
from models.base import moment
from models.contact import Contact
from models.user import UserAccount
from queries.activity_details import Detail, TaskDetail, details

MOST_COUNTED = 10_000
"""Entries up to which a list is counted and paged; beyond, people filter further."""
EXCERPT = 400
"""Characters of a text in a list."""


class ActivityOrder(StrEnum):
    """By what a list of entries is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    OPEN_FIRST = "open_first"
    """What is open first, the earliest on top; then the rest, the latest on top."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries to list; empty fields do not filter. Days are half-open."""

    kinds: tuple[ActivityKind, ...]
    contact_id: int | None = None
    """None: of the whole studio."""
    since: date | None = None
    before: date | None = None
    category_ids: tuple[int, ...] = ()
    states: tuple[State, ...] = ()
    user_id: int | None = None
    """The person responsible."""
    typed: str = ""
    only_open: bool = False
    pinned: bool = False
    in_bin: bool = False
    order: ActivityOrder = ActivityOrder.NEWEST


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One entry in a list."""

    activity_id: int
    kind: ActivityKind
    version: int
    at: datetime
    title: str
    text: str
    """Its beginning; of health notes nothing."""
    category_id: int | None
    category: str
    color: str
    user_id: int | None
    user: str
    """The person responsible."""
    author: str
    state: State
    overdue: bool
    pinned: bool
    contact_id: int | None
    contact_number: str
    contact: str
    deleted_at: datetime | None
    detail: Detail


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One page of a list, and how many entries there are in all."""

    rows: tuple[ActivityRow, ...]
    total: int
    offset: int
    cut: bool
    """There are more than `total`."""


def seen_kinds(actor: Actor) -> tuple[ActivityKind, ...]:
    """The kinds of entries that this user may know of."""
    return tuple(
        kind for kind in ActivityKind if kind is not ActivityKind.HEALTH_NOTE or actor.may(Permission.SEE_HEALTH_DATA)
    )


def activity_page(session: Session, actor: Actor, asked: Asked, *, limit: int, offset: int) -> ActivityPage:
    """One page of the entries that are asked for, the last one for those beyond."""
    found = _found(actor, asked)
    total = session.scalar(select(func.count()).select_from(found.limit(MOST_COUNTED + 1).subquery())) or 0
    cut, total = total > MOST_COUNTED, min(total, MOST_COUNTED)
    start = min(offset, max(total - 1, 0) // limit * limit)
    rows = activity_rows(session, found.order_by(*_order(asked.order)).limit(limit).offset(start), asked.order)
    return ActivityPage(rows, total, start, cut)


def all_rows(session: Session, actor: Actor, asked: Asked, *, at_once: int = 1_000) -> Iterator[ActivityRow]:
    """All entries that are asked for, in the order of the list, with their whole texts: for a file."""
    ids = session.scalars(_found(actor, asked).order_by(*_order(asked.order))).all()
    for start in range(0, len(ids), at_once):
        some = select(Activity.id).where(Activity.id.in_(ids[start : start + at_once]))
        yield from activity_rows(session, some, asked.order, excerpt=None)


def activity_row(session: Session, actor: Actor, activity_id: int) -> ActivityRow | None:
    """One entry with its whole text; None where there is none that this user may know of."""
    ids = select(Activity.id).where(Activity.id == activity_id, Activity.kind.in_(seen_kinds(actor)))
    return next(iter(activity_rows(session, ids, excerpt=None)), None)


def activity_rows(
    session: Session,
    ids: Select[Any],
    order: ActivityOrder = ActivityOrder.NEWEST,
    *,
    excerpt: int | None = EXCERPT,
) -> tuple[ActivityRow, ...]:
    """The entries of these ids as rows; the caller sees to who may know of them."""
    return rows_of(session, rows_statement(ids, order, excerpt=excerpt))


def rows_statement(ids: Select[Any], order: ActivityOrder, *, excerpt: int | None) -> Select[Any]:
    """What `rows_of` reads of the entries of these ids."""
    author = aliased(UserAccount)
    text = Activity.text if excerpt is None else func.substr(Activity.text, 1, excerpt)
    return (
        select(
            Activity.id,
            Activity.kind,
            Activity.version,
            Activity.at,
            Activity.title,
            text.label("text"),
            Activity.category_id,
            Activity.user_id,
            Activity.state,
            Activity.pinned,
            Activity.contact_id,
            Activity.deleted_at,
            Category.name.label("category"),
            Category.color,
            UserAccount.name.label("user"),
            author.name.label("author"),
            Contact.number,
            Contact.kind.label("contact_kind"),
            Contact.title.label("contact_title"),
            Contact.first_name,
            Contact.last_name,
            Contact.company_name,
        )
        .outerjoin(Category, Category.id == Activity.category_id)
        .outerjoin(UserAccount, UserAccount.id == Activity.user_id)
        .outerjoin(author, author.id == Activity.created_by_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .where(Activity.id.in_(ids))
        .order_by(*_order(order))
    )


def rows_of(
    session: Session, statement: Select[Any], values: Mapping[str, object] | None = None
) -> tuple[ActivityRow, ...]:
    """The rows of a statement of `rows_statement`."""
    found = session.connection().execute(statement, values or {}).all()
    of_kind: dict[ActivityKind, list[int]] = defaultdict(list)
    for row in found:
        of_kind[row.kind].append(row.id)
    more, today = details(session, of_kind), day_of(moment(session))
    return tuple(_row(row, more.get(row.id), today) for row in found)


def _row(row: Any, detail: Detail, today: date) -> ActivityRow:
    contact = ""
    if row.contact_id is not None:
        contact = row.company_name or ", ".join(part for part in (row.last_name, row.first_name) if part)
    return ActivityRow(
        activity_id=row.id,
        kind=row.kind,
        version=row.version,
        at=row.at,
        title=row.title,
        text=row.text,
        category_id=row.category_id,
        category=row.category or "",
        color=row.color or "gray",
        user_id=row.user_id,
        user=row.user or "",
        author=row.author or "",
        state=row.state,
        overdue=_has_day(detail) and is_overdue(row.kind, row.state, row.at, today),
        pinned=row.pinned,
        contact_id=row.contact_id,
        contact_number=row.number or "",
        contact=contact,
        deleted_at=row.deleted_at,
        detail=detail,
    )


def _has_day(detail: Detail) -> bool:
    """Whether the entry stands at a day that somebody set: a task without one is never late."""
    return not isinstance(detail, TaskDetail) or detail.due_on is not None


def _found(actor: Actor, asked: Asked) -> Select[Any]:
    """The ids of the entries that are asked for."""
    kinds = [kind for kind in asked.kinds if kind in seen_kinds(actor)]
    return select(Activity.id).where(*_conditions(replace(asked, kinds=tuple(kinds))))


def _conditions(asked: Asked) -> Iterator[Any]:
    yield Activity.kind.in_(asked.kinds)
    yield Activity.deleted_at.is_not(None) if asked.in_bin else Activity.deleted_at.is_(None)
    if asked.contact_id is not None:
        yield Activity.contact_id == asked.contact_id
    if asked.since is not None:
        yield Activity.at >= start_of(asked.since)
    if asked.before is not None:
        yield Activity.at < start_of(asked.before)
    if asked.category_ids:
        yield Activity.category_id.in_(asked.category_ids)
    if asked.states:
        yield Activity.state.in_(asked.states)
    if asked.user_id is not None:
        yield Activity.user_id == asked.user_id
    if asked.only_open:
        yield Activity.is_open
    if asked.pinned:
        yield Activity.pinned
    for word in fold(asked.typed).split():
        yield Activity.found_by.contains(word, autoescape=True)


def _order(order: ActivityOrder) -> tuple[Any, ...]:
    if order is ActivityOrder.OLDEST:
        return Activity.at, Activity.id
    newest = (Activity.at.desc(), Activity.id.desc())
    if order is ActivityOrder.NEWEST:
        return newest
    return Activity.is_open.desc(), case((Activity.is_open, Activity.at)), *newest


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen in a filter or form."""

    key: int
    name: str
    minutes: int | None = None


def categories(session: Session, kind: ActivityKind, today: date, *, retired: bool = False) -> tuple[Choice, ...]:
    """The categories of a kind by name, those that are retired only if asked for."""
    query = (
        select(Category.id, Category.name, Category.minutes).where(Category.kind == kind).order_by(Category.name_key)
    )
    if not retired:
        query = query.where(Category.retired_on.is_(None) | (Category.retired_on > today))
    return tuple(Choice(*row) for row in session.execute(query))


def colleagues(session: Session) -> tuple[Choice, ...]:
    """Everybody who can be responsible, by name."""
    query = select(UserAccount.id, UserAccount.name).where(UserAccount.disabled_at.is_(None)).order_by(UserAccount.name)
    return tuple(Choice(*row) for row in session.execute(query))


def anything_in_bin(session: Session, *, before: datetime) -> bool:
    """Whether an entry has lain in the bin since before this instant."""
    return session.scalar(select(Activity.id).where(Activity.deleted_at < before).limit(1)) is not None
