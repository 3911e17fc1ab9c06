"""Courses: which dates a plan gives, who has a place, and what those who take part must be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.activities import State
from domain.errors import Refusal

MOST_DATES = 120
"""Dates of a course that are made at once."""
MOST_WEEKS = 52
"""Weeks from one date to the next."""
LARGEST_COURSE = 500
"""People."""

TAKING = frozenset({State.BOOKED, State.ARRIVED, State.NO_SHOW})
"""States in which an enrolment takes a place: who did not come has had one all the same."""
LIVE = TAKING | {State.WAITLISTED}
"""States in which somebody is enrolled in a date."""
ATTENDED = frozenset({State.BOOKED, State.ARRIVED, State.NO_SHOW})
"""What an attendance list says of somebody; `BOOKED` while nothing is known yet."""


class News(StrEnum):
    """What somebody who is enrolled must still be told; that a date was cancelled is told by the date itself."""

    MOVED_UP = "moved_up"
    TAKES_PLACE = "takes_place"
    """The cancelled date takes place after all."""
    NEW_TIME = "new_time"
    DATE_CANCELLED = "date_cancelled"
    """Never stored: it follows from the date."""


class Why(StrEnum):
    """Why a planned date is left out."""

    HOLIDAY = "holiday"
    CHOSEN = "chosen"
    THERE = "there"
    """The course has a date then."""
    NO_SUCH_TIME = "no_such_time"
    """In the night of the summer time one hour is not there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a course takes place: every `weeks` weeks on the weekday of `first`, up to and including `last`."""

    first: date
    starts: time
    ends: time
    last: date | None = None
    """None: one date alone."""
    weeks: int = 1
    on_holidays: bool = False
    without: frozenset[date] = field(default_factory=frozenset)

    def days(self) -> Iterator[date]:
        """The days of the plan, whatever is left out of them."""
        last, day = self.last or self.first, self.first
        while day <= last:
            yield day
            day += timedelta(weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class Planned:
    """One date of a plan, and why it is left out if it is."""

    day: date
    starts_at: datetime | None
    ends_at: datetime | None
    why: Why | None = None
    holiday: str = ""


def check_plan(plan: Plan) -> None:
    """Refuse a plan that ends before it begins, or has no date or too many."""
    if plan.ends <= plan.starts:
        raise EndsBeforeStart(field="ends")
    if plan.last is not None and plan.last < plan.first:
        raise LastBeforeFirst(field="last")
    if not 1 <= plan.weeks <= MOST_WEEKS:
        raise WeeksImpossible(most=MOST_WEEKS, field="weeks")
    if plan.last is not None and (plan.last - plan.first).days >= plan.weeks * 7 * MOST_DATES:
        raise TooManyDates(most=MOST_DATES, field="last")


class EndsBeforeStart(Refusal):
    """A date of a course ends after it begins, on the same day."""


class LastBeforeFirst(Refusal):
    """The last day of a period is not before its first."""


class WeeksImpossible(Refusal):
    """From one date to the next it is a number of weeks. Data: `most`."""


class TooManyDates(Refusal):
    """Not more than so many dates are made at once. Data: `most`."""


class NoDates(Refusal):
    """Of a plan at least one date is left to be made."""


class CapacityImpossible(Refusal):
    """A course has room for some people. Data: `most`."""


class PlacesTaken(Refusal):
    """A date keeps room for those who have a place. Data: `day`, `taken`."""


class AlreadyEnrolled(Refusal):
    """Nobody is enrolled twice in one date. Data: `day`."""


class AlreadyMember(Refusal):
    """Nobody takes part twice in a whole course."""


class DateCancelled(Refusal):
    """A date that was cancelled takes nobody in. Data: `day`."""


class DateTookPlace(Refusal):
    """A date to which somebody came, or did not, is not cancelled. Data: `day`."""


class DateHasEnrolments(Refusal):
    """Only a date in which nobody ever was enrolled is removed; the others are cancelled. Data: `day`."""


class DateNotCancelled(Refusal):
    """Only what is cancelled can take place again."""


class DateOver(Refusal):
    """A date that is over has no waiting list. Data: `day`."""


class PlaceGone(Refusal):
    """A place that somebody else has by now is not given back; the way on is to enrol again. Data: `day`."""


class NothingChosen(Refusal):
    """At least one date is chosen."""


class CourseRetired(Refusal):
    """A course that is no longer offered gets no new dates and nobody new. Data: `name`."""


class NotAttending(Refusal):
    """Only who has a place comes, or does not."""
