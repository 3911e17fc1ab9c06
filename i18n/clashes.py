"""What takes a person or a room at a time, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from domain.clock import ZONE
from i18n.formatting import format_day
from i18n.texts import _, language


class TakenBy(Protocol):
    """An appointment or course date that is there already."""

    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def ends_at(self) -> datetime: ...  # noqa: D102
    @property
    def what(self) -> str: ...  # noqa: D102
    @property
    def contact(self) -> str: ...  # noqa: D102
    @property
    def user(self) -> str: ...  # noqa: D102
    @property
    def room(self) -> str: ...  # noqa: D102


def clash_words(clash: TakenBy) -> str:
    """`Cem, Room 1: 24.11.2026, 14:00–15:00 Massage (Müller, Anna)`."""
    who = ", ".join(name for name in (clash.user, clash.room) if name)
    contact = f" ({clash.contact})" if clash.contact else ""
    return f"{who}: {span_words(clash.at, clash.ends_at)} {clash.what or _('Appointment')}{contact}"


def span_words(at: datetime, ends_at: datetime) -> str:
    """`24.11.2026, 14:00–15:00`."""
    start, end = at.astimezone(ZONE), ends_at.astimezone(ZONE)
    return f"{format_day(start.date(), language())}, {start:%H:%M}–{end:%H:%M}"
