"""What happens with a contact: kinds of entries, their states, and what may follow what.

One table holds the allowed transitions; screens offer only what it allows, and the model refuses all else.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum

from domain.clock import day_of
from domain.errors import Refusal


class ActivityKind(StrEnum):
    """What an entry is."""

    NOTE = "note"
    HEALTH_NOTE = "health_note"
    CALL = "call"
    EMAIL = "email"
    TASK = "task"
    APPOINTMENT = "appointment"
    COURSE = "course"
    """A place in one date of a course."""
    DOCUMENT = "document"


class State(StrEnum):
    """Where an entry stands."""

    NONE = "none"
    """There is nothing to do about it."""
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    """Somebody else must act first."""
    DONE = "done"
    DROPPED = "dropped"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"
    """The sending was cut off: it may have arrived."""
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    WAITLISTED = "waitlisted"


class Direction(StrEnum):
    """Who called or wrote to whom; for a document, from whom it is."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class CallOutcome(StrEnum):
    """How a call ended."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    MESSAGE_LEFT = "message_left"
    CALL_BACK = "call_back"
    """Somebody has to call back: the call stays open until that is done."""


class Priority(StrEnum):
    """How much a task matters."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Every(StrEnum):
    """By what a repetition is counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


OPEN_STATES = frozenset(
    {
        State.OPEN,
        State.IN_PROGRESS,
        State.WAITING,
        State.QUEUED,
        State.SENDING,
        State.FAILED,
        State.UNCLEAR,
        State.BOOKED,
        State.CONFIRMED,
        State.WAITLISTED,
    }
)
"""Something is still to be done or to come."""

_NOTHING: frozenset[State] = frozenset()

TRANSITIONS: Mapping[ActivityKind, Mapping[State, AbstractSet[State]]] = {
    ActivityKind.NOTE: {State.NONE: _NOTHING},
    ActivityKind.HEALTH_NOTE: {State.NONE: _NOTHING},
    ActivityKind.CALL: {State.NONE: _NOTHING, State.OPEN: {State.DONE}, State.DONE: {State.OPEN}},
    ActivityKind.EMAIL: {
        State.NONE: _NOTHING,
        State.QUEUED: {State.SENDING, State.DROPPED},
        State.SENDING: {State.SENT, State.QUEUED, State.FAILED, State.UNCLEAR},
        State.SENT: _NOTHING,
        State.FAILED: {State.QUEUED, State.DROPPED},
        State.UNCLEAR: {State.QUEUED, State.SENT, State.DROPPED},
        State.DROPPED: _NOTHING,
    },
    ActivityKind.TASK: {
        State.OPEN: {State.IN_PROGRESS, State.WAITING, State.DONE, State.DROPPED},
        State.IN_PROGRESS: {State.OPEN, State.WAITING, State.DONE, State.DROPPED},
        State.WAITING: {State.OPEN, State.IN_PROGRESS, State.DONE, State.DROPPED},
        State.DONE: {State.OPEN},
        State.DROPPED: {State.OPEN},
    },
    ActivityKind.APPOINTMENT: {
        State.BOOKED: {State.CONFIRMED, State.ARRIVED, State.NO_SHOW, State.CANCELLED},
        State.CONFIRMED: {State.BOOKED, State.ARRIVED, State.NO_SHOW, State.CANCELLED},
        State.ARRIVED: {State.BOOKED, State.NO_SHOW},
        State.NO_SHOW: {State.BOOKED, State.ARRIVED},
        State.CANCELLED: {State.BOOKED},
    },
    ActivityKind.COURSE: {
        State.BOOKED: {State.ARRIVED, State.NO_SHOW, State.CANCELLED},
        State.ARRIVED: {State.BOOKED, State.NO_SHOW},
        State.NO_SHOW: {State.BOOKED, State.ARRIVED},
        State.CANCELLED: {State.BOOKED, State.WAITLISTED},
        State.WAITLISTED: {State.BOOKED, State.CANCELLED},
    },
    ActivityKind.DOCUMENT: {State.NONE: _NOTHING},
}
"""From which state of an entry which others may follow."""


class NotFollowing(Refusal):
    """An entry goes only from a state to one that may follow. Data: `state`, `wanted`."""


def states_of(kind: ActivityKind) -> tuple[State, ...]:
    """The states that an entry of this kind can have, in the order of the enumeration."""
    return tuple(state for state in State if state in TRANSITIONS[kind])


def following(kind: ActivityKind, state: State) -> tuple[State, ...]:
    """The states that may follow, in the order of the enumeration."""
    return tuple(one for one in State if one in TRANSITIONS[kind].get(state, ()))


def check_step(kind: ActivityKind, state: State, wanted: State) -> None:
    """Refuse `NotFollowing` unless `wanted` may follow; staying is always allowed."""
    if wanted is not state and wanted not in TRANSITIONS[kind].get(state, ()):
        raise NotFollowing(state=state, wanted=wanted)


def is_overdue(kind: ActivityKind, state: State, at: datetime, today: date) -> bool:
    """Whether a task or call-back should have been done before today; `at` is the day on which it is due."""
    return kind in {ActivityKind.TASK, ActivityKind.CALL} and state in OPEN_STATES and day_of(at) < today


NOT_BINNED = {
    ActivityKind.EMAIL: frozenset({State.QUEUED, State.SENDING}),
    ActivityKind.COURSE: frozenset({State.BOOKED, State.ARRIVED, State.NO_SHOW, State.WAITLISTED}),
}
"""States in which something is under way that must be stopped first."""


class UnderWay(Refusal):
    """What is being sent or holds a place in a course is stopped or cancelled before it is deleted. Data: `kind`."""


class InBin(Refusal):
    """What lies in the bin is taken out of it before it is changed."""


KEPT_IN_BIN_DAYS = 30
"""Days for which what was deleted can come back."""

MOST_PINNED = 5
"""Pinned notes of one contact."""


class NameTaken(Refusal):
    """Two cards of one file (categories, rooms, templates) differ in more than case and accents. Data: `name`."""


class TooManyPinned(Refusal):
    """At most `most` notes of a contact are pinned."""
