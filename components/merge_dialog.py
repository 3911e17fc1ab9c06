"""Merging two contacts: which one stays, whose values it takes, what will move; and taking a merge apart again."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.duplicates import mark_not_duplicate
from actions.merge import merge_contacts
from actions.unmerge import unmerge_contacts
from components.cards import Fact, facts
from components.contact_picker import hit_label
from components.escape import literal, markup
from components.merge_values import field_label, field_text
from components.perform import may, perform_and_say, reading, run, say, today
from components.state import MERGED_WITH
from domain.access import Permission
from domain.errors import InvalidInput, Refusal
from domain.merging import TEXTS, MergedField, Side
from i18n.formatting import format_instant
from i18n.merging import counted, kept_words
from i18n.messages import explain
from i18n.texts import _, language
from queries.contact_search import find_contacts
from queries.contacts import ContactHeader
from queries.merge_plan import FieldPair, MergePreview, merge_preview
from queries.redirects import MergeMark

HITS = 6


def merge_dialog(contact_id: int, other_id: int) -> None:
    """Compare two contacts and make one of them."""
    st.dialog(_("Merge two contacts"), width="large")(merge_form)(contact_id, other_id)


def merge_with_dialog(header: ContactHeader) -> None:
    """Find the contact that is this one too, then compare."""
    st.session_state.pop(MERGED_WITH, None)
    st.dialog(_("Merge with another contact"), width="large")(_merge_with)(header)


def _merge_with(header: ContactHeader) -> None:
    other_id = st.session_state.get(MERGED_WITH)
    if other_id is not None:
        merge_form(header.contact_id, other_id)
        return
    typed = st.text_input(
        _("Which contact is {name}, {number}, too?").format(name=literal(header.name[:60]), number=header.number),
        type="search",
        live="200ms",
        key="merge.find",
        placeholder=_("Name, phone, number …"),
    )
    with reading() as session:
        bank = may(Permission.SEE_BANK_DATA)
        hits = find_contacts(session, typed or "", today=today(), bank=bank, limit=HITS) if typed else ()
    for hit in hits:
        if hit.contact_id != header.contact_id:
            st.button(
                hit_label(hit),
                key=f"merge.hit.{hit.number}",
                type="tertiary",
                on_click=st.session_state.__setitem__,
                args=(MERGED_WITH, hit.contact_id),
            )
    if typed and not hits:
        st.caption(_("Nobody found. Try part of the name, a phone number or the birthday."))


def merge_form(contact_id: int, other_id: int) -> None:
    """Both contacts field by field, what will go where, and the button that does just that."""
    pair = f"merge.{min(contact_id, other_id)}.{max(contact_id, other_id)}"
    with reading() as session:
        preview = merge_preview(session, *_who_stays(pair, contact_id, other_id))
    if preview is None:
        st.info(_("One of the two was merged or removed in the meantime. Close this and look again."))
        return
    _stays_switch(pair, preview)
    choices = _choices(f"{pair}.{preview.winner.id}", preview)
    _same(preview)
    st.html(_what_happens(preview))
    # What the button does is what stood here when it was pressed, not what this run has just read.
    key = f"{pair}.{preview.winner.id}.seen"
    shown = st.session_state.get(key, preview.plan.seen)
    st.session_state[key] = preview.plan.seen
    place = st.container()
    with st.container(horizontal=True):
        if st.button(_("Merge"), type="primary", key=f"{pair}.do", icon=":material/merge:"):
            _merge(place, preview, shown, choices)
        if st.button(_("Not a duplicate"), key=f"{pair}.two", icon=":material/call_split:"):
            not_a_duplicate(contact_id, other_id)


def not_a_duplicate(contact_id: int, other_id: int) -> None:
    """Remember that these are two."""
    done = _("Remembered: these are two different contacts.")
    perform_and_say(done, mark_not_duplicate, contact_id=contact_id, other_id=other_id)


def _who_stays(pair: str, contact_id: int, other_id: int) -> tuple[int, int]:
    """The contact that stays first: the one that was chosen, else the older one."""
    stays = st.session_state.get(f"{pair}.stays") or min(contact_id, other_id)
    return stays, max(contact_id, other_id) if stays == min(contact_id, other_id) else min(contact_id, other_id)


def _stays_switch(pair: str, preview: MergePreview) -> None:
    people = {contact.id: contact for contact in (preview.winner, preview.loser)}
    st.segmented_control(
        _("Which contact and number stays?"),
        sorted(people),
        default=preview.winner.id,
        required=True,
        format_func=lambda key: f"{people[key].number} {literal(people[key].display_name[:50])}",
        key=f"{pair}.stays",
    )


def _choices(key: str, preview: MergePreview) -> dict[MergedField, Side]:
    """Whose value is taken, field by field; only where they differ."""
    chosen: dict[MergedField, Side] = {}
    for pair in preview.fields:
        if pair.proposed is not None:
            chosen[pair.field] = _choice(key, preview, pair)
    return chosen


def _choice(key: str, preview: MergePreview, pair: FieldPair) -> Side:
    texts = {
        Side.OURS: field_text(pair.field, preview.winner) or _("nothing"),
        Side.THEIRS: field_text(pair.field, preview.loser) or _("nothing"),
        Side.BOTH: _("both, one below the other"),
    }
    owners = {Side.OURS: preview.winner.number, Side.THEIRS: preview.loser.number, Side.BOTH: ""}
    sides = [side for side in Side if side is not Side.BOTH or pair.proposed is Side.BOTH]
    fixed = pair.field is MergedField.PAYMENT and not may(Permission.EDIT_BANK_DATA)
    picked = st.radio(
        field_label(pair.field),
        sides,
        index=0 if fixed else sides.index(pair.proposed or Side.OURS),
        format_func=lambda side: literal(texts[side]),
        captions=[owners[side] for side in sides],
        horizontal=pair.field not in TEXTS,
        disabled=fixed,
        key=f"{key}.{pair.field}",
    )
    return Side(picked)


def _same(preview: MergePreview) -> None:
    same = [pair.field for pair in preview.fields if pair.proposed is None]
    if same:
        with st.expander(_("The same in both"), expanded=False):
            facts(Fact(field_label(field), field_text(field, preview.winner)) for field in same)


def _what_happens(preview: MergePreview) -> str:
    """The preview in sentences: what goes, what is there already, what changes, where the numbers lead."""
    stays, plan = preview.winner.number, preview.plan
    lines = [
        (counted(plan.passed()), _("Moves to {number}: {what}.")),
        (counted(plan.kept()), _("There already: {what}.")),
        (counted(plan.dissolving()), _("Falls away while they are merged: {what}.")),
        (counted(plan.changed()), _("Changed at {number}: {what}.")),
        (", ".join(preview.numbers), _("From now on {what} leads to {number}.")),
    ]
    items = [text.format(number=stays, what=what) for what, text in lines if what]
    items.append(_("Nothing is lost, and the merge can be undone at any time."))
    return f"<ul class='k-log k-box'>{''.join(f'<li>{markup(item)}</li>' for item in items)}</ul>"


def _merge(place: Any, preview: MergePreview, shown: str, choices: dict[MergedField, Side]) -> None:
    stays, goes = preview.winner, preview.loser
    try:
        _merge_row, entries = run(merge_contacts, contact_id=stays.id, loser_id=goes.id, seen=shown, choices=choices)
    except Refusal as refusal:
        for problem in refusal.problems if isinstance(refusal, InvalidInput) else (refusal,):
            place.error(literal(explain(problem)), icon=":material/error:")
        return
    say(_("{goes} was merged into {stays}.").format(goes=goes.number, stays=stays.number), entries)
    st.rerun()


def unmerge_dialog(header: ContactHeader, mark: MergeMark) -> None:
    """Take a merge apart."""
    st.dialog(_("Undo merge"))(_unmerge)(header, mark)


def _unmerge(header: ContactHeader, mark: MergeMark) -> None:
    text = _(
        "{number} {name} was merged into {stays} on {day}. Both become again what they were; what was changed or added "
        "since then stays with {stays}."
    )
    day = format_instant(mark.at, language())
    st.markdown(literal(text.format(number=mark.number, name=mark.name[:60], stays=header.number, day=day)))
    if st.button(_("Undo merge"), type="primary", key="unmerge.do", icon=":material/undo:"):
        try:
            undone, _entries = run(unmerge_contacts, merge_id=mark.merge_id)
        except Refusal as refusal:
            st.error(literal(explain(refusal)), icon=":material/error:")
            return
        done = _("{number} is a contact of its own again.").format(number=undone.number)
        say(" ".join(filter(None, (done, kept_words(undone.kept)))))
        st.rerun()
