"""The dialogs of consents: given, withdrawn just as easily, and how it all came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from actions.consents import give_consents, remove_consent, withdraw_consents
from components.escape import literal, markup
from components.fields import Form
from components.perform import may, perform_and_say, reading, storage, today
from components.uploads import PICTURES, upload_field
from domain.access import Permission
from domain.consents import Answer, Cell, Channel, ConsentSource, Purpose
from domain.errors import Problems
from gateways.proofs import LARGEST_BYTES, Proof, checked_proof, mime_of
from gateways.storage import StoredFileDamaged, StoredFileMissing
from i18n.formatting import format_day
from i18n.texts import _, language
from i18n.words import word
from queries.consents import CELLS, ConsentEntry, consent_sheet

MOST_ROWS = 60


def give_dialog(contact_id: int) -> None:
    """Record that somebody consents."""
    st.dialog(_("Consent given"), width="medium")(_give)(contact_id)


def _give(contact_id: int) -> None:
    given = _given(contact_id)
    with Form(f"consent.give.{contact_id}") as form:
        ways = _pills(_("On which way"), list(Channel), f"consent.ways.{contact_id}", [])
        purposes = _pills(_("What for"), list(Purpose), f"consent.purposes.{contact_id}", [])
        left, right = st.columns(2)
        on = form.day("given_on", _("Given on"), today(), place=left)
        source = form.choice("source", _("How it came"), ConsentSource, place=right)
        proof = form.area("proof", _("Proof"), placeholder=_("e.g. “form of 1 May, in the folder”"), height=80)
        paper = upload_field(
            _("Scan or photo of it"), ("PDF", *PICTURES), largest=LARGEST_BYTES, key=f"consent.paper.{contact_id}"
        )
        form.faults_here("proof_file")
        if given:
            st.caption(_("What is given already stays as it is and is left out."))
        form.submit(
            give_consents,
            done=_("Consents recorded."),
            contact_id=contact_id,
            cells=[(way, purpose) for way in ways for purpose in purposes if (way, purpose) not in given],
            given_on=on,
            source=source,
            proof=proof,
            proof_file=lambda: _looked_at(paper),
            storage=storage(),
        )


def withdraw_dialog(contact_id: int) -> None:
    """Record that somebody withdraws what they consented to."""
    st.dialog(_("Consent withdrawn"), width="medium")(_withdraw)(contact_id)


def _withdraw(contact_id: int) -> None:
    given = _given(contact_id)
    if not given:
        st.info(_("Nothing is given now, so there is nothing to withdraw."))
        return
    with Form(f"consent.withdraw.{contact_id}") as form:
        cells = _pills(_("What is withdrawn"), given, f"consent.cells.{contact_id}", given)
        left, right = st.columns(2)
        on = form.day("withdrawn_on", _("Withdrawn on"), today(), place=left)
        source = form.choice("withdrawn_source", _("How the withdrawal came"), ConsentSource, place=right)
        form.submit(
            withdraw_consents,
            done=_("Withdrawal recorded."),
            label=_("Withdraw"),
            contact_id=contact_id,
            cells=cells,
            withdrawn_on=on,
            source=source,
        )


def consents_dialog(contact_id: int) -> None:
    """How the consents of a contact came and went, with what proves them."""
    st.dialog(_("History of consents"), width="large")(_history)(contact_id)


def _history(contact_id: int) -> None:
    with reading() as session:
        entries = consent_sheet(session, contact_id, today()).entries
    cells = [cell for cell in CELLS if any(entry.cell == cell for entry in entries)]
    chosen = st.selectbox(
        _("Of which"), cells, index=None, format_func=cell_words, placeholder=_("all"), key=f"consents.{contact_id}"
    )
    shown = [entry for entry in entries if chosen is None or entry.cell == chosen]
    st.html(_table(shown[:MOST_ROWS]))
    proofs = {entry.consent_id: entry for entry in shown if entry.proof_file}
    if proofs and may(Permission.SEE_CONTACTS):
        _download(proofs)
    if shown and may(Permission.EDIT_CONTACTS):
        _remove({entry.consent_id: entry for entry in shown})


def _download(proofs: dict[int, ConsentEntry]) -> None:
    key = st.selectbox(_("Proof as a file"), list(proofs), format_func=lambda key: _label(proofs[key]), key="proof")
    entry = proofs[key]
    try:
        data = storage().get(entry.proof_file or "")
    except (StoredFileMissing, StoredFileDamaged):
        st.error(_("The file is no longer in the storage. Restore it from the backup."))
        return
    st.download_button(
        literal(entry.proof_name),
        data,
        entry.proof_name,
        mime_of(entry.proof_name),
        icon=":material/download:",
        on_click="ignore",
    )


def _remove(entries: dict[int, ConsentEntry]) -> None:
    with st.expander(_("Something was recorded by mistake?")):
        key = st.selectbox(_("Entry"), list(entries), format_func=lambda key: _label(entries[key]), key="mistake")
        if st.button(_("Remove this entry"), icon=":material/delete:", key="mistake.remove"):
            perform_and_say(_("Entry removed."), remove_consent, consent_id=key, version=entries[key].version)


def cell_words(cell: Cell) -> str:
    """`Offers (by e-mail)`."""
    return f"{word(cell[1])} ({word(cell[0])})"


def _given(contact_id: int) -> list[Cell]:
    with reading() as session:
        standing = consent_sheet(session, contact_id, today()).standing
    return [cell for cell in CELLS if standing[cell].answer is Answer.YES]


def _pills(label: str, options: Sequence[Any], key: str, chosen: Sequence[Any]) -> list[Any]:
    """Some of few options, all in sight."""
    found = st.pills(
        label,
        options,
        selection_mode="multi",
        default=chosen,
        format_func=lambda one: cell_words(one) if isinstance(one, tuple) else word(one),
        key=key,
    )
    return list(found or [])


def _looked_at(paper: Any) -> Proof | None:
    if paper is None:
        return None
    problems, proof = Problems(), None
    with problems.field("proof_file"):
        proof = checked_proof(paper.getvalue(), paper.name)
    problems.raise_if_any()
    return proof


def _label(entry: ConsentEntry) -> str:
    return f"{cell_words(entry.cell)}, {format_day(entry.given_on, language())}"


def _table(entries: Sequence[ConsentEntry]) -> str:
    heads = (_("What for"), _("Given on"), _("Proof"), _("Withdrawn on"))
    head = "".join(f"<th scope='col'>{markup(text)}</th>" for text in heads)
    rows = "".join(_row(entry) for entry in entries)
    return f"<table class='k-cells'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(entry: ConsentEntry) -> str:
    given = f"{format_day(entry.given_on, language())}, {word(entry.source)}"
    proof = " · ".join(text for text in (entry.proof, entry.proof_name) if text)
    withdrawn = ""
    if entry.withdrawn_on is not None:
        source = f", {word(entry.withdrawn_source)}" if entry.withdrawn_source else ""
        withdrawn = f"{format_day(entry.withdrawn_on, language())}{source}"
    cells = (given, proof, withdrawn)
    told = "".join(f"<td dir='auto'>{markup(text)}</td>" for text in cells)
    return f"<tr><th scope='row'>{markup(cell_words(entry.cell))}</th>{told}</tr>"
