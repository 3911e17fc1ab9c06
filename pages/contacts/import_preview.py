"""Step of the import: what would come in, shown before anything is stored."""

from __future__ import annotations

import streamlit as st

from components.badges import badge
from components.escape import literal
from components.perform import reading, today
from domain.contact_import import OnDuplicate, Verdict
from domain.errors import Refusal
from exchange.contact_import import PLAN_CHUNK, Progress, plan_import
from exchange.import_preview import FIRST_PROBLEMS, FIRST_ROWS, Preview, PreviewTally
from i18n.messages import explain
from i18n.texts import _, plural
from i18n.words import word
from pages.contacts.import_draft import ImportDraft, Stage
from pages.contacts.import_tables import COLORS, contacts_table, reasons_table


def preview_step(draft: ImportDraft) -> None:
    """Counts, the first contacts as they would be stored, what is doubtful, and the button that begins."""
    if draft.book.table is not None:
        st.button(
            _("Back to the columns"), icon=":material/arrow_back:", key="import.back", on_click=_back, args=(draft,)
        )
    if draft.preview is None:
        draft.preview = _computed(draft)
    preview = draft.preview
    if preview is None:
        return
    if not preview.total:
        st.info(_("There is no contact in this file. Choose another one."))
        return
    st.html(_counts(preview))
    _tables(preview)
    _begin(draft, preview)


def _back(draft: ImportDraft) -> None:
    draft.stage, draft.preview = Stage.COLUMNS, None


def _computed(draft: ImportDraft) -> Preview | None:
    """Go through the file; None where it cannot be read, which is said. Pressing any button stops it."""
    bar, tally, lines = st.progress(0.0, text=_("Reading the file ...")), PreviewTally(), draft.book.lines()
    try:
        for planned in plan_import(draft.book.contacts(today()), reading=reading, today=today()):
            tally.add(planned)
            if tally.total % PLAN_CHUNK == 0:
                text = plural("{count} contact read", "{count} contacts read", tally.total)
                bar.progress(min(planned.foreign.line / lines, 1.0), text=text)
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return None
    finally:
        bar.empty()
    return tally.preview()


def _counts(preview: Preview) -> str:
    counts = {
        Verdict.OK: preview.ready,
        Verdict.WARNING: preview.warnings,
        Verdict.DUPLICATE: preview.duplicates,
        Verdict.REFUSED: preview.refused,
    }
    badges = (badge(f"{word(verdict)}: {count}", COLORS[verdict]) for verdict, count in counts.items())
    return f"<div class='k-line'>{' '.join(badges)}</div>"


def _tables(preview: Preview) -> None:
    if preview.rows:
        more = preview.total - preview.refused > len(preview.rows)
        first = _("The first {count} contacts as they will be stored").format(count=FIRST_ROWS)
        st.markdown(f"##### {first if more else _('The contacts as they will be stored')}", anchors=False)
        contacts_table(preview.rows)
    if preview.problems:
        more = len(preview.problems) == FIRST_PROBLEMS
        first = _("Please check, of the first {count} contacts concerned").format(count=FIRST_PROBLEMS)
        st.markdown(f"##### {first if more else _('Please check')}", anchors=False)
        reasons_table((one.name, one.verdict, one.problems) for one in preview.problems)


def _begin(draft: ImportDraft, preview: Preview) -> None:
    if preview.duplicates:
        chosen = st.radio(
            _("Likely duplicates"),
            list(OnDuplicate),
            index=list(OnDuplicate).index(draft.on_duplicate),
            format_func=word,
            key="import.duplicates",
            horizontal=True,
            help=_("Contacts that are here already are never changed: they are left out, or come in a second time."),
        )
        draft.on_duplicate = chosen or OnDuplicate.SKIP
    if not draft.wanted:
        st.info(_("Nothing in this file would be imported."))
        return
    label = plural("Import {count} contact", "Import {count} contacts", draft.wanted)
    st.button(label, type="primary", key="import.begin", on_click=_go, args=(draft,))


def _go(draft: ImportDraft) -> None:
    draft.stage, draft.progress, draft.goes_on = Stage.RUN, Progress(), True
