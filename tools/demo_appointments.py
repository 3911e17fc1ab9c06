"""The appointments of the demo studio: its rooms and types, two years that are over and the weeks to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.appointments import book_appointment
from actions.categories import add_category
from actions.rooms import add_room
from domain.access import Actor, Role
from domain.activities import ActivityKind, Every, State
from domain.appointments import Repeat
from domain.clock import day_of
from domain.contacts import ContactKind
from domain.holidays import holiday
from i18n.times import at_clock
from models.appointment import Appointment, AppointmentSeries
from models.audit_chain import Step, note_step
from models.base import moment
from models.changes import Change, log_of
from models.contact import Contact
from tools.demo_studio import SEED, studio_card

ROOMS = (("Behandlung 1", 2), ("Behandlung 2", 2), ("Trainingsfläche", 30), ("Kursraum", 16), ("Besprechung", 8))
TYPES = (
    ("Krankengymnastik", "blue", 25, 6), ("Manuelle Therapie", "violet", 30, 3), ("Massage", "green", 20, 3),
    ("Probetraining", "red", 60, 2), ("Trainingsplan", "orange", 45, 2), ("Beratung", "gray", 30, 2),
)  # fmt: skip
"""Name, colour, minutes, and how often it is chosen."""
HANDS = (Role.THERAPIST, Role.MANAGER, Role.RECEPTION)
"""Who has appointments, each in a room of their own."""
HOURS = (time(8), time(9), time(10), time(11), time(14), time(15), time(16), time(17, 30))
WEEKS_BACK, WEEKS_AHEAD = 104, 8
REASONS = ("Krank", "Beruflich verhindert", "Urlaub", "Kind krank", "Verwechselt, meldet sich neu", "Rezept fehlt noch")
NOTES = ("Bringt Rezept mit", "Handtuch mitbringen", "Befund vom Arzt besprechen", "Kommt 5 Minuten später")


@dataclass(frozen=True, slots=True)
class _House:
    hands: Sequence[Actor]
    rooms: Sequence[int]
    types: Sequence[tuple[int, int, int]]
    """Id, minutes and weight."""
    contacts: Sequence[int]
    now: datetime
    rng: Random


def enter_appointments(session: Session, staff: dict[Role, Actor]) -> None:
    """Enter rooms, types and appointments in one transaction, with a step of the trail for each contact."""
    office = staff[Role.OFFICE]
    rooms = [add_room(session, office, name=name, capacity=capacity).id for name, capacity in ROOMS]
    kind, types = ActivityKind.APPOINTMENT, []
    for name, color, minutes, weight in TYPES:
        made = add_category(session, office, kind=kind, name=name, color=color, minutes=minutes)
        types.append((made.id, minutes, weight))
    alive = select(Contact.id).where(
        Contact.kind == ContactKind.PERSON,
        Contact.archived_on.is_(None),
        Contact.deceased_on.is_(None),
        Contact.merged_into_id.is_(None),
    )
    contacts = session.scalars(alive.order_by(Contact.id).limit(400)).all()
    if not contacts:
        return
    rng = Random(SEED)  # noqa: S311
    hands = [staff[role] for role in HANDS]
    house = _House(hands, rooms, types, contacts, moment(session), rng)
    _team_meeting(session, staff[Role.MANAGER], rooms[-1])
    for hand, actor in enumerate(hands):
        for weekday in range(5):
            for clock in HOURS:
                session.add_all(_column(session, house, actor, rooms[hand], weekday, clock))
    session.flush()
    _note(session, staff[Role.RECEPTION])


def _team_meeting(session: Session, manager: Actor, room_id: int) -> None:
    """Something without a contact, each Monday of the weeks to come."""
    today = day_of(moment(session))
    book_appointment(
        session,
        manager,
        contact_id=None,
        title="Teambesprechung",
        day=today + timedelta(days=7 - today.weekday()),
        clock=time(13),
        minutes=45,
        user_id=manager.user_id,
        room_id=room_id,
        repeat=Repeat(Every.WEEK, times=WEEKS_AHEAD),
    )


def _column(
    session: Session, house: _House, actor: Actor, room_id: int, weekday: int, clock: time
) -> Iterator[Appointment]:
    """All that takes place in one hour of the week of one person: short runs of the same contact, and gaps."""
    rng = house.rng
    monday = day_of(house.now) - timedelta(days=day_of(house.now).weekday())
    week = -WEEKS_BACK
    while week < WEEKS_AHEAD:
        length = rng.choice((1, 1, 1, 2, 6, 8))
        if rng.random() < _taken(week):
            days = [monday + timedelta(weeks=n, days=weekday) for n in range(week, min(week + length, WEEKS_AHEAD))]
            days = [day for day in days if holiday(day, studio_card().land or "") is None]
            yield from _run(session, house, actor, room_id, days, clock)
        week += length


def _taken(week: int) -> float:
    """How likely an hour of a week is taken: thin long ago, dense now, thinner in the weeks to come."""
    if week < -6:
        return 0.1
    return 0.72 if week <= 2 else 0.35


def _run(
    session: Session, house: _House, actor: Actor, room_id: int, days: Sequence[date], clock: time
) -> Iterator[Appointment]:
    rng = house.rng
    contact_id = rng.choice(house.contacts)
    category_id, minutes, _weight = rng.choices(house.types, [weight for *_rest, weight in house.types])[0]
    series_id = None
    if len(days) > 3:
        series = AppointmentSeries(every=Every.WEEK, step=1)
        session.add(series)
        session.flush()
        series_id = series.id
    booked = timedelta(days=rng.randrange(2, 20))
    for day in days:
        at = at_clock(day, clock)
        state = _state(at, house)
        yield Appointment(
            contact_id=contact_id,
            at=at,
            ends_at=at + timedelta(minutes=minutes),
            category_id=category_id,
            text=rng.choice(NOTES) if rng.random() < 0.12 else "",
            user_id=actor.user_id,
            room_id=room_id,
            series_id=series_id,
            state=state,
            cancelled_reason=rng.choice(REASONS) if state is State.CANCELLED else "",
            created_by_id=actor.user_id,
            created_at=min(at - booked, house.now),
        )


def _state(at: datetime, house: _House) -> State:
    if at < house.now:
        return house.rng.choices((State.ARRIVED, State.NO_SHOW, State.CANCELLED), (86, 5, 9))[0]
    return house.rng.choices((State.BOOKED, State.CONFIRMED, State.CANCELLED), (60, 34, 6))[0]


def _note(session: Session, actor: Actor) -> None:
    """The trail tells of each contact once that its appointments were booked."""
    by_contact: dict[int, list[Change]] = defaultdict(list)
    for change in log_of(session).drain():
        by_contact[change.contact_id or 0].append(change)
    for contact_id, changes in sorted(by_contact.items()):
        note_step(session, Step(actor.user_id, "book_appointment", contact_id or None, "", tuple(changes)))
