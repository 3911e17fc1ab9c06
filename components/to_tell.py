"""Whoever must be told something of a course: a list to call or write to, told by one click, and as a file."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.enrolments import mark_told
from components.activity_export import table_popover
from components.activity_list import plain_list, plain_row
from components.course_words import weekday
from components.perform import may, perform_and_say
from domain.access import Permission
from domain.courses import News
from domain.phones import format_phone
from exchange.tables import Column, Kind, Table
from i18n.formatting import format_instant
from i18n.texts import _, language, plural
from i18n.words import word
from queries.participants import Participant

COLORS = {News.MOVED_UP: "green", News.TAKES_PLACE: "green", News.NEW_TIME: "amber", News.DATE_CANCELLED: "red"}


def tell_list(key: str, people: tuple[Participant, ...], *, with_date: bool = True) -> None:
    """The list, where the role may with a button for each and one for all."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_head"):
        st.caption(plural("{count} person to tell", "{count} people to tell", len(people)), width="content")
        what = f"{_('To tell')} · {len(people)}"
        table_popover(f"{key}_export", _("to-tell"), what, lambda: _table(people))
        if may(Permission.EDIT_ACTIVITIES) and st.button(
            _("All were told"), icon=":material/done_all:", key=f"{key}.all"
        ):
            _told(*(one.enrolment_id for one in people))
    pressed = plain_list(f"{key}.list", [_row(one, with_date=with_date) for one in people])
    if pressed.act is not None:
        _told(pressed.act[0])
    elif pressed.opened is not None:
        one = next(one for one in people if one.enrolment_id == pressed.opened)
        st.query_params["date"] = str(one.date_id)
        st.rerun()


def _told(*ids: int) -> None:
    done = plural("{count} person was told.", "{count} people were told.", len(ids))
    perform_and_say(done, mark_told, enrolment_ids=ids)


def _row(one: Participant, *, with_date: bool) -> dict[str, Any]:
    news = one.news or News.MOVED_UP
    ways = [format_phone(one.phone), one.email]
    when = f"{weekday(one.starts_at)} {format_instant(one.starts_at, language())}"
    facts = [one.course if with_date else "", one.reason if news is News.DATE_CANCELLED else ""]
    return plain_row(
        one.enrolment_id,
        "campaign",
        when,
        one.name,
        badges=[(word(news), COLORS[news])],
        facts=" · ".join(fact for fact in facts if fact),
        text=" · ".join(way for way in ways if way) or _("neither phone nor e-mail"),
        contact=one.number,
        number=one.number,
        acts=[("told", _("✓ Told"), False)] if may(Permission.EDIT_ACTIVITIES) else [],
    )


def _table(people: tuple[Participant, ...]) -> tuple[Table, list[tuple[Any, ...]]]:
    """The list as a file holds it."""
    columns = (
        Column(_("Number"), width=10),
        Column(_("Contact"), width=28),
        Column(_("Phone"), width=20),
        Column(_("E-mail"), width=30),
        Column(_("Course"), width=24),
        Column(_("Begins"), Kind.INSTANT, 18),
        Column(_("To be told"), width=28),
        Column(_("Reason"), width=28),
    )
    rows = [
        (
            one.number,
            one.name,
            format_phone(one.phone),
            one.email,
            one.course,
            one.starts_at,
            word(one.news) if one.news else "",
            one.reason,
        )
        for one in people
    ]
    return Table(columns, title=_("To tell"), language=language()), rows
