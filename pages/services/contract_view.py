"""One contract: its explained dates on any day, everything that was agreed, its claims, and what may be done."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components import address
from components.badges import badge
from components.cards import beside, card_html
from components.contract_cards import agreed_html, claims_card, dates_html, lasting_html, notices_html, prices_html
from components.contract_deeds import BUTTONS, IN_SIGHT
from components.contract_list import hints
from components.contract_papers import confirmations, contract_button, just_done, letters_of
from components.contract_words import COLOR, state_words
from components.escape import markup
from components.perform import may, reading, today
from components.presses import Presses
from components.signed_papers import signed_paper_button
from domain.access import Permission
from domain.contracts import Deed
from i18n.service_words import on
from i18n.texts import _
from i18n.words import word
from queries.contacts import ContactHeader
from queries.contracts import ContractView, contract_view


def contract_view_tab(header: ContactHeader) -> None:
    """The contract of the address; the way back to the list where the contact has no such contract."""
    key, day = address.read_number("contract"), address.read_day("as_of")
    with reading() as session:
        view = contract_view(session, key or 0, contact_id=header.contact_id, day=day or today(), today=today())
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        if st.button(_("All services"), icon=":material/arrow_back:", type="tertiary", key="contract.back"):
            address.clear(("contract", "as_of"))
            st.rerun()
        if view is not None:
            address.day("as_of", _("As of"), usual=today(), width=170)
    if view is None:
        st.info(_("This contact has no such contract. It may have been deleted, or belongs to somebody else."))
        return
    _contract(view, day or today())


def _contract(view: ContractView, day: date) -> None:
    presses, money = Presses(), may(Permission.SEE_MONEY)
    st.html(_head(view, day) + ("" if day != today() else _buttons(view, presses)))
    if money:
        with st.container(horizontal=True):
            contract_button(view)
            letters = letters_of(view)
            confirmations(letters)
            signed_paper_button(view)
        if day == today():
            just_done(letters)
    left = card_html(_("Running time"), dates_html(view, day)) + card_html(
        _("Agreed"), agreed_html(view, amounts=money)
    )
    left += notices_html(view)
    right = prices_html(view, presses) if money else ""
    right += lasting_html(view, presses, amounts=money)
    beside(left, right, below=claims_card(view) if money else "")
    presses.act()


def _head(view: ContractView, day: date) -> str:
    row = view.row
    marks = badge(state_words(row), COLOR[row.state])
    marks += " ".join(badge(hint, "orange") for hint in hints(row))
    when = f" · {markup(_('as of {day}').format(day=on(day)))}" if day != today() else ""
    return (
        f"<div class='k-top'><h4 class='k-title' dir='auto'>{markup(row.name)}</h4></div>"
        f"<div class='k-line'><span class='k-sub'>{markup(row.number)}{when}</span> {marks}</div>"
    )


def _buttons(view: ContractView, presses: Presses) -> str:
    open_to = [deed for deed in BUTTONS if deed in view.allowed and may(BUTTONS[deed].permission)]
    shown = "".join(
        presses.button(f"deed.{deed}", word(deed), _opens(view, deed), icon=BUTTONS[deed].icon)
        for deed in open_to[:IN_SIGHT]
    )
    rest = {deed.value: (word(deed), _opens(view, deed)) for deed in open_to[IN_SIGHT:]}
    if rest:
        shown += presses.menu("deed_more", _("More"), rest, "more_horiz")
    return f"<div class='k-actions'><div class='k-deeds'>{shown}</div></div>" if shown else ""


def _opens(view: ContractView, deed: Deed):  # type: ignore[no-untyped-def]
    return lambda: BUTTONS[deed].opens(view)
