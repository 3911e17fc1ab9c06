"""Fields that the forms of all entries share: category, person, and what is done with an entry below its form."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.activities import bin_activity, restore_activity
from components.activity_words import headline
from components.escape import literal, markup
from components.fields import Form
from components.perform import may, me, perform_and_say, reading, today
from domain.access import Permission
from domain.activities import ActivityKind
from i18n.texts import _
from queries.activities import ActivityRow, Choice, activity_row, categories, colleagues


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
    )


def _options(offered: tuple[Choice, ...], kept: int | None, name: str) -> tuple[list[int], dict[int, str]]:
    """The choices, and the one that an entry has although it is no longer offered."""
    names = {choice.key: choice.name for choice in offered}
    if kept is not None and kept not in names:
        names[kept] = name
    return list(names), names


def below(row: ActivityRow) -> None:
    """What can be done with an entry as a whole: into the bin, with undo at once."""
    if may(Permission.EDIT_ACTIVITIES) and st.button(
        _("Delete"), icon=":material/delete:", type="tertiary", key="entry.bin"
    ):
        perform_and_say(_("Moved to the bin."), bin_activity, activity_id=row.activity_id, version=row.version)


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
