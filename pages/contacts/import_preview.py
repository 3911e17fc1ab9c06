"""Step of the import: what would come in, shown before anything is stored."""

from __future__ import annotations

import streamlit as st

from components.badges import badge
from components.escape import literal
from components.perform import may, reading, today
from domain.access import Permission
from domain.contact_import import Verdict
from domain.errors import Refusal
from exchange.contact_import import PLAN_CHUNK, Progress, plan_import
from exchange.import_preview import FIRST_PROBLEMS, FIRST_ROWS, Preview, PreviewTally
from i18n.messages import explain
from i18n.texts import _, plural
from i18n.words import word
from pages.contacts.import_choices import known_choice, twins_choice
from pages.contacts.import_draft import ImportDraft, Stage
from pages.contacts.import_tables import COLORS, contacts_table, reasons_table
from queries.card_files import studio_language


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
    known_choice(draft, preview)
    twins_choice(draft, preview)
    if not (draft.new_ones or draft.updates):
        st.info(_("Nothing in this file would be imported."))
        return
    st.button(_what_happens(draft), type="primary", key="import.begin", on_click=_go, args=(draft,))


def _what_happens(draft: ImportDraft) -> str:
    new, old = draft.new_ones, draft.updates
    updates = plural("Update {count} contact", "Update {count} contacts", old)
    if not new:
        return updates
    imports = plural("Import {count} contact", "Import {count} contacts", new)
    return f"{imports} · {updates}" if old else imports


def _back(draft: ImportDraft) -> None:
    draft.stage, draft.preview = Stage.COLUMNS, None


def _computed(draft: ImportDraft) -> Preview | None:
    """Go through the file; None where it cannot be read, which is said. Pressing any button stops it."""
    bar, lines = st.progress(0.0, text=_("Reading the file ...")), draft.book.lines()
    tally = PreviewTally(bank=may(Permission.SEE_BANK_DATA))
    with reading() as session:
        remark_language = studio_language(session)
    rows = draft.book.contacts(today())
    plan = plan_import(rows, reading=reading, today=today(), remark_language=remark_language, choices=draft.choices)
    try:
        for planned in plan:
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
        Verdict.DUPLICATE: preview.duplicates - preview.known,
        Verdict.REFUSED: preview.refused,
    }
    badges = [badge(f"{word(verdict)}: {count}", COLORS[verdict]) for verdict, count in counts.items()]
    if preview.known:
        badges.insert(2, badge(_("Number is here already: {count}").format(count=preview.known), "blue"))
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


def _go(draft: ImportDraft) -> None:
    draft.stage, draft.progress, draft.goes_on = Stage.RUN, Progress(), True
