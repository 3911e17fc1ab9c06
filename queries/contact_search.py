"""The search behind the picker: the best few contacts for what was typed, the same on both databases.

What is typed is looked up as the start of names and of everything else, and only where that gives too little
inside of words (`queries.search_lookups`). The rows that come back are ranked and ordered here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.search_text import Query, fold_plain, name_terms, parse_query
from models.contact import Contact, RecentContact
from models.search import NAMES_END, WEIGHT_BANK, WEIGHT_NAME, WEIGHT_NUMBER, WEIGHT_OTHER, WORD_GAP
from queries.contact_hits import COLUMNS, AnyRow, ContactHit, hits, put_away
from queries.other_names import other_names
from queries.search_lookups import (
    TRIGRAM,
    Range,
    Words,
    ids_in_range,
    ids_inside,
    rows_in_ranges,
    rows_inside,
    starting,
)

SPREAD = 5
"""Rows that are ranked against each other for each hit that is wanted."""

MOST_MATCHING = 10_000
"""Contacts from which on a list is not filtered any further by what is typed."""


class Rank(IntEnum):
    """How well a contact fits what was typed, best first."""

    NUMBER = 0
    NAME = 1
    NAME_START = 2
    OTHER_START = 3
    INSIDE_NAME = 4
    INSIDE = 5


BY_NAME = {Rank.NAME, Rank.NAME_START, Rank.INSIDE_NAME}


def find_contacts(
    session: Session, typed: str, *, today: date, bank: bool = False, limit: int = 8
) -> tuple[ContactHit, ...]:
    """The contacts that fit what was typed, any text at all, best first; IBANs count only with `bank`."""
    query = parse_query(typed)
    best: dict[int, tuple[Any, ...]] = {}
    rows: dict[int, AnyRow] = {}
    for row in _found(session, query, bank=bank, enough=limit, rows=limit * SPREAD):
        order = (_rank(row, query), put_away(row, today), row.sort_key, row.number)
        if row.id not in best or order < best[row.id]:
            best[row.id], rows[row.id] = order, row
    chosen = sorted(best, key=best.__getitem__)[:limit]
    shown = hits(session, [rows[contact_id] for contact_id in chosen], today)
    by_name = [rows[key] for key in chosen if best[key][0] in BY_NAME and not _names_fit(query, _name(rows[key]))]
    others = other_names(session, by_name, lambda name: _names_fit(query, name), today)
    return tuple(replace(hit, other_name=others.get(hit.contact_id)) for hit in shown) if others else shown


def _name(row: AnyRow) -> str:
    return f"{row.first_name} {row.last_name} {row.company_name}"


def _names_fit(query: Query, name: str) -> bool:
    """Whether the typed words lie in this name, as they would in its entry of the index."""
    text = "".join(f"{WORD_GAP}{word}" for word in (*name_terms(name), *fold_plain(name).split()))
    return all(any(form in text for form in forms) for forms in _insides(query))


@dataclass(frozen=True, slots=True)
class Matching:
    """The ids of contacts that fit, in no order; `cut` where there may be more."""

    ids: tuple[int, ...]
    cut: bool


def matching_ids(session: Session, typed: str, *, bank: bool = False, limit: int = MOST_MATCHING) -> Matching:
    """Up to `limit` contacts that fit what was typed: the filter of lists."""
    query = parse_query(typed)
    found: dict[int, None] = {}
    cut = False
    for wanted in _ranges(query, bank=bank):
        if wanted.weight == WEIGHT_BANK:
            rows = rows_in_ranges(session, [wanted], limit + 1)
            ids = [row.id for row in rows if _each(query, row)]
        else:
            ids = ids_in_range(session, wanted, limit + 1)
        cut |= len(ids) > limit
        found |= dict.fromkeys(ids)
    for words in _trigram_steps(query):
        if cut or len(found) > limit:
            break
        ids = ids_inside(session, words, limit + 1)
        cut |= len(ids) > limit
        found |= dict.fromkeys(ids)
    return Matching(tuple(found)[:limit], cut or len(found) > limit)


def recent_contacts(session: Session, user_id: int, *, today: date, limit: int = 8) -> tuple[ContactHit, ...]:
    """The contacts that this user opened last, latest first."""
    rows = session.connection().execute(
        select(*COLUMNS)
        .join(RecentContact, RecentContact.contact_id == Contact.id)
        .where(RecentContact.user_id == user_id, Contact.merged_into_id.is_(None))
        .order_by(RecentContact.opened_at.desc(), Contact.id)
        .limit(limit)
    )
    return hits(session, rows.all(), today)


def _starts(query: Query) -> Words:
    """The forms of each typed word as the start of a word of the index; digits may be a phone or a day."""
    words: list[tuple[str, ...]] = [(word,) for word in query.words]
    if query.email:
        words.append((query.email,))
    if query.digits or query.days:
        words.append((*query.digits, *query.days))
    return tuple(words)


def _insides(query: Query) -> Words:
    """The forms that may lie inside of a word of the index, the short ones at its start."""
    words = [tuple(dict.fromkeys(both)) for both in zip(query.words, query.plain_words, strict=False)]
    starts = _starts(query)[len(words) :]
    return tuple(
        tuple(form if len(form) >= TRIGRAM else WORD_GAP + form for form in forms) for forms in (*words, *starts)
    )


def _found(session: Session, query: Query, *, bank: bool, enough: int, rows: int) -> list[AnyRow]:
    """The rows of all look-ups up to the one after which there are enough contacts."""
    found = [
        row
        for row in rows_in_ranges(session, _ranges(query, bank=bank), rows)
        if row.weight != WEIGHT_BANK or _each(query, row)
    ]
    for words in _trigram_steps(query):
        if len({row.id for row in found}) >= enough:
            break
        found += rows_inside(session, words, rows)
    return found


def _trigram_steps(query: Query) -> Iterator[Words]:
    """Several words: all as starts of words, then also inside. One word: inside, its starts are ranges."""
    starts = _starts(query)
    if len(starts) > 1:
        yield tuple(tuple(WORD_GAP + form for form in forms) for forms in starts)
    if len(starts) > 1 or any(len(form) >= TRIGRAM for forms in starts for form in forms):
        yield _insides(query)


def _ranges(query: Query, *, bank: bool) -> list[Range]:
    """The ranges to look up: all words as one name in either order, and what the whole may be besides."""
    words = _starts(query)
    names = [" ".join(forms[0] for forms in words)] if words else []
    if len(words) == 2:
        names.append(" ".join(forms[0] for forms in reversed(words)))
    ranges = [starting(WEIGHT_NAME, name) for name in names]
    if len(words) == 1:
        ranges += [starting(WEIGHT_OTHER, form) for form in words[0]]
    if query.number:
        ranges.append(starting(WEIGHT_NUMBER, query.number))
    if bank and query.iban_tail:
        ranges.append(starting(WEIGHT_BANK, query.iban_tail))
    return ranges


def _rank(row: AnyRow, query: Query) -> Rank:
    if row.weight == WEIGHT_NUMBER and row.term == query.number:
        return Rank.NUMBER
    words = _starts(query)
    names = row.text.partition(NAMES_END)[0]
    if words and _each_starts(words, names, after=WORD_GAP):
        return Rank.NAME
    if words and _each_starts(words, names):
        return Rank.NAME_START
    if row.weight in {WEIGHT_NUMBER, WEIGHT_OTHER, WEIGHT_BANK} or _each_starts(words, row.text):
        return Rank.OTHER_START
    inside = all(any(form in names for form in forms) for forms in _insides(query))
    return Rank.INSIDE_NAME if inside else Rank.INSIDE


def _each_starts(words: Words, text: str, after: str = "") -> bool:
    """Whether one form of each word starts a word of the text."""
    return all(any(f"{WORD_GAP}{form}{after}" in text for form in forms) for forms in words)


def _each(query: Query, row: AnyRow) -> bool:
    """Whether the words typed beside an IBAN's tail are those of the contact that has it."""
    return _each_starts(tuple((word,) for word in query.words), row.text)
