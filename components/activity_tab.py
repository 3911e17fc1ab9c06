"""A tab of entries: filter bar, number of hits, export, the list by pages, and the dialogs behind its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from actions.steps import take_step
from components import activity_filters, address
from components.activity_export import export_popover
from components.activity_list import DONE, Group, activity_list
from components.entries import begin, icon, may_begin, open_entry
from components.entry_fields import stepped
from components.perform import me, perform_and_say, reading
from domain.activities import ActivityKind
from i18n.texts import _, plural
from i18n.words import word
from queries.activities import ActivityOrder, ActivityPage, ActivityRow, activity_page

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of entries: the kinds that stand in it, and which of them one begins there."""

    code: str
    kinds: tuple[ActivityKind, ...]
    new: tuple[ActivityKind, ...] = ()
    order: ActivityOrder = ActivityOrder.NEWEST
    above: Callable[[int], None] | None = None
    """Draws more on top of the list, such as what a contact is enrolled in; called with the contact."""


@st.fragment
def activity_tab(tab: Tab, contact_id: int) -> None:
    """The tab of a contact; a fragment, so that filtering draws nothing else anew."""
    offers = activity_filters.offered(tab.kinds)
    wanted = activity_filters.asked(offers, contact_id=contact_id, order=tab.order)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="activities_bar"):
        activity_filters.filter_bar(offers)
    with reading() as session:
        found = activity_page(session, me().actor, wanted, limit=PER_PAGE, offset=(address.page("page") - 1) * PER_PAGE)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="activities_head"):
        st.caption(_count(found), width="content")
        export_popover(wanted, found.total, tab.code)
        _new_buttons(tab.new, contact_id)
    if tab.above is not None:
        tab.above(contact_id)
    if not found.rows:
        bare = wanted == activity_filters.bare(wanted)
        st.info(
            _("Nothing here yet. Begin with the buttons above.") if bare else _("Nothing matches. Take a filter away.")
        )
        return
    show_rows(f"activities.{tab.code}", found)
    address.page_bar("page", found.offset // PER_PAGE + 1, -(-found.total // PER_PAGE))


def show_rows(key: str, found: ActivityPage, *, with_contact: bool = False) -> None:
    """The rows of a list; one that is pressed opens, one that is done is done in place."""
    show_groups(key, [Group("", found.rows)], with_contact=with_contact)


def show_groups(key: str, groups: Sequence[Group], *, with_contact: bool = False) -> None:
    """The same under several titles."""
    opened, done = activity_list(key, groups, with_contact=with_contact)
    if done is not None:
        rows = (row for group in groups for row in group.rows if isinstance(row, ActivityRow))
        finish(next(row for row in rows if row.activity_id == done))
    elif opened is not None:
        open_entry(opened)


def finish(row: ActivityRow) -> None:
    """Let an entry go to the state that the button at the end of its row leads to."""
    state = DONE[row.kind]
    said = stepped(row.kind, state)
    perform_and_say(said, take_step, activity_id=row.activity_id, version=row.version, state=state)


def _new_buttons(kinds: Sequence[ActivityKind], contact_id: int) -> None:
    for kind in kinds:
        label = _("New: {kind}").format(kind=word(kind))
        if may_begin(kind) and st.button(label, icon=icon(kind), key=f"activities.new.{kind}"):
            begin(kind, contact_id)


def _count(found: ActivityPage) -> str:
    if found.cut:
        return _("More than {count} entries").format(count=found.total)
    return plural("{count} entry", "{count} entries", found.total)
