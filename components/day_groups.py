"""A day, and what is ahead of a contact, as rows under titles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from components.activity_list import Group, Line, can_finish, finished
from components.activity_tab import finish
from components.activity_words import ICONS, headline, summary_html
from components.cards import card_html, note_html
from components.course_words import weekday
from components.entries import open_entry
from components.escape import markup
from components.perform import may
from components.presses import Presses, icon_html
from domain.access import Permission
from domain.activities import ActivityKind
from domain.calendar import age_on, next_birthday
from domain.clock import ZONE, day_of
from i18n.formatting import format_day
from i18n.texts import _, language, plural
from queries.activities import ActivityRow
from queries.activity_details import DocumentDetail
from queries.my_day import BIRTHDAYS_AHEAD, MOST, Birthday, DateOfCourse, MyDay
from queries.overview import DAYS_AHEAD, Glance, has_no_day

CAKE = "cake"
AT_ONCE = 5
"""Birthdays and documents that are shown at once; the birthdays of today all are, and documents that are urgent."""
URGENT = 3
"""Days before a document runs out in which it is never folded away."""
MOST_SAID = 120
"""Characters of a text beside its title."""


def to_do_groups(found: MyDay) -> list[Group]:
    """Tasks and call backs: late, of today, and of no day."""
    groups = [
        _group(_("Overdue"), found.overdue),
        _group(_("Due today"), found.due),
        _group(_("Without a day"), found.without_day),
    ]
    shown = [group for group in groups if group.rows]
    nothing = _("Nothing is to be done. Tasks and calls are entered above, or with the buttons of a contact.")
    return shown or [Group(_("To do"), (), nothing)]


def coming_groups(found: MyDay) -> list[Group]:
    """Who comes today; empty groups say how somebody gets there."""
    appointments = _("None today. They are made with the buttons of a contact.")
    groups = [
        _group(_("Appointments today"), found.appointments, appointments),
        _group(_("Courses today"), [_course(one) for one in found.courses]),
    ]
    return [group for group in groups if group.rows or group.nothing]


def ahead_groups(found: MyDay, today: date) -> list[tuple[Group, int]]:
    """What the next days bring, each with the number of rows that are shown at once."""
    of_today = sum(one.day == today for one in found.birthdays)
    birthdays = [_birthday(one, today) for one in found.birthdays]
    nothing = _("None today or in the next {days} days.").format(days=BIRTHDAYS_AHEAD)
    groups = [(_group(_("Birthdays"), birthdays, nothing), max(of_today, AT_ONCE))]
    if found.documents:
        urgent = sum(_runs_out(row) <= today + timedelta(days=URGENT) for row in found.documents)
        groups.append((_group(_("Documents running out"), found.documents), max(urgent, AT_ONCE)))
    return groups


def _runs_out(row: ActivityRow) -> date:
    """The last day of a document that has one."""
    until = row.detail.valid_until if isinstance(row.detail, DocumentDetail) else None
    return until or date.max


def summary(found: MyDay, today: date) -> str:
    """How much there is of everything, in one line."""
    birthdays = sum(one.day == today for one in found.birthdays)
    counts = (
        (len(found.overdue), plural("{count} overdue", "{count} overdue", len(found.overdue))),
        (len(found.due), plural("{count} due today", "{count} due today", len(found.due))),
        (
            len(found.appointments),
            plural("{count} appointment", "{count} appointments", len(found.appointments)),
        ),
        (len(found.courses), plural("{count} course", "{count} courses", len(found.courses))),
        (birthdays, plural("{count} birthday", "{count} birthdays", birthdays)),
    )
    return " · ".join([format_day(today, language()), *(text for count, text in counts if count)])


def ahead_html(found: Glance, born_on: date | None, today: date, presses: Presses) -> str:
    """What is ahead of a contact in the order of its dates, the birthday among it, and what was last, as HTML."""
    rows = [_row_html(row, presses) for row in found.coming]
    birthday = next_birthday(born_on, today) if born_on else None
    if born_on and birthday and (birthday - today).days <= DAYS_AHEAD:
        before = [row for row in found.coming if not has_no_day(row) and (row.overdue or day_of(row.at) < birthday)]
        said = _("Birthday, {turns}").format(turns=_turns(age_on(born_on, birthday)))
        line = f"<time>{markup(_day(birthday, today))}</time>{markup(said)}"
        rows.insert(len(before), f"<li>{icon_html(CAKE)}<span class='k-ahead-open'>{line}</span></li>")
    latest = [_row_html(row, presses, done=False) for row in found.latest]
    nothing = _("Nothing in the next {days} days.").format(days=DAYS_AHEAD)
    return _card(_("Coming up"), rows, nothing) + _card(_("Latest entries"), latest, _("Nothing here yet."))


def _card(title: str, rows: Sequence[str], nothing: str) -> str:
    return card_html(title, f"<ul class='k-ahead'>{''.join(rows)}</ul>" if rows else note_html(nothing))


def _row_html(row: ActivityRow, presses: Presses, *, done: bool = True) -> str:
    """An entry on one line: a press opens it, and another one does it in place."""
    key, icon = f"entry.{row.activity_id}", ICONS[row.kind]
    opens = partial(open_entry, row.activity_id)
    said, first = summary_html(row), row.text.partition("\n")[0][:MOST_SAID]
    if first and not headline(row).startswith(first[: MOST_SAID // 2]):
        said += f"<div class='k-changes'>{markup(first)}</div>"
    html = presses.wrapped(f"{key}.open", said, opens, icon=icon, look="k-ahead-open")
    if done and can_finish(row) and may(Permission.EDIT_ACTIVITIES):
        html += presses.button(f"{key}.done", finished(row), partial(finish, row), about=headline(row))
    return f"<li{' class=k-late' if row.overdue else ''}>{html}</li>"


def _group(title: str, rows: Sequence[Any], nothing: str = "") -> Group:
    count = f" ({MOST}+)" if len(rows) >= MOST else f" ({len(rows)})" if rows else ""
    return Group(title + count, rows, nothing)


def _birthday(one: Birthday, today: date) -> Line:
    day = _day(one.day, today) if one.day == today else f"{weekday(one.day)} {_day(one.day, today)}"
    return Line(CAKE, day, facts=_turns(one.turns), contact=one.name, number=one.number)


def _course(one: DateOfCourse) -> Line:
    start, end = (f"{instant.astimezone(ZONE):%H:%M}" for instant in (one.starts_at, one.ends_at))
    places = _("{taken} of {capacity} places").format(taken=one.taken, capacity=one.capacity)
    facts = " · ".join(filter(None, (one.room, one.trainer, places)))
    return Line(ICONS[ActivityKind.COURSE], f"{start}–{end}", one.course, facts)


def _day(day: date, today: date) -> str:
    return _("Today") if day == today else format_day(day, language())


def _turns(age: int) -> str:
    return _("turns {age}").format(age=age)
