"""The papers of a contract: the one to sign, ready to be saved in one click."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from components.perform import me, reading, storage, today
from documents.contract_paper import Agreed, contract_pdf
from domain.calendar import is_minor
from domain.letters import Letter
from gateways.storage import StoredFileDamaged, StoredFileMissing
from i18n.texts import Language, _, speaking
from i18n.words import word
from queries.contracts import ContractView, buyer
from queries.letters import letter_draft


def contract_button(view: ContractView) -> None:
    """The contract to sign; drawn when it is asked for, out of the run, so all is read before."""
    head = _head(view)
    agreed = _agreed(view, "en" if head.language == "en" else "de")
    st.download_button(
        _("Contract (PDF)"),
        lambda: contract_pdf(head, agreed),
        f"{_('contract')}-{view.row.number}.pdf",
        "application/pdf",
        icon=":material/print:",
        on_click="ignore",
        key="contract.paper",
    )


def _head(view: ContractView) -> Letter:
    with reading() as session:
        draft = letter_draft(session, view.contact_id, subject=view.row.name, text="", clerk=me().name)
    try:
        logo = storage().get(draft.logo) if draft.logo else None
    except (StoredFileMissing, StoredFileDamaged):
        logo = None
    return replace(draft.letter, sender=replace(draft.letter.sender, logo=logo))


def _agreed(view: ContractView, spoken: Language) -> Agreed:
    with reading() as session:
        who = buyer(session, view.contact_id)
    first = [one for one in view.payers if one.valid_from <= view.facts.start_on]
    with speaking(spoken):
        payment = word(view.payment_method)
    return Agreed(
        name=view.row.name,
        number=view.row.number,
        facts=view.facts,
        payment=payment,
        quotas=view.quotas,
        payer=first[-1].contact.name if first else "",
        minor=who.born_on is not None and is_minor(who.born_on, _signed(view)),
        waived=bool(view.sign_up_waived),
        text=view.text,
    )


def _signed(view: ContractView) -> date:
    return view.facts.signed_on or today()
