"""My day: what is to be done, who comes, whose birthday it is, and which papers run out."""

from __future__ import annotations

import streamlit as st

from components import address
from components.activity_tab import show_groups
from components.day_groups import birthdays_folded, coming_groups, summary, to_do_groups
from components.entries import begin, icon, may_begin
from components.outbox import undecided_emails
from components.perform import me, reading, today
from domain.activities import ActivityKind
from i18n.texts import _, plural
from queries.activities import colleagues
from queries.my_day import MyDay, People, my_day

MINE, ALL = "mine", "all"
UNFOLDED = "my_day.unfolded"


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
        _coming(found)


def _coming(found: MyDay) -> None:
    """Who comes; of many birthdays the next ones, and all on request."""
    folded = 0 if st.session_state.get(UNFOLDED) else birthdays_folded(found, today())
    show_groups("my_day.coming", coming_groups(found, today(), folded=folded), with_contact=True)
    if folded:
        count = len(found.birthdays)
        st.button(
            plural("Show all {count} birthdays", "Show all {count} birthdays", count),
            key="my_day.birthdays",
            type="tertiary",
            icon=":material/expand_more:",
            on_click=lambda: st.session_state.update({UNFOLDED: True}),
        )


st.title(_("My day"), anchor=False)
day()
