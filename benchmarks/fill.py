"""Fills a migrated database with many believable contacts, set-based: minutes for a million, not hours."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from faker.providers.person.de_DE import Provider as Names
from sqlalchemy import Connection, Engine, FromClause, Table

from actions.findable import Findable
from actions.search_index import index_entry
from domain.search_text import fold
from models import triggers
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone
from models.search import SearchText

SEED = 4711
BATCH = 20_000
FIRST_NUMBER = 10_000
CREATED_AT = "2026-01-05 08:00:00.000000"

COMMONEST = (
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
)
STEMS = """
Acker Adel Ahorn Alt Arn Bach Berg Birken Blum Brand Breiten Brunn Buch Burg Dorn Eber Eich Erl Esch
Feld Fels Finken Fuchs Garten Gries Groß Grün Haber Hasel Hecken Hirsch Hoch Höhen Holz Horn Kalten
Kirch Klein Königs Krähen Lang Lauter Linden Löwen Mai Mühl Neu Nieder Nuss Ober Pfaffen Rauch Reh
Rosen Roth Sand Schaf Schön Schwarz See Silber Sommer Stein Stern Sturm Tannen Teich Unter Vogel
Wald Wasser Weiden Weiß Wiesen Winter Wolf Ziegel
"""
ENDS = """
acher auer bacher bauer becker berger brink bruch burger dorf eder egger felder fischer förster
gruber haus häuser hofer huber kamp lehner leitner maier mann moser müller nagel ner ruther schläger
schmidt schuster thaler wanger weber wieser wirth
"""
TOWNS = """
Berlin Hamburg München Köln Frankfurt Stuttgart Düsseldorf Leipzig Dortmund Essen Bremen Dresden
"""
HOSTS = (
    "gmx.de",
    "web.de",
    "t-online.de",
    "gmail.com",
    "outlook.de",
    "posteo.de",
    "freenet.de",
    "icloud.com",
)
TRADES = ("Physio", "Fitness", "Sport", "Reha", "Yoga", "Gesundheit", "Pflege", "Training")


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up contact and what it is found by."""

    contact_id: int
    findable: Findable
    town: str
    archived_on: str | None


class _Skewed:
    """Draws from a list whose first entries are the commonest (weights 1 / place ** power)."""

    def __init__(self, values: Sequence[str], power: float) -> None:
        self._values = values
        self._sums = list(accumulate(1 / place**power for place in range(1, len(values) + 1)))

    def draw(self, chance: random.Random) -> str:
        return chance.choices(self._values, cum_weights=self._sums)[0]


def people(count: int, seed: int = SEED) -> Iterator[Person]:
    """So many contacts, the same for the same seed; common names are as common as in Germany (Müller 1 %)."""
    chance = random.Random(seed)
    known = [name for name in dict.fromkeys(Names.last_names) if name not in COMMONEST]
    rare = [stem + end for stem in STEMS.split() for end in ENDS.split()]
    chance.shuffle(known)
    chance.shuffle(rare)
    last = _Skewed([*COMMONEST, *known, *rare], 0.63)
    given = list(dict.fromkeys((*Names.first_names_male, *Names.first_names_female)))
    chance.shuffle(given)
    first = _Skewed(given, 0.7)
    for contact_id in range(1, count + 1):
        yield _person(chance, contact_id, first, last)


def _person(chance: random.Random, contact_id: int, first: _Skewed, last: _Skewed) -> Person:
    number = str(FIRST_NUMBER + contact_id)
    name = last.draw(chance)
    if chance.random() < 0.03:
        name += "-" + last.draw(chance)
    town = chance.choice(TOWNS.split())
    phones = tuple(_phone(chance) for _ in range(chance.choice((0, 1, 1, 1, 2))))
    archived_on = "2026-02-01" if chance.random() < 0.04 else None
    if chance.random() < 0.03:
        company = f"{chance.choice(TRADES)} {name} GmbH"
        mail = (f"info@{fold(name)}-{fold(town)}.de",)
        return Person(contact_id, Findable(number, company_name=company, emails=mail, phones=phones), town, archived_on)
    given = first.draw(chance)
    if chance.random() < 0.08:
        given += " " + first.draw(chance)
    mail = (f"{fold(given.split()[0])}.{fold(name)}{chance.randrange(100)}@{chance.choice(HOSTS)}",)
    return Person(
        contact_id,
        Findable(
            number,
            first_name=given,
            last_name=name,
            born_on=date(1940, 1, 1) + timedelta(chance.randrange(25_000)) if chance.random() < 0.85 else None,
            iban=f"DE{chance.randrange(10**20):020d}" if chance.random() < 0.6 else "",
            emails=mail if chance.random() < 0.8 else (),
            phones=phones,
        ),
        town,
        archived_on,
    )


