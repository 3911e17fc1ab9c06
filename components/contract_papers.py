"""The papers of a contract: the one to sign, and a letter for each thing that was done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import streamlit as st

from actions.contract_letters import keep_contract_letter, send_contract_letter
from components.contract_words import pause_kind_words
from components.escape import literal
from components.perform import later, may, me, perform_and_say, reading, storage, today
from config.settings import settings
from documents.contract_letters import About, Confirmed, confirmation, covering, file_name, title
from documents.contract_paper import Agreed, contract_pdf
from documents.letter import letter_pdf
from domain.access import Permission
from domain.calendar import is_minor
from domain.contracts import CancellationKind, next_possible_end
from domain.documents import CheckedFile
from domain.letters import Letter
from gateways.storage import StoredFileDamaged, StoredFileMissing
from i18n.texts import Language, _, speaking
from i18n.words import word
from queries.contract_papers import KeptLetter, kept_letters
from queries.contracts import ContractView, buyer
from queries.emails import mail_addresses
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


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A letter about something that was done with a contract."""

    confirmed: Confirmed
    about: About
    title: str
    """In the language of this moment."""
    file_name: str


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a contract: which are kept, and to which address they can go."""

    contract_id: int
    head: Letter
    found: tuple[Confirmation, ...]
    kept: Mapping[str, KeptLetter]
    address: str
    """Empty where no e-mail can be sent."""


def letters_of(view: ContractView) -> Letters:
    """A letter for each thing that was done with the contract, in the language of the contact."""
    with reading() as session:
        greeting = letter_draft(session, view.contact_id, subject="", text="", clerk="").salutation
        addresses = [one.address for one in mail_addresses(session, view.contact_id) if not one.undeliverable_on]
    head = _head(view)
    base = About(
        view.row.name, view.row.number, greeting, view.facts.start_on, interval_months=view.facts.interval_months
    )
    with speaking("en" if head.language == "en" else "de"):
        abouts = [*_ended(view, base), *_changed(view, base)]
    found = tuple(Confirmation(kind, about, title(kind, about), file_name(kind, about)) for kind, about in abouts)
    with reading() as session:
        kept = kept_letters(session, view.contact_id, [one.file_name for one in found]) if found else {}
    sends = settings().smtp_host and may(Permission.SEND_EMAILS)
    return Letters(view.contract_id, head, found, kept, addresses[0] if sends and addresses else "")


def confirmations(letters: Letters) -> None:
    """All letters of the contract; one that is saved or sent is kept as a document, and the same ever after."""
    if not letters.found or not may(Permission.EDIT_ACTIVITIES):
        return
    with st.popover(_("Confirmations (PDF)"), icon=":material/mark_email_read:"):
        for at, one in enumerate(letters.found):
            with st.container(horizontal=True, vertical_alignment="center"):
                _letter_row(letters, one, f"contract.letter.{at}")


def just_done(letters: Letters) -> None:
    """The letters about what was done since the contract was opened, in sight until they are kept."""
    if not may(Permission.EDIT_ACTIVITIES):
        return
    names = frozenset(one.file_name for one in letters.found)
    known = st.session_state.setdefault(_known(letters.contract_id), names)
    for at, one in enumerate(letters.found):
        if one.file_name not in known and one.file_name not in letters.kept:
            with st.container(border=True, horizontal=True, vertical_alignment="center"):
                _letter_row(letters, one, f"contract.new_letter.{at}")


def offer_letters_of(contract_id: int) -> None:
    """Let the letters of a contract that was just made be in sight when it is opened."""
    st.session_state[_known(contract_id)] = frozenset()


def _known(contract_id: int) -> str:
    return f"contract.letters.{contract_id}"


def _letter_row(letters: Letters, one: Confirmation, key: str) -> None:
    letter, files = confirmation(one.confirmed, letters.head, one.about), storage()

    def paper() -> CheckedFile:
        return CheckedFile(letter_pdf(letter), one.file_name, "pdf")

    inputs = {"contract_id": letters.contract_id, "title": letter.subject, "storage": files}
    st.download_button(
        literal(one.title),
        later(lambda document: files.get(document.file), keep_contract_letter, file=paper, **inputs),
        one.file_name,
        "application/pdf",
        type="tertiary",
        icon=":material/download:",
        help=_("The letter is kept as a document of the contact."),
        on_click="ignore",
        key=key,
    )
    kept = letters.kept.get(one.file_name)
    if kept is not None:
        st.caption(_("sent by e-mail") if kept.mailed else _("kept"), width="content")
    label = _("Send again") if kept is not None and kept.mailed else _("Send by e-mail")
    if letters.address and st.button(label, icon=":material/send:", help=literal(letters.address), key=f"{key}.send"):
        perform_and_say(
            _("The letter is on its way by e-mail, and kept as a document."),
            send_contract_letter,
            address=letters.address,
            text=covering(letters.head, one.about, letter.subject),
            file=paper(),
            **inputs,
        )


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
        elif view.switched_on is None:
            yield Confirmed.BY_STUDIO, about
    if view.facts.withdrawn_on is not None:
        yield Confirmed.WITHDRAWAL, replace(base, day=view.facts.withdrawn_on)


def _changed(view: ContractView, base: About) -> Iterator[tuple[Confirmed, About]]:
    if view.switched_from is not None:
        name, number = view.switched_from
        yield Confirmed.SWITCH, replace(base, contract=name, number=number, what=view.row.number)
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
