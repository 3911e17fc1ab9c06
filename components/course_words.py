"""Courses in words: when a date is, how full it is, what became of those who wanted a place."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import streamlit as st

from actions.places import Outcome
from components.perform import reading, say
from components.state import NOTICE
from domain.activities import State
from domain.clock import ZONE
from i18n.formatting import format_day, join_words
from i18n.texts import _, language, plural
from i18n.times import format_time
from queries.courses import CourseRow, DateRow
from queries.participants import participants_by_id


def weekday(moment: Any) -> str:
    """`Tue`, of an instant or a day."""
    day = moment.astimezone(ZONE) if hasattr(moment, "astimezone") else moment
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))[day.weekday()]


def when_of(row: DateRow) -> str:
    """`Tue 1 Dec 2026, 18:00–19:00`."""
    day = format_day(row.starts_at.astimezone(ZONE).date(), language())
    return f"{weekday(row.starts_at)} {day}, {format_time(row.starts_at)}–{format_time(row.ends_at)}"


def places_badges(row: DateRow) -> list[tuple[str, str]]:
    """How full a date is, as words and colours."""
    if row.cancelled_at is not None:
        return [(_("Cancelled"), "red")]
    taken = _("{taken} of {places} places taken").format(taken=row.taken, places=row.capacity)
    badges = [(taken, "green" if row.free else "orange")]
    if row.waiting:
        badges.append((plural("{count} waiting", "{count} waiting", row.waiting), "amber"))
    return badges


def offer_of(row: DateRow) -> str:
    """A date as a choice: when, and how many places are free."""
    free = plural("{count} place free", "{count} places free", row.free) if row.free else _("full: waiting list")
    return f"{when_of(row)} · {free}"


def facts_of(row: DateRow | CourseRow) -> str:
    """Room and trainer."""
    return " · ".join(part for part in (row.room, row.trainer) if part)


def tell(outcome: Outcome) -> None:
    """Add to the message of this step what became of those who wanted a place, and who moved up."""
    notice = st.session_state[NOTICE]
    states = [one.state for one in outcome.enrolled]
    text = " ".join(part for part in (enrolled_words(states) or notice.text, moved_words(outcome)) if part)
    say(text, notice.undo)


def enrolled_words(states: Collection[State]) -> str:
    """What somebody got who was enrolled."""
    places, waits = sum(one is State.BOOKED for one in states), sum(one is State.WAITLISTED for one in states)
    if len(states) == 1:
        return _("Enrolled.") if places else _("All places are taken: on the waiting list.")
    parts = []
    if places:
        parts.append(plural("enrolled in {count} date", "enrolled in {count} dates", places))
    if waits:
        parts.append(plural("on the waiting list of {count} date", "on the waiting list of {count} dates", waits))
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def moved_words(outcome: Outcome) -> str:
    """Who moved up and must be told."""
    if not outcome.moved_up:
        return ""
    with reading() as session:
        found = participants_by_id(session, [one.id for one in outcome.moved_up])
    names = join_words(list(dict.fromkeys(one.name for one in found))[:5], language())
    return _("Moved up from the waiting list: {names}. Please tell them.").format(names=names)
