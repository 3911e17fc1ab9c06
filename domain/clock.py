"""The studio's time zone: instants are UTC, days are days in Berlin."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")


def day_of(instant: datetime) -> date:
    """The studio's day at an instant: 2026-12-31 23:30 UTC is already 2027 in Berlin."""
    return instant.astimezone(ZONE).date()


def start_of(day: date) -> datetime:
    """The instant at which a day of the studio begins."""
    return datetime.combine(day, time(), ZONE)
