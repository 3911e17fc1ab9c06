"""My day: what is to be done, who comes, whose birthday it is, and which papers run out."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components import address
from components.activity_tab import show_groups
from components.cancellation_desk import cancellation_desk
from components.day_groups import ahead_groups, coming_groups, summary, to_do_groups
from components.entries import begin, icon, may_begin
from components.outbox import undecided_emails
from components.perform import may, me, reading, today
from components.tabs import tabs
from domain.access import Permission
from domain.activities import ActivityKind
from i18n.texts import _
from queries.activities import colleagues
from queries.my_day import MyDay, People, my_day

MINE, ALL = "mine", "all"


def people(code: str) -> People:
    """Whose day is asked for: mine with what nobody is responsible for, that of everybody, or of somebody else."""
    if code == ALL:
        return None
    return (me().user_id, None) if code == MINE else (int(code),)


@st.fragment
def day() -> None:
    """Two lists side by side; a fragment, so that another person draws nothing else anew."""
    with reading() as session:
        others = {str(one.key): one.name for one in colleagues(session) if one.key != me().user_id}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="my_day_head"):
        options = {MINE: _("Me"), ALL: _("Everybody")} | others
        code = address.choose("person", _("Whose day"), options, first=True, width=220) or MINE
        if may_begin(ActivityKind.TASK) and st.button(
            _("New task"), icon=icon(ActivityKind.TASK), key="my_day.new", type="primary"
        ):
            begin(ActivityKind.TASK, None)
    with reading() as session:
        found = my_day(session, people(code), today=today())
    st.caption(summary(found, today()))
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_groups("my_day.to_do", to_do_groups(found), with_contact=True)
        undecided_emails()
    with right:
        show_groups("my_day.coming", coming_groups(found), with_contact=True)
        _ahead(found)


def _ahead(found: MyDay) -> None:
    """Birthdays and documents running out: of many the next ones, and all on request."""
    for place, (group, at_once) in enumerate(ahead_groups(found, today())):
        key = f"my_day.ahead.{place}"
        folded = len(group.rows) > at_once and not st.session_state.get(f"{key}.all")
        show_groups(key, [replace(group, rows=group.rows[:at_once]) if folded else group], with_contact=True)
        if folded:
            st.button(
                _("Show all {count}").format(count=len(group.rows)),
                key=f"{key}.more",
                type="tertiary",
                icon=":material/expand_more:",
                on_click=st.session_state.update,
                args=({f"{key}.all": True},),
            )


st.title(_("My day"), anchor=False)
if may(Permission.EDIT_CONTRACTS):
    draws = {"day": day, "cancellations": cancellation_desk}
    draws[tabs({"day": _("Today"), "cancellations": _("Cancellations")})]()
else:
    day()
