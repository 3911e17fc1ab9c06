"""Phone calls: how long they last, and when somebody is called back."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain.clock import ZONE
from domain.errors import Refusal

PRESETS = (1, 5, 10, 15, 30)
"""Minutes that are entered with one click."""
LONGEST_CALL = 24 * 60
OPENS, CLOSES = time(9), time(18)
"""Between these times a call back is suggested."""


class CallTooLong(Refusal):
    """A call lasts a day at most. Data: `longest` (minutes)."""


class CallInFuture(Refusal):
    """A call that was made began before now."""


class CallBackInPast(Refusal):
    """Somebody is called back today or later."""


def usual_call_back(now: datetime) -> datetime:
    """What a new call back begins with: the next full hour, or the next morning."""
    local = now.astimezone(ZONE)
    hour = local.replace(minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(hours=1)
    if hour.time() < OPENS:
        hour = datetime.combine(hour.date(), OPENS)
    elif hour.time() > CLOSES or hour.date() > local.date():
        hour = datetime.combine(local.date() + timedelta(days=1), OPENS)
    return hour.replace(tzinfo=ZONE)