def _phone(chance: random.Random) -> str:
    area = chance.choice((151, 160, 170, 171, 176, 30, 40, 89, 221))
    return f"+49{area}{chance.randrange(10**6, 10**8)}"


def fill(engine: Engine, count: int) -> None:
    """Write so many contacts with their search rows into an empty, migrated database; gather statistics."""
    with engine.execution_options(kontor_writes=True).begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        _prepare(connection, sqlite=sqlite)
        batch: list[Person] = []
        for person in people(count):
            batch.append(person)
            if len(batch) == BATCH:
                _write(connection, batch)
                batch = []
        _write(connection, batch)
        _finish(connection, sqlite=sqlite)
    _settle(engine, ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)") if sqlite else ("VACUUM ANALYZE",))


def _settle(engine: Engine, statements: Sequence[str]) -> None:
    """Run statements outside of any transaction."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver: Any = connection.connection.driver_connection
        for statement in statements:
            driver.execute(statement)


def _prepare(connection: Connection, *, sqlite: bool) -> None:
    """A table without indexes takes the terms first: sorted once at the end they are written in order."""
    connection.exec_driver_sql("CREATE TEMPORARY TABLE staged (weight int, term text, contact_id bigint)")
    if sqlite:
        for name, table in triggers.installed(connection).items():
            if table == "search_text":
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql("DROP INDEX ix_search_text_trigrams")
    connection.exec_driver_sql("DROP INDEX ix_search_term_contact_id")


def _finish(connection: Connection, *, sqlite: bool) -> None:
    term = "term" if sqlite else 'term COLLATE "C"'
    connection.exec_driver_sql(
        "INSERT INTO search_term (weight, term, contact_id) SELECT weight, term, contact_id FROM staged "
        f"ORDER BY weight, {term}, contact_id"
    )
    connection.exec_driver_sql("DROP TABLE staged")
    connection.exec_driver_sql("CREATE INDEX ix_search_term_contact_id ON search_term (contact_id)")
    if sqlite:
        connection.exec_driver_sql("INSERT INTO search_text_fts (search_text_fts) VALUES ('rebuild')")
        triggers.install(connection)
    else:
        connection.exec_driver_sql("CREATE INDEX ix_search_text_trigrams ON search_text USING gin (text gin_trgm_ops)")


def _write(connection: Connection, batch: Sequence[Person]) -> None:
    entries = [(person.contact_id, index_entry(person.findable)) for person in batch]
    _load(connection, Contact.__table__, map(_contact, batch))
    _load(connection, ContactAddress.__table__, ({"contact_id": p.contact_id, "town": p.town} for p in batch))
    _load(
        connection,
        ContactPhone.__table__,
        ({"contact_id": p.contact_id, "number": phone} for p in batch for phone in p.findable.phones),
    )
    _load(
        connection,
        ContactEmail.__table__,
        (
            {"contact_id": p.contact_id, "address": address, "address_key": address}
            for p in batch
            for address in p.findable.emails
        ),
    )
    _load(connection, SearchText.__table__, ({"contact_id": key, "text": entry.text} for key, entry in entries))
    terms = ((weight, term, key) for key, entry in entries for weight, term in entry.terms)
    _load_rows(connection, "staged", ("weight", "term", "contact_id"), terms)


def _contact(person: Person) -> dict[str, Any]:
    findable = person.findable
    return {
        "id": person.contact_id,
        "number": findable.number,
        "kind": "company" if findable.company_name else "person",
        "first_name": findable.first_name,
        "last_name": findable.last_name,
        "company_name": findable.company_name,
        "born_on": findable.born_on.isoformat() if findable.born_on else None,
        "sort_key": fold(findable.company_name or f"{findable.last_name} {findable.first_name}"),
        "iban": findable.iban,
        "archived_on": person.archived_on,
        "created_at": CREATED_AT,
    }


def _load(connection: Connection, table: FromClause, rows: Iterable[dict[str, Any]]) -> None:
    """Load rows into a table; columns that they leave out take the model's default."""
    assert isinstance(table, Table)
    defaults = {column.name: column.default.arg for column in table.columns if column.default is not None}
    rows = list(rows)
    if rows:
        columns = list(dict.fromkeys((*defaults, *rows[0])))
        whole = ([(defaults | row)[column] for column in columns] for row in rows)
        _load_rows(connection, table.name, columns, whole)


def _load_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(columns)
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
    else:
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    cursor.close()
