"""Notes, calls and tasks of the demo studio: two years behind its contacts, and a desk with something to do today.

Set-based, as a history of that length entered by hand would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from actions.categories import add_category
from domain.access import Actor, Role
from domain.activities import OPEN_STATES, ActivityKind, CallOutcome, Direction, Every, Priority, State
from domain.clock import day_of, start_of
from domain.search_text import fold
from i18n.times import at_clock
from models.activity import Activity, Call, Note, Task
from models.base import moment
from models.contact import Contact, ContactPhone

_ACTIVITY: Any = Activity.__table__
DAYS_BACK = 730
MOST_CONTACTS = 1_500
SEED = 1974
DESK = (Role.RECEPTION, Role.RECEPTION, Role.RECEPTION, Role.OFFICE, Role.MANAGER, Role.THERAPIST)
"""Who does it: mostly reception."""

CATEGORIES = {
    ActivityKind.NOTE: {"Training": "green", "Vertrag": "blue", "Beschwerde": "red", "Persönliches": "violet"},
    ActivityKind.CALL: {"Terminfrage": "blue", "Vertragsfrage": "orange", "Interesse": "green"},
    ActivityKind.TASK: {"Vertrag": "blue", "Nachfassen": "green", "Studio": "violet"},
}
NOTES = (
    ("Persönliches", "Trainiert am liebsten morgens vor der Arbeit, kommt meist mit dem Fahrrad."),
    ("Training", "Neuer Trainingsplan besprochen.\nSchwerpunkt: Rücken und Rumpf, zweimal die Woche."),
    ("Training", "Wünscht sich ein weiteres Rudergerät, Kardiobereich abends oft belegt."),
    ("Vertrag", "Fragt nach dem Partnertarif, sobald die Tochter 16 ist."),
    ("Vertrag", "Möchte ab dem Frühjahr pausieren (Elternzeit), meldet sich rechtzeitig."),
    ("Beschwerde", "Duschen am Sonntag kalt. Techniker war am Montag da, Heizstab getauscht."),
    ("Persönliches", "Bitte nur nach 17 Uhr anrufen, arbeitet im Schichtdienst."),
    ("Training", "Nach der Pause langsam wieder einsteigen, Gewichte um ein Drittel verringert."),
)
PINNED = ("Zahlt immer bar am Monatsanfang, so vereinbart.", "Schließfach 47 dauerhaft vergeben, Schlüssel ausgegeben.")
ALERT = "Spind 112 mit Zweitschlüssel geöffnet, Wertsachen liegen im Tresor. Bitte persönlich aushändigen."
CALLS = (
    ("Terminfrage", "Möchte den Termin am Donnerstag auf 18 Uhr verschieben. Erledigt.", 3),
    ("Terminfrage", "Fragt, ob das Probetraining auch am Wochenende möglich ist.", 4),
    ("Vertragsfrage", "Fragt nach der Kündigungsfrist, Unterlagen per E-Mail geschickt.", 6),
    ("Vertragsfrage", "Neue Bankverbindung angekündigt, bringt sie zum nächsten Training mit.", 2),
    ("Interesse", "Hat vom Rehasport gehört, Verordnung liegt vor. Ablauf erklärt.", 9),
    ("Interesse", "Interesse an der Zehnerkarte, Preise genannt.", 5),
    ("", "Hat die Jacke liegen gelassen, liegt an der Theke bereit.", 1),
    ("", "Kommt heute später, Trainer weiß Bescheid.", 1),
)
BACK = ("Bittet um Rückruf wegen der letzten Abbuchung.", "Rückruf erbeten: Kursplatz Rückenfit.", "Verordnung klären.")
FOLLOW_UPS = ("Tarifunterlagen schicken", "Nach dem Probetraining nachfassen", "Gutschein ausstellen und zuschicken")
TASKS = (
    ("Vertrag", "Unterschrift auf dem Vertrag nachholen"),
    ("Vertrag", "Studentenausweis für das neue Semester anfordern"),
    ("Nachfassen", "Nach drei Monaten fragen, wie es läuft"),
    ("Nachfassen", "Rückkehrangebot zuschicken"),
    ("Vertrag", "Verordnung läuft aus: an Folgeverordnung erinnern"),
    ("", "Trainingsplan überarbeiten und Termin anbieten"),
)
OF_STUDIO = (
    ("Kasse zählen und Tagesabschluss ablegen", Every.DAY, 1, 0, Priority.HIGH),
    ("Polster und Griffe der Geräte prüfen", Every.WEEK, 1, 2, Priority.NORMAL),
    ("Filter der Lüftung reinigen", Every.MONTH, 1, -1, Priority.NORMAL),
    ("Feuerlöscher und Notausgänge prüfen", Every.YEAR, 1, 24, Priority.HIGH),
    ("Aushang der Kurse für den nächsten Monat", Every.MONTH, 1, 5, Priority.LOW),
)
"""Title, repetition, days from today until it is due, priority."""
OPEN_DAYS = (-6, -3, -1, -1, 0, 0, 0, 0, 0, 1, 1, 2, 3, 5, 7, 9, 14, 21, None, None)
"""Days from today until the open tasks of contacts are due; None for no day."""
CALL_BACKS = (-1, 0, 0, 0, 1, 2)

Row = dict[str, Any]


class EntryDesk:
    """Makes the rows of entries: who wrote them, when, about whom."""

    def __init__(
        self,
        session: Session,
        staff: dict[Role, Actor],
        categories: Mapping[ActivityKind, Mapping[str, str]] = CATEGORIES,
    ) -> None:
        self.session, self.staff, self.rng = session, staff, Random(SEED)  # noqa: S311
        self.now = moment(session)
        self.today = day_of(self.now)
        self.categories = {
            (kind, name): add_category(session, staff[Role.MANAGER], kind=kind, name=name, color=color).id
            for kind, named in categories.items()
            for name, color in named.items()
        }

    def shared(self, kind: ActivityKind, contact_id: int | None, at: datetime, state: State, **given: Any) -> Row:
        """The columns that all entries have; `words` are found by besides title and text."""
        user_id = self.staff[self.rng.choice(DESK)].user_id
        words = " ".join((given.get("title", ""), given.get("text", ""), given.pop("words", "")))
        category = given.pop("category", "")
        return {
            "kind": kind,
            "contact_id": contact_id,
            "at": at,
            "state": state,
            "is_open": state in OPEN_STATES,
            "title": "",
            "text": "",
            "found_by": fold(words),
            "category_id": self.categories.get((kind, category)),
            "user_id": user_id,
            "created_by_id": user_id,
            "created_at": min(at, self.now),
            "pinned": False,
            "origin_id": None,
            "version": 1,
        } | given

    def instant(self, day: date) -> datetime:
        """A time at which the desk is taken, before now where the day is today."""
        found = at_clock(day, time(self.rng.randint(8, 18), self.rng.randrange(60)))
        return min(found, self.now - timedelta(minutes=self.rng.randint(2, 90))) if day == self.today else found

    def enter(self, part: Any, rows: Sequence[tuple[Row, Row]]) -> list[int]:
        """Write entries with what their kind adds; their keys."""
        if not rows:
            return []
        wanted = insert(_ACTIVITY).returning(_ACTIVITY.c.id, sort_by_parameter_order=True)
        keys = list(self.session.scalars(wanted, [shared for shared, _own in rows]))
        own = [{"id": key} | more for key, (_shared, more) in zip(keys, rows, strict=True)]
        self.session.execute(insert(part.__table__), own)
        return keys


def enter_activities(session: Session, staff: dict[Role, Actor]) -> None:
    """Enter notes, calls and tasks up to the instant of this transaction, and what is to be done next."""
    desk = EntryDesk(session, staff)
    people = session.execute(
        select(Contact.id, Contact.created_at, ContactPhone.number)
        .outerjoin(ContactPhone, (ContactPhone.contact_id == Contact.id) & ContactPhone.is_primary)
        .where(Contact.archived_on.is_(None), Contact.deceased_on.is_(None), Contact.merged_into_id.is_(None))
        .order_by(Contact.id)
        .limit(MOST_CONTACTS)
    ).all()
    desk.enter(Note, [row for one in people for row in _notes(desk, one)])
    desk.enter(Call, [row for one in people for row in _calls(desk, one)])
    desk.enter(Task, [row for one in people for row in _done(desk, one)])
    _call_backs(desk, desk.rng.sample(people, min(len(CALL_BACKS), len(people))))
    _follow_ups(desk, desk.rng.sample(people, min(len(FOLLOW_UPS), len(people))))
    desk.enter(Task, list(_open_tasks(desk, people)))
    desk.enter(Task, list(_tasks_of_studio(desk)))


def _days(desk: EntryDesk, one: Any, most: int) -> list[datetime]:
    """Instants at which something was written down of a contact, since it is there."""
    first = max(day_of(one.created_at), desk.today - timedelta(days=DAYS_BACK))
    span = (desk.today - first).days
    days = {first + timedelta(days=desk.rng.randint(0, span)) for _ in range(desk.rng.randint(0, most))}
    return sorted(desk.instant(day) for day in days if day.weekday() < 6)


def _notes(desk: EntryDesk, one: Any) -> Iterator[tuple[Row, Row]]:
    for at in _days(desk, one, 3):
        category, text = desk.rng.choice(NOTES)
        yield desk.shared(ActivityKind.NOTE, one.id, at, State.NONE, text=text, category=category), {"alert": False}
    chance = desk.rng.random()
    if chance < 0.03:
        text, at = desk.rng.choice(PINNED), desk.instant(desk.today - timedelta(days=desk.rng.randint(1, 60)))
        yield desk.shared(ActivityKind.NOTE, one.id, at, State.NONE, text=text, pinned=True), {"alert": False}
    elif chance > 0.997:
        at = desk.instant(desk.today - timedelta(days=1))
        yield desk.shared(ActivityKind.NOTE, one.id, at, State.NONE, text=ALERT), {"alert": True}


def _calls(desk: EntryDesk, one: Any) -> Iterator[tuple[Row, Row]]:
    for at in _days(desk, one, 4):
        category, text, minutes = desk.rng.choice(CALLS)
        outcome = desk.rng.choices(list(CallOutcome)[:3], (7, 2, 1))[0]
        reached = outcome is CallOutcome.REACHED
        own = _call(desk, one, outcome, minutes=minutes if reached else None)
        text, category = (text, category) if reached else ("", "")
        words = one.number or ""
        shared = desk.shared(ActivityKind.CALL, one.id, at, State.NONE, text=text, category=category, words=words)
        yield shared, own


def _call(desk: EntryDesk, one: Any, outcome: CallOutcome, **given: Any) -> Row:
    incoming = outcome in {CallOutcome.REACHED, CallOutcome.CALL_BACK} and desk.rng.random() < 0.6
    direction = Direction.INCOMING if incoming else Direction.OUTGOING
    own = {"direction": direction, "number": one.number or "", "minutes": None, "outcome": outcome, "called_at": None}
    return own | given


def _done(desk: EntryDesk, one: Any) -> Iterator[tuple[Row, Row]]:
    for due in _days(desk, one, 2):
        category, title = desk.rng.choice(TASKS)
        state = State.DONE if desk.rng.random() < 0.9 else State.DROPPED
        done_at = due + timedelta(hours=2) if state is State.DONE else None
        yield _task(desk, one.id, day_of(due), title, state, category=category, done_at=done_at)


def _task(
    desk: EntryDesk, contact_id: int | None, due_on: date | None, title: str, state: State, **given: Any
) -> tuple[Row, Row]:
    own = {"due_on": due_on, "anchor_on": None, "priority": Priority.NORMAL, "every": None, "step": 1, "done_at": None}
    own |= {name: given.pop(name) for name in list(given) if name in own}
    at = start_of(due_on) if due_on else desk.instant(desk.today - timedelta(days=desk.rng.randint(3, 30)))
    shared = desk.shared(ActivityKind.TASK, contact_id, at, state, title=title, **given)
    shared["created_at"] = min(at - timedelta(days=5), desk.now)
    return shared, own


def _call_backs(desk: EntryDesk, people: Sequence[Any]) -> None:
    rows = []
    for ahead, one in zip(CALL_BACKS, people, strict=False):
        at = at_clock(desk.today + timedelta(days=ahead), time(desk.rng.randint(9, 18), 30))
        called_at = min(desk.instant(desk.today - timedelta(days=1)), at)
        text = desk.rng.choice(BACK)
        shared = desk.shared(ActivityKind.CALL, one.id, at, State.OPEN, text=text, words=one.number or "")
        rows.append((shared | {"created_at": called_at}, _call(desk, one, CallOutcome.CALL_BACK, called_at=called_at)))
    desk.enter(Call, rows)


def _follow_ups(desk: EntryDesk, people: Sequence[Any]) -> None:
    """Calls of yesterday, each with the task that came of it."""
    at = desk.instant(desk.today - timedelta(days=1))
    calls = [
        (
            desk.shared(ActivityKind.CALL, one.id, at, State.NONE, text=CALLS[4][1]),
            _call(desk, one, CallOutcome.REACHED),
        )
        for one in people
    ]
    keys = desk.enter(Call, calls)
    tasks = [
        _task(desk, one.id, desk.today + timedelta(days=place), title, State.OPEN, origin_id=key, category="Nachfassen")
        for place, (one, key, title) in enumerate(zip(people, keys, FOLLOW_UPS, strict=False))
    ]
    desk.enter(Task, tasks)


def _open_tasks(desk: EntryDesk, people: Sequence[Any]) -> Iterator[tuple[Row, Row]]:
    for ahead, one in zip(OPEN_DAYS, desk.rng.sample(people, min(len(OPEN_DAYS), len(people))), strict=False):
        category, title = desk.rng.choice(TASKS)
        due_on = None if ahead is None else desk.today + timedelta(days=ahead)
        state = desk.rng.choices((State.OPEN, State.IN_PROGRESS, State.WAITING), (8, 1, 1))[0]
        priority = desk.rng.choices(list(Priority), (2, 7, 1))[0]
        yield _task(desk, one.id, due_on, title, state, category=category, priority=priority)


def _tasks_of_studio(desk: EntryDesk) -> Iterator[tuple[Row, Row]]:
    """What comes round again and again, for whoever is at the desk."""
    for title, every, step, ahead, priority in OF_STUDIO:
        due_on = desk.today + timedelta(days=ahead)
        again = {"every": every, "step": step, "anchor_on": due_on, "priority": priority}
        yield _task(desk, None, due_on, title, State.OPEN, category="Studio", user_id=None, **again)
