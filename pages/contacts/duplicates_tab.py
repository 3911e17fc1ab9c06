"""Likely duplicates of the whole address book, pair by pair: compare and merge, or say that they are two."""

from __future__ import annotations

import streamlit as st

from actions.duplicates import keep_likely_pairs, unmark_not_duplicate
from components import address
from components.escape import literal
from components.merge_dialog import merge_dialog, not_a_duplicate
from components.merge_values import side_by_side
from components.perform import perform_and_say, reading, run
from domain.errors import Refusal
from i18n.formatting import format_instant
from i18n.texts import _, language, plural
from i18n.words import word
from queries.duplicates import ContactPair, PairPage, Pairs, behind, compare, pair_counts, pair_page

PER_PAGE = 8
PAGE = ("page",)


def duplicates_tab() -> None:
    """The pairs of one list, a page at a time."""
    _compare()
    with reading() as session:
        counts = pair_counts(session)
    labels = {
        Pairs.LIKELY.value: _("Likely duplicates"),
        Pairs.FAMILY.value: _("Perhaps family"),
        Pairs.SETTLED.value: _("Not a duplicate"),
    }
    shown = {code: f"{label} ({counts[Pairs(code)]})" for code, label in labels.items()}
    chosen = address.choose("pairs", _("List"), shown, first=True, drops=PAGE, width=280)
    wanted = Pairs(chosen or Pairs.LIKELY)
    with reading() as session:
        page = pair_page(session, wanted, limit=PER_PAGE, offset=(address.page("page") - 1) * PER_PAGE)
    st.caption(_explained(wanted, page))
    for pair in page.rows:
        with st.container(border=True):
            _pair(pair)
    address.page_bar("page", page.offset // PER_PAGE + 1, -(-page.total // PER_PAGE))


def _compare() -> None:
    """Bring the list up to date: quick for a few changed contacts, some seconds for the first look at a large one."""
    with reading() as session:
        wanted = behind(session)
    if wanted is None:
        return
    with st.spinner(_("Comparing all contacts …")), reading() as session:
        compared = compare(session, wanted)
    try:
        run(keep_likely_pairs, compared=compared)
    except Refusal:
        return  # Somebody else has just written down the same.


def _explained(wanted: Pairs, page: PairPage) -> str:
    if not page.total:
        return {
            Pairs.LIKELY: _("No likely duplicates. New ones appear here by themselves."),
            Pairs.FAMILY: _("Nobody who differs only in the first name or the year of birth."),
            Pairs.SETTLED: _("Nobody has said of any pair that it is no duplicate."),
        }[wanted]
    about = {
        Pairs.LIKELY: _("The surest come first. Marked is what differs."),
        Pairs.FAMILY: _("They differ in the first name or the year of birth: twins, father and son, or a slip."),
        Pairs.SETTLED: _("Somebody looked at these and found that they are two."),
    }
    return f"{plural('{count} pair.', '{count} pairs.', page.total)} {about[wanted]}"


def _pair(pair: ContactPair) -> None:
    key = f"{pair.contact.id}.{pair.other.id}"
    if pair.reason is not None:
        st.markdown(f":orange-badge[{word(pair.reason)}]")
    elif pair.marked_at is not None:
        day = format_instant(pair.marked_at, language())
        st.markdown(f":gray-badge[{literal(_('not a duplicate since {day}').format(day=day))}]")
    st.html(side_by_side(pair.contact, pair.other))
    with st.container(horizontal=True):
        if pair.mark_id is not None:
            if st.button(_("Look at it again"), key=f"again.{key}", icon=":material/undo:"):
                perform_and_say(_("Back in the list."), unmark_not_duplicate, mark_id=pair.mark_id)
            return
        if st.button(_("Compare and merge"), key=f"compare.{key}", icon=":material/merge:"):
            merge_dialog(pair.contact.id, pair.other.id)
        if st.button(_("Not a duplicate"), key=f"two.{key}", type="tertiary", icon=":material/call_split:"):
            not_a_duplicate(pair.contact.id, pair.other.id)
