"""Fields that the forms of all entries share: category, person, and what is done with an entry below its form."""

from __future__ import annotations

from typing import Any, NoReturn

import streamlit as st

from actions.activities import bin_activity, restore_activity
from actions.steps import take_step
from components.activity_words import ICONS, facts, headline, when
from components.escape import literal, markup
from components.fields import Form
from components.perform import may, me, perform_and_say, reading, today
from components.state import TO_OPEN
from domain.access import Permission
from domain.activities import OPEN_STATES, ActivityKind, State, following
from i18n.texts import _
from i18n.words import word
from queries.activities import ActivityRow, Choice, activity_row, categories, colleagues
from queries.links import links


def entry(activity_id: int) -> ActivityRow | None:
    """An entry with its whole text; says so and gives None when it is gone."""
    with reading() as session:
        row = activity_row(session, me().actor, activity_id)
    if row is None:
        st.warning(_("This entry is no longer there."))
    return row


def category_field(form: Form, kind: ActivityKind, row: ActivityRow | None, *, label: str = "", place: Any = st) -> Any:
    """The category of an entry, or none."""
    with reading() as session:
        offered = categories(session, kind, today())
    options, names = _options(offered, row.category_id if row else None, row.category if row else "")
    return form.pick(
        "category_id",
        label or _("Category"),
        options,
        lambda key: names.get(key, ""),
        row.category_id if row else None,
        place=place,
        placeholder=_("None"),
    )


def person_field(
    form: Form,
    row: ActivityRow | None,
    *,
    label: str = "",
    place: Any = st,
    suggest: bool = True,
    name: str = "user_id",
    start: int | None = None,
    **more: Any,
) -> Any:
    """The person responsible; for a new entry `start`, or else whoever is signed in if that is to be suggested."""
    with reading() as session:
        offered = colleagues(session)
    options, names = _options(offered, row.user_id if row else None, row.user if row else "")
    value = row.user_id if row else start or (me().user_id if suggest else None)
    return form.pick(
        name,
        label or _("Person"),
        options,
        lambda key: names.get(key, ""),
        value,
        place=place,
        placeholder=_("Nobody"),
        **more,
    )


def _options(offered: tuple[Choice, ...], kept: int | None, name: str) -> tuple[list[int], dict[int, str]]:
    """The choices, and the one that an entry has although it is no longer offered."""
    names = {choice.key: choice.name for choice in offered}
    if kept is not None and kept not in names:
        names[kept] = name
    return list(names), names


def below(row: ActivityRow) -> None:
    """What can be done with an entry as a whole: done or open again, into the bin, with undo at once."""
    if not may(Permission.EDIT_ACTIVITIES):
        return
    with st.container(horizontal=True):
        _step_button(row)
        if st.button(_("Delete"), icon=":material/delete:", type="tertiary", key="entry.bin"):
            perform_and_say(_("Moved to the bin."), bin_activity, activity_id=row.activity_id, version=row.version)


def _step_button(row: ActivityRow) -> None:
    """Tasks and call backs are done or opened again with one click."""
    wanted = State.DONE if row.state in OPEN_STATES else State.OPEN
    if row.kind not in {ActivityKind.TASK, ActivityKind.CALL} or wanted not in following(row.kind, row.state):
        return
    label, icon = (_("Done"), "check") if wanted is State.DONE else (_("Open again"), "undo")
    if st.button(label, icon=f":material/{icon}:", key="entry.step"):
        said = stepped(row.kind, wanted)
        perform_and_say(said, take_step, activity_id=row.activity_id, version=row.version, state=wanted)


def stepped(kind: ActivityKind, state: State) -> str:
    """What is said after a step: of which kind the entry is and where it stands now."""
    return _("{name}: {state}.").format(name=word(kind), state=word(state))


def links_of(row: ActivityRow) -> None:
    """From which entry this one came, and what came of it; a click opens it."""
    with reading() as session:
        found = links(session, me().actor, row.activity_id)
    if found.origin is not None:
        _link(found.origin, _("From: {entry}"))
    for one in found.followed:
        _link(one, _("Followed by: {entry}"))


def _link(row: ActivityRow, text: str) -> None:
    state = "" if row.state is State.NONE else f" ({word(row.state)})"
    said = text.format(entry=f"{word(row.kind)} · {when(row)} · {headline(row)[:80]}{state}")
    icon, key = f":material/{ICONS[row.kind]}:", f"entry.link.{row.activity_id}"
    if st.button(literal(said), icon=icon, type="tertiary", key=key):
        open_next(row.activity_id)


def open_next(activity_id: int) -> NoReturn:
    """Close the dialog and open that of another entry (`components.entries.open_waiting`)."""
    st.session_state[TO_OPEN] = activity_id
    st.rerun()
    raise AssertionError("rerun never returns")


def binned_dialog(row: ActivityRow) -> None:
    """What lies in the bin can come back."""
    st.dialog(literal(headline(row)[:80]))(_binned)(row)


def _binned(row: ActivityRow) -> None:
    st.info(_("This lies in the bin and will be removed for good after 30 days."), icon=":material/delete:")
    if row.text:
        st.html(f"<div class='k-text'>{markup(row.text)}</div>")
    if may(Permission.EDIT_ACTIVITIES) and st.button(
        _("Take out of the bin"), icon=":material/restore_from_trash:", type="primary", key="entry.restore"
    ):
        perform_and_say(_("Back from the bin."), restore_activity, activity_id=row.activity_id)


def reading_dialog(row: ActivityRow) -> None:
    """What an entry says, for those who may not change it."""
    st.dialog(literal(headline(row)[:80]))(read_entry)(row)


def read_entry(row: ActivityRow) -> None:
    """An entry in words."""
    lines = [when(row), " · ".join(facts(row)), row.user or row.author]
    st.caption(literal(" · ".join(filter(None, lines))))
    if row.text:
        st.html(f"<div class='k-text'>{markup(row.text)}</div>")
    links_of(row)
