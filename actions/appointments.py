"""Appointments: booked one by one or as a series, moved and cancelled, and never twice in one place unseen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import WHEN_RESTORED, begin, describe, load_entry
from actions.cards import offered_room
from actions.loading import load
from domain.access import Actor, Permission
from domain.activities import ActivityKind, State
from domain.appointments import Repeat, Scope, Taken
from domain.errors import Missing, Problems
from domain.texts import tidy_line
from models.activity import LONGEST_TITLE
from models.appointment import Appointment, AppointmentSeries, Room
from models.base import moment
from models.user import UserAccount
from queries.appointment_series import CARRIED, members, moves, slots
from queries.appointments import Span, clashes


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def book_appointment(
    session: Session,
    actor: Actor,
    *,
    contact_id: int | None,
    day: date,
    clock: time,
    minutes: int | None,
    category_id: int | None = None,
    title: str = "",
    text: str = "",
    user_id: int | None = None,
    room_id: int | None = None,
    repeat: Repeat | None = None,
    without: Collection[date] = (),
    clash_accepted: bool = False,
) -> Appointment:
    """A new appointment, or a series of them but for the days `without`; the first comes back. Refuses `Taken`."""
    problems = Problems()
    first = Appointment()
    begin(session, actor, first, contact_id=contact_id)
    spans: tuple[Span, ...] = ()
    with problems.named():
        spans = slots(day, clock, minutes, repeat, without)
    _fill(session, first, problems, category_id=category_id, title=title, text=text, user_id=user_id, room_id=room_id)
    if contact_id is None and not first.title and first.category_id is None:
        problems.note(Missing(field="title"))
    problems.raise_if_any()
    accepted = refuse_taken(session, spans, user_id=user_id, room_id=room_id, accepted=clash_accepted)
    series_id = _new_series(session, repeat) if repeat is not None and len(spans) > 1 else None
    made = [first, *(_like(first) for _span in spans[1:])]
    for entry, (at, ends_at) in zip(made, spans, strict=True):
        entry.at, entry.ends_at, entry.series_id = at, ends_at, series_id
        entry.state, entry.clash_accepted = State.BOOKED, accepted
        session.add(entry)
    return first


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def edit_appointment(
    session: Session,
    actor: Actor,
    *,
    appointment_id: int,
    version: int | None,
    day: date,
    clock: time,
    minutes: int | None,
    category_id: int | None = None,
    title: str = "",
    text: str = "",
    user_id: int | None = None,
    room_id: int | None = None,
    scope: Scope = Scope.THIS,
    clash_accepted: bool = False,
) -> Appointment:
    """Change an appointment, and in a series others with it.

    Of the others only what is changed here changes: times move by the same difference, and what was changed in one
    alone stays as it is there. Refuses `Taken`.
    """
    this = _load(session, actor, appointment_id, version)
    others = members(session, this, scope, moment(session), lock=True)
    before = {name: getattr(this, name) for name in CARRIED}
    problems = Problems()
    moved: dict[Appointment, Span] = {}
    with problems.named():
        moved = moves(this, others, day, clock, minutes)
    _fill(session, this, problems, category_id=category_id, title=title, text=text, user_id=user_id, room_id=room_id)
    problems.raise_if_any()
    for other in others:
        for name in CARRIED:
            if getattr(other, name) == before[name]:
                setattr(other, name, getattr(this, name))
    _move(session, moved, before, accepted=clash_accepted)
    return this


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def cancel_appointment(
    session: Session,
    actor: Actor,
    *,
    appointment_id: int,
    version: int | None = None,
    reason: str,
    scope: Scope = Scope.THIS,
) -> int:
    """Cancel an appointment, and in a series others with it; how many they were. Refuses `NotFollowing`."""
    this = _load(session, actor, appointment_id, version)
    chosen = [this, *members(session, this, scope, moment(session), lock=True)]
    for entry in chosen:
        entry.move_to(State.CANCELLED)
        settle_step(session, entry, reason=reason)
    return len(chosen)


def settle_step(session: Session, entry: Appointment, *, reason: str) -> None:
    """What goes with a new state: a reason with a cancelled one, and a free place for one that holds again."""
    if entry.state is State.CANCELLED:
        problems = Problems()
        with problems.field("reason"):
            entry.cancelled_reason = tidy_line(reason, longest=LONGEST_TITLE, required=True)
        problems.raise_if_any()
    elif entry.cancelled_reason:
        entry.cancelled_reason = ""
        hold_place(session, entry)


def hold_place(session: Session, entry: Appointment) -> None:
    """Refuse `Taken` for an appointment that takes its place again, unless it was booked all the same."""
    if entry.state is State.CANCELLED or entry.deleted_at is not None:
        return
    refuse_taken(
        session,
        ((entry.at, entry.ends_at),),
        user_id=entry.user_id,
        room_id=entry.room_id,
        without=(entry.id,),
        accepted=entry.clash_accepted,
    )


def refuse_taken(
    session: Session,
    spans: Sequence[Span],
    *,
    user_id: int | None,
    room_id: int | None,
    accepted: bool,
    without: Collection[int] = (),
    without_dates: Collection[int] = (),
) -> bool:
    """Refuse `Taken` where person or room are taken, unless that is accepted; gives whether they are.

    The rows of person and room are locked until the end of the transaction: two who book at once do so in turn.
    """
    with session.no_autoflush:
        for model, key in ((UserAccount, user_id), (Room, room_id)):
            if key is not None:
                session.execute(select(model.id).where(model.id == key).with_for_update(key_share=True))
        found = clashes(session, spans, user_id=user_id, room_id=room_id, without=without, without_dates=without_dates)
    if found and not accepted:
        raise Taken(field="clash_accepted", clashes=found)
    return bool(found)


def _load(session: Session, actor: Actor, appointment_id: int, version: int | None) -> Appointment:
    """The appointment; the row of its series is locked first, so that two who change it do so in turn."""
    known = session.get(Appointment, appointment_id)
    if known is not None and known.series_id is not None:
        load(session, AppointmentSeries, known.series_id)
    return load_entry(session, actor, Appointment, appointment_id, version=version)


def _fill(
    session: Session,
    entry: Appointment,
    problems: Problems,
    *,
    category_id: int | None,
    title: str,
    text: str,
    user_id: int | None,
    room_id: int | None,
) -> None:
    described = {"title": title, "text": text, "category_id": category_id, "user_id": user_id}
    with session.no_autoflush:
        describe(session, entry, problems, **described, title_required=False)  # type: ignore[arg-type]
        with problems.field("room_id"):
            entry.room_id = offered_room(session, room_id, entry.room_id)


def _new_series(session: Session, repeat: Repeat) -> int:
    series = AppointmentSeries(every=repeat.every, step=repeat.step)
    session.add(series)
    session.flush()
    return series.id


def _like(first: Appointment) -> Appointment:
    return Appointment(
        contact_id=first.contact_id,
        created_by_id=first.created_by_id,
        **{name: getattr(first, name) for name in CARRIED},
    )


def _move(session: Session, moved: dict[Appointment, Span], before: dict[str, object], *, accepted: bool) -> None:
    """Move the appointments; where place or time change, what is taken is looked for anew."""
    this = next(iter(moved))
    held = (this.user_id, this.room_id) == (before["user_id"], before["room_id"])
    changed = {one: span for one, span in moved.items() if not held or span != (one.at, one.ends_at)}
    ids = [one.id for one in moved]
    by_place: dict[tuple[int | None, int | None], list[Appointment]] = {}
    for one in changed:
        if one.state is not State.CANCELLED:
            by_place.setdefault((one.user_id, one.room_id), []).append(one)
    for (user_id, room_id), some in sorted(by_place.items(), key=lambda item: (item[0][0] or 0, item[0][1] or 0)):
        taken = refuse_taken(
            session,
            [moved[one] for one in some],
            user_id=user_id,
            room_id=room_id,
            without=ids,
            accepted=accepted,
        )
        for one in some:
            one.clash_accepted = taken
    for one, (at, ends_at) in changed.items():
        one.at, one.ends_at = at, ends_at


def appointments_hold(session: Session, ids: Collection[int]) -> bool:
    """Whether these appointments still have the place that they take."""
    try:
        for key in sorted(ids):
            entry = session.get(Appointment, key)
            if entry is not None:
                hold_place(session, entry)
    except Taken:
        return False
    return True


WHEN_RESTORED[ActivityKind.APPOINTMENT] = hold_place
