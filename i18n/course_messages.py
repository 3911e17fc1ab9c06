"""What people read when something about courses is refused that names a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import courses
from domain.errors import Refusal
from i18n.formatting import format_day
from i18n.texts import N_, _, language, plural


def _day(text: str) -> Callable[[Refusal], str]:
    return lambda refusal: _(text).format(day=_day_of(refusal))


def _day_of(refusal: Refusal) -> str:
    day = refusal.data["day"]
    assert isinstance(day, date)
    return format_day(day, language())


def _places_taken(refusal: Refusal) -> str:
    return _("{day}: {places}. Enter at least as many, or cancel somebody first.").format(
        day=_day_of(refusal),
        places=plural("{count} place is taken", "{count} places are taken", int(str(refusal.data["taken"]))),
    )


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    courses.PlacesTaken: _places_taken,
    courses.AlreadyEnrolled: _day(N_("This contact is enrolled for {day} already. Leave that date out.")),
    courses.DateCancelled: _day(N_("The date of {day} is cancelled. Take back the cancellation first.")),
    courses.DateTookPlace: _day(N_("Somebody was marked as present or absent on {day}, so it is not cancelled.")),
    courses.DateHasEnrolments: _day(N_("People were enrolled for {day}: the date can be cancelled, but not removed.")),
    courses.DateOver: _day(N_("The date of {day} is over and all its places are taken. Raise its places first.")),
    courses.PlaceGone: _day(
        N_("The place on {day} has been given to somebody else. Enrol this contact again: on the waiting list.")
    ),
}
