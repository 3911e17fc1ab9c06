"""The papers of a contract: the one to sign, and a letter for each thing that was done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise

import streamlit as st

from components.contract_words import pause_kind_words
from components.escape import literal
from components.perform import me, reading, storage, today
from documents.contract_letters import About, Confirmed, confirmation, title
from documents.contract_paper import Agreed, contract_pdf
from documents.letter import letter_pdf
from domain.calendar import is_minor
from domain.contracts import CancellationKind, next_possible_end
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


def confirmations(view: ContractView) -> None:
    """A letter for each thing that was done with the contract, in the language of the contact."""
    with reading() as session:
        greeting = letter_draft(session, view.contact_id, subject="", text="", clerk="").salutation
    head = _head(view)
    base = About(
        view.row.name, view.row.number, greeting, view.facts.start_on, interval_months=view.facts.interval_months
    )
    with speaking("en" if head.language == "en" else "de"):
        found = [*_ended(view, base), *_changed(view, base)]
    if not found:
        return
    with st.popover(_("Confirmations (PDF)"), icon=":material/mark_email_read:"):
        for at, (confirmed, about) in enumerate(found):
            st.download_button(
                literal(title(confirmed, about)),
                partial(_letter, confirmed, head, about),
                f"{confirmed.value}-{view.row.number}-{about.day.isoformat()}.pdf",
                "application/pdf",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
                key=f"contract.letter.{at}",
            )


def _letter(confirmed: Confirmed, head: Letter, about: About) -> bytes:
    return letter_pdf(confirmation(confirmed, head, about))


def _ended(view: ContractView, base: About) -> Iterator[tuple[Confirmed, About]]:
    for notice in view.notices:
        about = replace(base, day=notice.received_on, end_on=notice.end_on)
        if notice.undone_on is not None:
            if view.facts.cancellation is not None:
                continue  # another notice took its place, or came later: nothing goes on as before
            yield Confirmed.CANCELLATION_UNDONE, about
        elif notice.kind is CancellationKind.ORDINARY:
            end = next_possible_end(replace(view.facts, cancellation=None), notice.received_on)
            yield Confirmed.CANCELLATION, replace(about, end=end, terms=view.facts.terms)
        elif notice.kind is CancellationKind.FOR_CAUSE:
            yield Confirmed.CANCELLATION, about
    if view.facts.withdrawn_on is not None:
        yield Confirmed.WITHDRAWAL, replace(base, day=view.facts.withdrawn_on)


def _changed(view: ContractView, base: About) -> Iterator[tuple[Confirmed, About]]:
    for one in view.pauses:
        said = pause_kind_words(one.kind, one.cents, amounts=True)
        yield Confirmed.PAUSE, replace(base, day=one.period.start, period=one.period, what=said)
    for old, new in pairwise(view.prices):
        yield Confirmed.PRICE, replace(base, day=new.valid_from, cents=new.cents, before_cents=old.cents)
    for one in view.free:
        yield Confirmed.FREE_TIME, replace(base, day=one.period.start, period=one.period)
    for one in view.add_ons:
        yield Confirmed.ADD_ON, replace(base, day=one.period.start, period=one.period, what=one.name, cents=one.cents)
    for payer in (one for one in view.payers if one.valid_from > view.facts.start_on):
        yield Confirmed.PAYER, replace(base, day=payer.valid_from, what=payer.contact.name)


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
