"""Entries as blocks of the grid: in which column, from when to when on its clock, and beside which others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from components.calendar_grid import Block, Column
from domain.activities import State
from domain.appointments import wall
from domain.calendar_lanes import lanes
from i18n.clashes import span_words
from i18n.texts import _
from i18n.words import word
from queries.appointments import CalendarEntry

OPENS, CLOSES = 7, 21
"""Hours that are shown in any case."""
DAY = 24 * 60


def blocks_of(
    found: Iterable[CalendarEntry], columns: Sequence[Column], *, view: str, by: str, day: date
) -> list[Block]:
    """The blocks of these entries in the columns; one that goes over midnight stands on both days."""
    places: dict[str, int] = {column.key: n for n, column in enumerate(columns)}
    by_column: dict[int, list[tuple[int, int, CalendarEntry]]] = defaultdict(list)
    for entry in found:
        for on, start, end in _parts(entry):
            if view == "week":
                key = on.isoformat()
            elif on == day:
                key = str((entry.user_id if by == "staff" else entry.room_id) or 0)
            else:
                continue
            if key in places:
                by_column[places[key]].append((start, end, entry))
    blocks = []
    for column, some in by_column.items():
        some.sort(key=lambda part: (part[0], -part[1]))
        for (start, end, entry), (lane, count) in zip(some, lanes([part[:2] for part in some]), strict=True):
            blocks.append(_block(entry, column, start, end, lane, count, by))
    return blocks


def hours_of(blocks: Iterable[Block]) -> tuple[int, int]:
    """From which hour to which the day is shown."""
    blocks = list(blocks)
    first = min([OPENS, *(block.start // 60 for block in blocks)])
    last = max([CLOSES, *(-(-block.end // 60) for block in blocks)])
    return first, last


def _parts(entry: CalendarEntry) -> Iterable[tuple[date, int, int]]:
    """The days of an entry, and from which minute of the clock to which it stands there."""
    start, end = wall(entry.at), wall(entry.ends_at)
    if end <= start:
        end = start + timedelta(minutes=15)  # in the night in which an hour comes twice
    day = start.date()
    while datetime.combine(day, datetime.min.time()) < end:
        midnight = datetime.combine(day, datetime.min.time())
        first = max(0, (start - midnight) // timedelta(minutes=1))
        last = min(DAY, (end - midnight) // timedelta(minutes=1))
        yield day, first, last
        day += timedelta(days=1)


def _block(entry: CalendarEntry, column: int, start: int, end: int, lane: int, count: int, by: str) -> Block:
    state = "" if entry.state is State.BOOKED else word(entry.state)
    other = entry.room if by == "staff" else entry.user
    what = entry.what or _("Appointment")
    title = entry.contact or what
    facts = [what if entry.contact else "", entry.places, other]
    label = [span_words(entry.at, entry.ends_at), title, *facts, entry.user if by == "staff" else entry.room, state]
    return Block(
        id=f"a{entry.activity_id}" if entry.activity_id is not None else f"c{entry.course_date_id}",
        column=column,
        start=start,
        end=end,
        lane=lane,
        lanes=count,
        color=entry.color,
        time=f"{wall(entry.at):%H:%M}",
        title=title,
        sub=" · ".join(fact for fact in facts if fact),
        state=state,
        over=entry.state is State.CANCELLED,
        label=", ".join(part for part in label if part),
    )
