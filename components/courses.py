"""The dialogs of courses: what a course is, and its dates by a plan with a preview."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from actions.course_dates import add_dates
from actions.courses import add_course, edit_course, retire_course, revive_course
from components.clashes import clash_part
from components.course_words import weekday
from components.escape import literal, markup
from components.fields import Form
from components.offering import offering
from components.perform import reading, today
from domain.activities import ActivityKind
from domain.courses import Planned
from domain.errors import Refusal
from i18n.formatting import format_day
from i18n.holidays import holiday_word
from i18n.texts import _, language, plural
from i18n.times import format_time
from i18n.words import word
from queries.activities import Choice, categories, colleagues
from queries.appointments import Clash, clashes
from queries.course_plan import planned_dates, read_plan
from queries.courses import CourseRow
from queries.rooms import rooms


def course_dialog(row: CourseRow | None = None) -> None:
    """Make a course, or change one."""
    st.dialog(_("Course") if row else _("New course"), width="medium")(_course)(row)


def _course(row: CourseRow | None) -> None:
    with reading() as session:
        offered = categories(session, ActivityKind.COURSE, today())
    with Form(f"course.{row.course_id}.{row.version}" if row else "course.new") as form:
        left, right = st.columns([2, 1])
        name = form.text("name", _("Name"), row.name if row else "", place=left, autocomplete="off")
        capacity = form.whole_number("capacity", _("Places"), row.capacity if row else 10, place=right)
        left, right = st.columns(2)
        room = room_field(form, row.room_id if row else None, row.room if row else "", place=left)
        trainer = trainer_field(form, row.trainer_id if row else None, row.trainer if row else "", place=right)
        category = _named(
            form, "category_id", _("Category"), offered, row.category_id if row else None, row.category if row else ""
        )
        text = form.area("text", _("Text"), row.text if row else "", height=100)
        inputs: dict[str, Any] = {
            "name": name,
            "text": text,
            "category_id": category,
            "room_id": room,
            "trainer_id": trainer,
            "capacity": capacity,
        }
        if row is None:
            form.submit(
                add_course,
                done=_("Course made. Its dates come next."),
                then=lambda course: st.query_params.update({"course": str(course.id)}),
                **inputs,
            )
        else:
            st.caption(_("Room, trainer and places hold for dates that are made from now on."))
            form.submit(edit_course, done=_("Course changed."), course_id=row.course_id, version=row.version, **inputs)
    if row is not None:
        _offer(row)


def _offer(row: CourseRow) -> None:
    offering(
        "course",
        row.retired_on,
        retire=(retire_course, _("The course is no longer offered; its dates stay.")),
        revive=(revive_course, _("The course is offered again.")),
        course_id=row.course_id,
    )


def room_field(form: Form, kept: int | None, name: str, *, place: Any = st) -> Any:
    """The room, or none."""
    with reading() as session:
        offered = rooms(session, today(), kept=kept)
    return _named(form, "room_id", _("Room"), offered, kept, name, place=place)


def trainer_field(form: Form, kept: int | None, name: str, *, place: Any = st) -> Any:
    """The trainer, or nobody."""
    with reading() as session:
        offered = colleagues(session)
    return _named(form, "trainer_id", _("Trainer"), offered, kept, name, place=place)


def _named(
    form: Form, field: str, label: str, offered: tuple[Choice, ...], kept: int | None, name: str, *, place: Any = st
) -> Any:
    names = {choice.key: choice.name for choice in offered}
    if kept is not None:
        names.setdefault(kept, name)
    return form.pick(
        field, label, list(names), lambda key: names.get(key, ""), kept, place=place, placeholder=_("None")
    )


def dates_dialog(row: CourseRow) -> None:
    """Make dates of a course, seen before they are made."""
    st.dialog(_("New dates: {course}").format(course=literal(row.name[:60])), width="medium")(_dates)(row)


def _dates(row: CourseRow) -> None:
    with Form(f"course_dates.{row.course_id}", live=True) as form:
        left, middle, right = st.columns([2, 1, 1])
        first = form.day("first", _("First day"), place=left, required=True, column=None)
        starts = form.text("starts", _("From"), place=middle, column=None, placeholder="18:00", autocomplete="off")
        ends = form.text("ends", _("To"), place=right, column=None, placeholder="19:00", autocomplete="off")
        left, right = st.columns([2, 2])
        last = form.day("last", _("Last day (empty: one date alone)"), place=left, column=None)
        weeks = form.whole_number("weeks", _("Every how many weeks"), 1, place=right, column=None)
        on_holidays = form.check("on_holidays", _("Also on public holidays"), column=None)
        plan: dict[str, Any] = {
            "first": form.typed_day("first"),
            "last": form.typed_day("last"),
            "starts": starts,
            "ends": ends,
            "weeks": _weeks(row),
            "on_holidays": on_holidays,
        }
        without, found = _preview(row, plan)
        accepted = clash_part(form, found, label=_("Plan them all the same"))
        form.submit(
            add_dates,
            done=_("Dates made."),
            label=_("Make the dates"),
            course_id=row.course_id,
            first=first,
            last=last,
            starts=starts,
            ends=ends,
            weeks=weeks,
            on_holidays=on_holidays,
            without=without,
            clash_accepted=accepted,
        )


def _weeks(row: CourseRow) -> int | None:
    """What stands in the field right now."""
    typed = str(st.session_state.get(f"course_dates.{row.course_id}.weeks") or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None


def _preview(row: CourseRow, plan: dict[str, Any]) -> tuple[tuple[date, ...], tuple[Clash, ...]]:
    """What would be made and what is left out, and why; the days that people leave out, and what is taken already."""
    key = f"course_dates.{row.course_id}.without"
    try:
        whole = read_plan(**plan)
    except Refusal:
        st.caption(_("The dates are shown here before they are made."))
        return (), ()
    days = [day for day in whole.days() if day == whole.first or plan["last"] is not None]
    chosen = [day for day in st.session_state.get(key, ()) if day in days]
    if st.session_state.get(key):
        st.session_state[key] = chosen
    without: tuple[date, ...] = ()
    if len(days) > 1:
        without = tuple(
            st.multiselect(
                _("Leave out"),
                days,
                format_func=lambda day: f"{weekday(day)} {format_day(day, language())}",
                key=key,
                placeholder=_("Days without the course"),
                select_all=False,
            )
        )
    try:
        with reading() as session:
            found = planned_dates(session, row.course_id, read_plan(**plan, without=without))
            spans = [(one.starts_at, one.ends_at) for one in found if one.why is None and one.starts_at and one.ends_at]
            taken = clashes(session, spans, user_id=row.trainer_id, room_id=row.room_id)
    except Refusal:
        return without, ()
    made = sum(one.why is None for one in found)
    st.markdown(f"**{plural('{count} date will be made', '{count} dates will be made', made)}**")
    st.html(f"<ul class='k-log k-plan'>{''.join(map(_planned, found))}</ul>")
    return without, taken


def _planned(one: Planned) -> str:
    day = f"{weekday(one.day)} {format_day(one.day, language())}"
    time = f"{format_time(one.starts_at)}–{format_time(one.ends_at)}" if one.starts_at and one.ends_at else ""
    if one.why is None:
        return f"<li><time>{markup(day)}</time>{markup(time)}</li>"
    why = f"{word(one.why)}{f' ({holiday_word(one.holiday)})' if one.holiday else ''}"
    return f"<li><time><s>{markup(day)}</s></time><span class='k-missing'>{markup(why)}</span></li>"
