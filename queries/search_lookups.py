"""The statements of the search: ranges of terms and trigrams, bounded, ordered alike on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    String,
    Subquery,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from domain.contacts import ContactKind, Salutation
from models.contact import Contact
from models.search import LONGEST_TERM, WORD_GAP, SearchTerm, SearchText
from queries.contact_hits import COLUMNS, AnyRow

TRIGRAM = 3
"""Characters from which on the inside of words is searched."""

HEADS = (400, 4_000, 16_000)
"""Contacts that PostgreSQL reads one by one before it collects all hits of a trigram and sorts them by id:
where many fit that is enough, and where few of the first fit there are not many to collect."""

NAMES = (
    Contact.id,
    Contact.kind,
    Contact.salutation,
    Contact.first_name,
    Contact.last_name,
    Contact.company_name,
    Contact.born_on,
)
"""What is compared first of those who may be one."""

LAST = "\U0010ffff"
"""Sorts behind every character that a term holds."""

NEXT = "\x01"
"""Sorts before every character that a term holds."""

Rows = Select[*tuple[Any, ...]]

Shown = Callable[[Subquery], Rows]
"""What is read of the contacts that a look-up finds."""

Words = tuple[tuple[str, ...], ...]
"""Typed words, each with the forms of which one must match."""

_fts = Table("search_text_fts", MetaData(), Column("rowid", Integer), Column("search_text_fts", String))


class Range(NamedTuple):
    """The terms of one weight from `start` up to `end`, half-open."""

    weight: int
    start: str
    end: str


def starting(weight: int, start: str) -> Range:
    """The terms that start so."""
    start = start[:LONGEST_TERM]
    return Range(weight, start, start + LAST)


def exactly(weight: int, term: str) -> Range:
    """The term alone."""
    term = term[:LONGEST_TERM]
    return Range(weight, term, term + NEXT)


def rows_in_ranges(session: Session, ranges: Sequence[Range], rows: int) -> Sequence[AnyRow]:
    """The first `rows` terms of each range: `COLUMNS`, `weight`, `term`, `text`; a contact may come twice."""
    if not ranges:
        return ()
    return session.connection().execute(_in_ranges(len(ranges)), _bounds(ranges, rows)).all()


def _bounds(ranges: Sequence[Range], rows: int) -> dict[str, object]:
    values: dict[str, object] = {"rows": rows}
    for place, (weight, start, end) in enumerate(ranges):
        values |= {f"weight{place}": weight, f"start{place}": start, f"end{place}": end}
    return values


class Named(NamedTuple):
    """No more of a contact than what is compared first, and the term by which it was found."""

    id: int
    kind: ContactKind
    salutation: Salutation
    first_name: str
    last_name: str
    company_name: str
    born_on: date | None
    term: str


def names_in_ranges(session: Session, ranges: Sequence[Range], rows: int) -> list[Named]:
    """The same with name and birthday alone.

    All in one row: SQLite's driver lets go of the interpreter at each row and must wait for it again, which with
    several people at once takes longer than everything else.
    """
    if not ranges:
        return []
    connection = session.connection()
    statement = _names_in_ranges(connection.dialect.name, len(ranges))
    found = connection.execute(statement, _bounds(ranges, rows)).scalar() or []
    return [
        Named(
            key, _KINDS[kind], _SALUTATIONS[how], first, last, company, date.fromisoformat(born) if born else None, term
        )
        for key, kind, how, first, last, company, born, term in (json.loads(found) if isinstance(found, str) else found)
    ]


def ids_in_range(session: Session, wanted: Range, rows: int) -> list[int]:
    """The contacts of the first `rows` terms of a range, one for each term: all from the index, no row is read."""
    values = {"weight0": wanted.weight, "start0": wanted.start, "end0": wanted.end, "rows": rows}
    return [row.contact_id for row in session.connection().execute(_part(0), values)]


@cache
def _in_ranges(count: int) -> Rows:
    """The statement for so many ranges; kept, since building it costs more than running it."""
    found = _found(count)
    return _with_contact(found, found.c.weight, found.c.term)


_KINDS = {kind.value: kind for kind in ContactKind}
_SALUTATIONS = {salutation.value: salutation for salutation in Salutation}


@cache
def _names_in_ranges(dialect: str, count: int) -> Rows:
    found = _found(count)
    whole, row = (
        (func.json_group_array, func.json_array) if dialect == "sqlite" else (func.json_agg, func.json_build_array)
    )
    return select(whole(row(*NAMES, found.c.term))).join_from(found, Contact, Contact.id == found.c.contact_id)


def _found(count: int) -> Subquery:
    parts = [_part(place).subquery() for place in range(count)]
    return union_all(*(select(part) for part in parts)).subquery()


@cache
def _part(place: int) -> Select[int, int, str]:
    return (
        select(SearchTerm.contact_id, SearchTerm.weight, SearchTerm.term)
        .where(
            SearchTerm.weight == bindparam(f"weight{place}"),
            SearchTerm.term >= bindparam(f"start{place}"),
            SearchTerm.term < bindparam(f"end{place}"),
        )
        .order_by(SearchTerm.weight, SearchTerm.term, SearchTerm.contact_id)
        .limit(bindparam("rows"))
    )


def _with_contact(found: Subquery, weight: ColumnElement[Any], term: ColumnElement[Any]) -> Rows:
    return (
        select(*COLUMNS, SearchText.text, weight.label("weight"), term.label("term"))
        .select_from(found)
        .join(Contact, Contact.id == found.c.contact_id)
        .join(SearchText, SearchText.contact_id == found.c.contact_id)
    )


def rows_inside(session: Session, words: Words, rows: int) -> Sequence[AnyRow]:
    """The first `rows` contacts by id whose text holds a form of each word; forms have three characters."""
    return _inside(session, words, rows, _unranked)


def ids_inside(session: Session, words: Words, rows: int) -> list[int]:
    """The ids of those contacts alone."""
    return [row.contact_id for row in _inside(session, words, rows, _bare)]


def _inside(session: Session, words: Words, rows: int, shown: Shown) -> Sequence[AnyRow]:
    connection = session.connection()
    shape = tuple(map(len, words))
    values = {"rows": rows, **_numbered("form", words)}
    if connection.dialect.name == "sqlite":
        match = " AND ".join(f"({' OR '.join(map(_trigrams, forms))})" for forms in words)
        return connection.execute(_fts_rows(shape, shown), values | {"match": match}).all()
    for head in HEADS:
        found = connection.execute(_head_rows(shape, shown), values | {"head": head}).all()
        if len(found) >= rows:
            return found
        if len(found) * HEADS[-1] < rows * head:
            break
    rare = tuple(tuple({_pattern(_rare(form)): None for form in forms}) for forms in words)
    values |= _numbered("rare", rare)
    return connection.execute(_gin_rows(shape, tuple(map(len, rare)), shown), values).all()


def _numbered(name: str, words: Words) -> dict[str, object]:
    """The forms as parameters: `name` with the places of word and form."""
    return {f"{name}{place}_{other}": form for place, forms in enumerate(words) for other, form in enumerate(forms)}


def _rare(form: str) -> str:
    """The form as trigrams look for it: without the gap and mark before digits, which stand in most texts."""
    bare = form.lstrip(f"{WORD_GAP}*")
    return bare if len(bare) >= TRIGRAM and bare[0].isdigit() else form


def _trigrams(form: str) -> str:
    """The trigrams that cover a form, for FTS5, which does best with few of them."""
    bare = form.lstrip(f"{WORD_GAP}*")
    covered = bare if len(bare) >= TRIGRAM else form
    starts = [*range(0, len(covered) - TRIGRAM, TRIGRAM), len(covered) - TRIGRAM]
    quoted = [covered[start : start + TRIGRAM].replace('"', '""') for start in starts]
    return "(" + " AND ".join(f'"{trigram}"' for trigram in quoted) + ")"


def _pattern(form: str) -> str:
    for special in ("\\", "%", "_"):
        form = form.replace(special, "\\" + special)
    return f"%{form}%"


def _each(words: Sequence[int], holds: Callable[[str], ColumnElement[bool]]) -> ColumnElement[bool]:
    """For each word at least one of so many forms."""
    return and_(*(or_(*(holds(f"{place}_{other}") for other in range(forms))) for place, forms in enumerate(words)))


@cache
def _fts_rows(shape: tuple[int, ...], shown: Shown) -> Rows:
    found = (
        select(_fts.c.rowid.label("contact_id"))
        .join(SearchText, SearchText.contact_id == _fts.c.rowid)
        .where(
            _fts.c.search_text_fts.op("MATCH")(bindparam("match")),
            _each(shape, lambda place: func.instr(SearchText.text, bindparam(f"form{place}")) > 0),
        )
        .order_by(_fts.c.rowid)
        .limit(bindparam("rows"))
        .subquery()
    )
    return shown(found)


def _unranked(found: Subquery) -> Rows:
    """Rows that no term brought: `weight` and `term` are empty."""
    return _with_contact(found, literal(-1), literal(""))


def _bare(found: Subquery) -> Rows:
    return select(found.c.contact_id)


@cache
def _head_rows(shape: tuple[int, ...], shown: Shown) -> Rows:
    head = (
        select(SearchText.contact_id, SearchText.text)
        .order_by(SearchText.contact_id)
        .limit(bindparam("head"))
        .subquery()
    )
    found = (
        select(head.c.contact_id)
        .where(_each(shape, lambda place: func.strpos(head.c.text, bindparam(f"form{place}")) > 0))
        .order_by(head.c.contact_id)
        .limit(bindparam("rows"))
        .subquery()
    )
    return shown(found)


@cache
def _gin_rows(shape: tuple[int, ...], rare: tuple[int, ...], shown: Shown) -> Rows:
    """In a CTE by itself: with the LIMIT in sight PostgreSQL walks the whole table by id instead."""
    hits = (
        select(SearchText.contact_id)
        .where(
            _each(rare, lambda place: SearchText.text.like(bindparam(f"rare{place}"))),
            _each(shape, lambda place: func.strpos(SearchText.text, bindparam(f"form{place}")) > 0),
        )
        .cte()
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    found = select(hits.c.contact_id).order_by(hits.c.contact_id).limit(bindparam("rows")).subquery()
    return shown(found)
