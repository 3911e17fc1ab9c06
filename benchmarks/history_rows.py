"""A long history, written set-based: entries of all common kinds for many contacts, and thousands for one of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from typing import Any

from sqlalchemy import Connection, Table, func, select

from db.session import Database
from domain.activities import ActivityKind, CallOutcome, Direction, Priority, State
from domain.search_text import fold
from models.activity import Activity, Call, Category, Note, Task
from models.contact import Contact
from models.document import Document
from models.user import UserAccount
from tools.bulk import load, settle

SEED = 4711
YEARS = 3
BATCH = 50_000
WORDS = (
    "Rücken", "Knie", "Trainingsplan", "Vertrag", "Rückfrage", "Termin", "verschoben", "Beitrag", "Kündigung", "Rezept",
    "Verordnung", "Probetraining", "zufrieden", "Beschwerde", "Handtuch", "Schrank", "Kurs", "Yoga", "Sauna", "Urlaub",
)  # fmt: skip
KINDS = (
    (ActivityKind.NOTE, 30),
    (ActivityKind.CALL, 30),
    (ActivityKind.TASK, 20),
    (ActivityKind.DOCUMENT, 20),
)
TABLES: dict[ActivityKind, Table] = {
    model.KIND: model.__table__  # type: ignore[misc]
    for model in (Note, Call, Task, Document)
}


def entries_of(database: Database) -> int:
    """How many entries there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Activity)) or 0


def fill_history(database: Database, entries: int, *, busy: int, its_own: int) -> None:
    """Write so many entries, `its_own` of them of the contact `busy`, the others of everybody by chance."""
    now = datetime.now(UTC)
    with database.writing(now) as session:
        contacts = session.scalars(select(Contact.id)).all()
        users = session.scalars(select(UserAccount.id)).all()
        categories = session.execute(select(Category.id, Category.kind)).all()
        start = session.scalar(select(func.coalesce(func.max(Activity.id), 0))) or 0
        chance = random.Random(SEED)
        owners = chain(repeat(busy, its_own), (chance.choice(contacts) for _ in range(entries - its_own)))
        by_kind = {kind: [key for key, one in categories if one == kind] for kind, _weight in KINDS}
        writer = _Writer(session.connection(), chance, users, by_kind, now)
        for key, owner in enumerate(owners, start + 1):
            writer.add(key, owner)
        writer.write()
        if session.get_bind().dialect.name == "postgresql":
            session.connection().exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('activity', 'id'), {start + entries})"
            )
    settle(database.engine)


class _Writer:
    """Takes entries and writes them in batches."""

    def __init__(
        self,
        connection: Connection,
        chance: random.Random,
        users: Any,
        categories: dict[ActivityKind, list[int]],
        now: datetime,
    ) -> None:
        self._connection, self._chance, self._users = connection, chance, users
        self._categories, self._now = categories, now
        self._sqlite = connection.dialect.name == "sqlite"
        self._shared: list[dict[str, Any]] = []
        self._parts: dict[ActivityKind, list[dict[str, Any]]] = {kind: [] for kind in TABLES}

    def add(self, key: int, owner: int) -> None:
        """One entry."""
        chance = self._chance
        [kind] = chance.choices([kind for kind, _weight in KINDS], [weight for _kind, weight in KINDS])
        at = self._now - timedelta(seconds=chance.randrange(YEARS * 365 * 86_400))
        title, text = " ".join(chance.sample(WORDS, 2)), " ".join(chance.choices(WORDS, k=8))
        state = State.NONE
        if kind is ActivityKind.TASK:
            state = State.OPEN if chance.random() < 0.03 else State.DONE
        instant = self._instant(at)
        self._shared.append(
            {
                "id": key,
                "contact_id": owner,
                "kind": kind.value,
                "at": instant,
                "title": title,
                "text": text,
                "category_id": chance.choice(self._categories[kind] or [None]),  # type: ignore[list-item]
                "user_id": chance.choice(self._users),
                "state": state.value,
                "is_open": state is State.OPEN,
                "pinned": False,
                "found_by": fold(f"{title} {text}"),
                "created_by_id": chance.choice(self._users),
                "deleted_at": instant if chance.random() < 0.01 else None,
                "version": 1,
                "created_at": instant,
            }
        )
        self._parts[kind].append({"id": key} | self._part(kind, at, key))
        if len(self._shared) >= BATCH:
            self.write()

    def _part(self, kind: ActivityKind, at: datetime, key: int) -> dict[str, Any]:
        match kind:
            case ActivityKind.NOTE:
                return {"alert": False}
            case ActivityKind.CALL:
                outcome, side = CallOutcome.REACHED.value, Direction.INCOMING.value
                return {"direction": side, "number": "+49221123456", "minutes": key % 20, "outcome": outcome}
            case ActivityKind.TASK:
                due = at.date().isoformat()
                return {"due_on": due, "priority": Priority.NORMAL.value, "every": None, "step": 1, "done_at": None}
        until = (at + timedelta(days=365)).date().isoformat() if key % 5 == 0 else None
        file = {"file": f"{key:064x}", "file_name": f"Scan {key}.pdf", "media_type": "application/pdf", "size": 9_000}
        return {"direction": Direction.INCOMING.value, **file, "valid_until": until}

    def write(self) -> None:
        """Write what was taken so far."""
        for table, rows in self._batches():
            if rows:
                load(self._connection, table.name, tuple(rows[0]), (tuple(row.values()) for row in rows))
                rows.clear()

    def _batches(self) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
        yield Activity.__table__, self._shared  # type: ignore[misc]
        for kind, rows in self._parts.items():
            yield TABLES[kind], rows

    def _instant(self, at: datetime) -> str:
        text = at.isoformat(" ", "microseconds")
        return text.removesuffix("+00:00") if self._sqlite else text
