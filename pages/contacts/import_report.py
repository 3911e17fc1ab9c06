"""Step of the import: the report of what came in, what did not and why."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from components import address
from components.badges import badge
from domain.contact_import import Verdict
from exchange.contact_import import MOST_WARNINGS, LeftOut, Progress
from i18n.texts import _, plural
from i18n.words import word
from pages.contacts.import_draft import ImportDraft
from pages.contacts.import_run import total
from pages.contacts.import_runs import undo_button
from pages.contacts.import_tables import COLORS, reasons_table
from pages.contacts.list_tab import FILTERS
from queries.contact_list import Order

FIRST_LEFT_OUT = 200


def report_step(draft: ImportDraft) -> None:
    """What came in, what did not and why, and the file to mend."""
    progress = draft.progress or Progress()
    st.markdown(f"##### {_headline(progress)}", anchors=False)
    st.html(_counts(progress))
    missing = total(draft) - progress.done
    if missing > 0:
        st.info(
            plural(
                "The import was stopped: {count} contact was not looked at. Import the file again to go on.",
                "The import was stopped: {count} contacts were not looked at. Import the file again to go on.",
                missing,
            )
        )
    with st.container(horizontal=True):
        st.button(_("Show the newest contacts"), type="primary", key="import.newest", on_click=_show_newest)
        if draft.run_id is not None and progress.imported + progress.updated:
            undo_button(draft.run_id, draft.book.name)
        if draft.refused_file:
            name = f"{PurePath(draft.book.name).stem}-{_('left-out')}.csv"
            st.download_button(
                _("What did not come in (CSV)"), draft.refused_file, name, "text/csv", icon=":material/download:",
                key="import.refused",
            )  # fmt: skip
    _listed(_("Not imported"), progress.left_out, FIRST_LEFT_OUT)
    _listed(_("Imported with a warning"), progress.warned, MOST_WARNINGS)


def _headline(progress: Progress) -> str:
    imported = plural("{count} contact imported", "{count} contacts imported", progress.imported)
    updated = plural("{count} contact updated", "{count} contacts updated", progress.updated)
    if progress.updated:
        return f"{imported} · {updated}" if progress.imported else updated
    return imported


def _counts(progress: Progress) -> str:
    counts = (
        (Verdict.OK, _("Imported"), progress.imported),
        (Verdict.OK, _("Updated"), progress.updated),
        (Verdict.OK, _("Unchanged"), progress.unchanged),
        (Verdict.WARNING, _("of these with a warning"), progress.warnings),
        (Verdict.DUPLICATE, word(Verdict.DUPLICATE), progress.duplicates),
        (Verdict.REFUSED, word(Verdict.REFUSED), progress.refused),
    )
    always = {_("Imported"), word(Verdict.DUPLICATE), word(Verdict.REFUSED)}
    badges = (badge(f"{text}: {count}", COLORS[verdict]) for verdict, text, count in counts if count or text in always)
    return f"<div class='k-line'>{' '.join(badges)}</div>"


def _listed(title: str, concerned: tuple[LeftOut, ...], most: int) -> None:
    if not concerned:
        return
    more = _("{title}, the first {count}").format(title=title, count=most) if len(concerned) >= most else title
    st.markdown(f"##### {more}", anchors=False)
    reasons_table((one.name, one.verdict, one.reasons) for one in concerned[:most])


def _show_newest() -> None:
    """Before the page draws anew: its list, newest first."""
    for name in ("tab", *FILTERS):
        address.write(name, "")
    address.write("order", Order.NEWEST)
