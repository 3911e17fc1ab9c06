"""Keeps the picker's index and that of lists in step with the contacts; every action calls it for those it touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from actions.findable import Findable, findables
from domain.search_text import (
    birthday_terms,
    fold,
    fold_plain,
    iban_term,
    name_terms,
    name_words,
    number_term,
    phone_terms,
)
from models.list_index import refresh_lists
from models.search import (
    LONGEST_TERM,
    NAMES_END,
    WEIGHT_BANK,
    WEIGHT_NAME,
    WEIGHT_NUMBER,
    WEIGHT_OTHER,
    WORD_GAP,
    SearchTerm,
    SearchText,
)

AT_ONCE = 500
"""Contacts per round of statements."""

MOST_WORDS = 12
"""Words of one name that can be typed first."""

SHORTEST_PART = 3
"""Letters of a part of an e-mail address that stands in the index by itself."""

TermKey = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of one contact: (weight, term) pairs and the text for trigrams."""

    terms: frozenset[tuple[int, str]]
    text: str


def index_entry(contact: Findable) -> Entry:
    """The index entry of a contact: by all that it is called on any day."""
    states = (contact, *contact.also)
    names = [name for state in states for name in _names(state)]
    terms = {term for state in states for term in _terms(state, names)}
    rest = [word for state in states for word in _other_words(state)]
    if contact.also:
        # The entry stays the same when another of the states comes into force.
        names, rest = sorted(names), sorted(rest)
    return Entry(
        terms=frozenset((weight, term[:LONGEST_TERM]) for weight, term in terms if term),
        text=_spaced(names) + NAMES_END + _spaced(word for word in rest if word not in names),
    )


def _person(contact: Findable) -> str:
    return f"{contact.first_name} {contact.last_name}"


def _names(contact: Findable) -> list[str]:
    person, company = _person(contact), contact.company_name
    return [*name_terms(person), *name_terms(company), *fold_plain(f"{person} {company}").split()]


def _terms(contact: Findable, names: Collection[str]) -> Iterator[tuple[int, str]]:
    yield WEIGHT_NUMBER, number_term(contact.number)
    for name in (_person(contact), contact.company_name):
        yield from ((WEIGHT_NAME, term) for term in _turns(name))
    emails = [fold(address) for address in contact.emails]
    others = (*_phone_words(contact.phones), *_birthday_words(contact.born_on), *emails, *_email_parts(emails, names))
    yield from ((WEIGHT_OTHER, term) for term in others)
    if contact.iban:
        yield WEIGHT_BANK, iban_term(contact.iban)


def _other_words(contact: Findable) -> Iterator[str]:
    """All words but those of the names."""
    yield number_term(contact.number)
    yield from _phone_words(contact.phones)
    yield from _birthday_words(contact.born_on)
    yield from (fold(address) for address in contact.emails)
    yield from (piece for address in contact.emails for piece in name_words(address))
    yield from (fold_plain(address) for address in contact.emails)


def _turns(name: str) -> Iterator[str]:
    """The whole name once for each of its words, that one first; a double name also run together."""
    words = name_words(name)
    for place in range(min(len(words), MOST_WORDS)):
        yield " ".join((*words[place:], *words[:place]))
    yield from (term for term in name_terms(name) if term not in words)


def _phone_words(phones: Iterable[str]) -> Iterator[str]:
    for phone in phones:
        yield from phone_terms(phone)


def _birthday_words(born_on: date | None) -> tuple[str, ...]:
    return birthday_terms(born_on) if born_on else ()


def _email_parts(emails: Iterable[str], names: Collection[str]) -> Iterator[str]:
    """Later parts before the @; the first starts the whole address, and hosts are found in the text."""
    for address in emails:
        for part in name_terms(address.partition("@")[0]):
            if len(part) >= SHORTEST_PART and part not in names and not address.startswith(part):
                yield part


def _spaced(words: Iterable[str]) -> str:
    spaced = WORD_GAP.join(dict.fromkeys(word for word in words if word))
    return f"{WORD_GAP}{spaced}{WORD_GAP}" if spaced else ""


def postpone_index(session: Session, waiting: set[int]) -> None:
    """Let the actions of this session only note in `waiting` whom the index misses; the caller refreshes them then."""
    session.info["index_waiting"] = waiting


def index_contacts(session: Session, contact_ids: Collection[int]) -> None:
    """What every action does for the contacts it touched: `refresh_contacts`, or note them when it is postponed."""
    waiting: set[int] | None = session.info.get("index_waiting")
    if waiting is None:
        refresh_contacts(session, contact_ids)
    else:
        waiting.update(contact_ids)


def refresh_contacts(session: Session, contact_ids: Collection[int]) -> None:
    """Bring all indexes of these contacts up to date, also of those that are gone; writes only what differs."""
    wanted = sorted(set(contact_ids))
    session.flush()
    connection = session.connection()
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        entries = {key: index_entry(found) for key, found in findables(connection, some).items()}
        _write_terms(connection, some, entries)
        _write_texts(connection, some, entries)
        refresh_lists(session, some)


def _write_terms(connection: Connection, contact_ids: Sequence[int], entries: dict[int, Entry]) -> None:
    rows = connection.execute(
        select(SearchTerm.weight, SearchTerm.term, SearchTerm.contact_id).where(SearchTerm.contact_id.in_(contact_ids))
    )
    held: set[TermKey] = {(row.weight, row.term, row.contact_id) for row in rows}
    wanted: set[TermKey] = {
        (weight, term, contact_id) for contact_id, entry in entries.items() for weight, term in entry.terms
    }
    gone = [{"w": weight, "t": term, "c": contact_id} for weight, term, contact_id in sorted(held - wanted)]
    if gone:
        connection.execute(
            delete(SearchTerm).where(
                SearchTerm.weight == bindparam("w"),
                SearchTerm.term == bindparam("t"),
                SearchTerm.contact_id == bindparam("c"),
            ),
            gone,
        )
    new = [
        {"weight": weight, "term": term, "contact_id": contact_id} for weight, term, contact_id in sorted(wanted - held)
    ]
    if new:
        connection.execute(insert(SearchTerm), new)


def _write_texts(connection: Connection, contact_ids: Sequence[int], entries: dict[int, Entry]) -> None:
    rows = connection.execute(
        select(SearchText.contact_id, SearchText.text).where(SearchText.contact_id.in_(contact_ids))
    )
    held = {row.contact_id: row.text for row in rows}
    gone = held.keys() - entries.keys()
    if gone:
        connection.execute(delete(SearchText).where(SearchText.contact_id.in_(sorted(gone))))
    changed = [
        {"c": contact_id, "words": entry.text}
        for contact_id, entry in entries.items()
        if contact_id in held and held[contact_id] != entry.text
    ]
    if changed:
        connection.execute(
            update(SearchText).where(SearchText.contact_id == bindparam("c")).values(text=bindparam("words")),
            changed,
        )
    new = [
        {"contact_id": contact_id, "text": entry.text}
        for contact_id, entry in entries.items()
        if contact_id not in held
    ]
    if new:
        connection.execute(insert(SearchText), new)
