"""Times of the clock and instants as people type and read them, on the clocks of the studio."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from domain.clock import ZONE
from domain.errors import InvalidTime, Missing
from i18n.formatting import format_day, parse_day
from i18n.texts import Language

_TIME = r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d\d))?"
_SHORT_TIME = re.compile(rf"{_TIME}\s*(?:uhr|h)?", re.ASCII | re.IGNORECASE)
_DIGITS = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d\d)", re.ASCII)
_MOMENT = re.compile(r"(?P<day>.+?)(?:\s*,\s*|\s+)(?P<time>\d{1,2}\s*[:.h]\s*\d\d|\d{3,4})(?:\s*uhr)?", re.IGNORECASE)
LONGEST_TYPED = 60


def parse_time(text: str) -> time:
    """A typed time: `14:30`, `14.30`, `1430`, `9`, `14 Uhr`. Refuses `Missing` and `InvalidTime`."""
    typed = " ".join(text.split())
    if not typed:
        raise Missing
    match = _DIGITS.fullmatch(typed) if len(typed) > 2 else None
    match = match or _SHORT_TIME.fullmatch(typed)
    if match is None:
        raise InvalidTime(text=text[:LONGEST_TYPED])
    try:
        return time(int(match["hour"]), int(match["minute"] or 0))
    except ValueError:
        raise InvalidTime(text=text[:LONGEST_TYPED]) from None


def parse_moment(text: str, language: Language) -> datetime:
    """A typed day with its time, `31.12.2026 14:30`, as an instant.

    Refuses `Missing`, `InvalidDay` and `InvalidTime`; of an hour that comes twice it is the first.
    """
    typed = " ".join(text.split())
    if not typed:
        raise Missing
    match = _MOMENT.fullmatch(typed)
    if match is None:
        parse_day(typed, language)  # a day alone is right so far: then the time is missing
        raise InvalidTime(text=text[:LONGEST_TYPED])
    return at_clock(parse_day(match["day"], language), parse_time(match["time"]))


def at_clock(day: date, clock: time) -> datetime:
    """The instant at which the clocks of the studio show this; refuses `InvalidTime` for an hour that is left out."""
    local = datetime.combine(day, clock, ZONE)
    instant = local.astimezone(UTC)
    if instant.astimezone(ZONE).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise InvalidTime(text=f"{clock:%H:%M}")
    return instant


def format_time(instant: datetime) -> str:
    """`14:30` on the clocks of the studio."""
    return f"{instant.astimezone(ZONE):%H:%M}"


def format_moment(instant: datetime, language: Language) -> str:
    """`31.12.2026 14:30`, as `parse_moment` reads it."""
    local = instant.astimezone(ZONE)
    return f"{format_day(local.date(), language)} {local:%H:%M}"
