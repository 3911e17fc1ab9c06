"""The dialog that sells a contract, with every claim of its first term before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from actions.contract_successors import reactivate_contract, switch_tariff
from actions.contracts import Sale, edit_draft, sell_contract
from components.cards import heading, note_html
from components.contract_papers import offer_letters_of
from components.contract_preview import claims_html, tried
from components.contract_words import offer_words
from components.escape import literal
from components.fields import Form
from components.navigation import SERVICES, go
from components.perform import reading, today
from domain.calendar import is_minor, months_between
from domain.contacts import PaymentMethod
from domain.contract_claims import expected_claims, preview_until
from domain.contracts import ContractFacts, Deed, end_of
from domain.periods import DAY, Period
from i18n.service_words import money, on
from i18n.texts import _
from queries.contract_offers import offers
from queries.contracts import Buyer, ContractView, buyer
from queries.relationships import payer_on, relationships_of


def sale_dialog(contact_id: int) -> None:
    """Sell a contract to a contact."""
    st.dialog(_("Add service"), width="large")(_sale)(contact_id, None, None)


def draft_dialog(view: ContractView) -> None:
    """Agree anew on a draft."""
    st.dialog(_("Edit draft"), width="large")(_sale)(view.contact_id, view, Deed.EDIT)


def switch_dialog(view: ContractView) -> None:
    """A new tariff from a day on."""
    st.dialog(_("Switch tariff"), width="large")(_sale)(view.contact_id, view, Deed.SWITCH)


def reactivate_dialog(view: ContractView) -> None:
    """A new contract for somebody who comes back."""
    st.dialog(_("Begin again"), width="large")(_sale)(view.contact_id, view, Deed.REACTIVATE)


def _sale(contact_id: int, view: ContractView | None, deed: Deed | None) -> None:
    with reading() as session:
        who = buyer(session, contact_id)
        sold = offers(session, today(), company=who.company)
        paying = payer_on(session, contact_id, today())
        related = {one.other.contact_id: one.other for one in relationships_of(session, contact_id, today())}
    if not sold:
        st.info(_("No tariff is offered today. A manager adds them in the catalogue."))
        return
    people = {None: _("The contact itself")} | {key: hit.name for key, hit in related.items()}
    if paying is not None:
        people[paying.contact_id] = paying.name
    key = f"sale.{contact_id}" if view is None else f"sale.{deed}.{view.contract_id}.{view.version}"
    with Form(key, live=True) as form:
        named = {offer.term_id: offer for offer in sold}
        term_id = form.pick(
            "term_id",
            _("Tariff and term"),
            list(named),
            lambda one: offer_words(named[one]),
            _like(view, list(named.values())),
            column=None,
        )
        sale = _agreed(form, term_id, who, people, paying.contact_id if paying else None, view, deed)
        if named[term_id].sign_up_cents:
            _waiver(form, named[term_id].sign_up_cents)
        inputs: dict[str, Any] = {"sale": sale}
        if deed is not Deed.EDIT:
            inputs |= _signature(form, who, draft=deed is None)
        _finish(form, contact_id, view, deed, inputs)


def _like(view: ContractView | None, sold: list[Any]) -> int:
    """The term that the contract was sold for, if it is still offered; else the first."""
    if view is not None:
        for one in sold:
            same = one.tariff_id == view.tariff_id and one.interval_months == view.facts.interval_months
            if same and one.terms.first_months == view.facts.terms.first_months:
                return int(one.term_id)
    return int(sold[0].term_id)


def _agreed(
    form: Form,
    term_id: int,
    who: Buyer,
    people: dict[int | None, str],
    paying: int | None,
    view: ContractView | None,
    deed: Deed | None,
) -> Callable[[], Sale]:
    old = view if deed is Deed.EDIT else None
    left, right = st.columns(2)
    first = today() + DAY if deed is Deed.SWITCH else today()
    start = form.day(
        "start_on",
        _("Beginning"),
        suggest=old.facts.start_on if old else first,
        place=left,
        required=True,
        column=None,
    )
    free = form.whole_number("free_months", _("Free months at the start"), _free_months(old), place=right, column=None)
    percent, less, months = _discount(form, old)
    left, right = st.columns(2)
    payer = form.pick(
        "payer_id",
        _("Who pays"),
        list(people),
        lambda one: people[one],
        old.payers[0].contact.contact_id if old and old.payers else paying,
        place=left,
        column=None,
    )
    method = form.choice(
        "payment_method",
        _("Payment method"),
        PaymentMethod,
        view.payment_method if view else who.payment_method,
        place=right,
        column=None,
    )

    def sale() -> Sale:
        return Sale(
            term_id=term_id,
            start_on=start() or today(),
            payment_method=method,
            payer_id=payer,
            basis_points=(percent() or 0) * 100,
            discount_cents=less(),
            discount_months=months(),
            free_months=free() or 0,
            waived=bool(st.session_state.get(form.key_of("waived"))),
            waived_reason=str(st.session_state.get(form.key_of("waived_reason")) or ""),
            text=old.text if old else "",
        )

    return sale


def _free_months(old: ContractView | None) -> int | None:
    return _months(old.free[0].period) if old and old.free else None


def _months(period: Period) -> int | None:
    """How many months were agreed; None: for good."""
    return None if period.end is None else months_between(period.start, period.end)


def _discount(form: Form, old: ContractView | None) -> tuple[Callable[[], int | None], ...]:
    held = old.discounts[0] if old and old.discounts else None
    months = _months(held.period) if held else None
    left, middle, right = st.columns(3)
    return (
        form.whole_number(
            "discount", _("Discount in percent"), held.basis_points // 100 if held else None, place=left, column=None
        ),
        form.amount(
            "discount_cents", _("Discount in euros"), held.cents if held else None, place=middle, column=None, empty=0
        ),
        form.whole_number(
            "discount_months", _("For how many months (empty: for good)"), months, place=right, column=None
        ),
    )


def _waiver(form: Form, cents: int) -> None:
    left, right = st.columns(2, vertical_alignment="bottom")
    label = _("Waive the sign-up fee of {amount}").format(amount=literal(money(cents)))
    if form.check("waived", label, place=left, column=None):
        form.text("waived_reason", _("Why is it waived?"), place=right, column=None)


def _signature(form: Form, who: Buyer, *, draft: bool) -> dict[str, Any]:
    left, right = st.columns(2)
    label = _("Signed on (empty: save a draft)") if draft else _("Signed on")
    signed = form.day("signed_on", label, suggest=today(), place=left, required=not draft, column=None)
    inputs: dict[str, Any] = {"signed_on": signed}
    if who.born_on is not None and is_minor(who.born_on, today()):
        inputs["guardian_consent_on"] = form.day(
            "guardian_consent_on", _("Legal guardian agreed on"), place=right, column=None
        )
    return inputs


def _finish(form: Form, contact_id: int, view: ContractView | None, deed: Deed | None, inputs: dict[str, Any]) -> None:
    change, done, label = {
        None: (sell_contract, _("Contract saved."), _("Save contract")),
        Deed.EDIT: (edit_draft, _("Draft changed."), _("Save draft")),
        Deed.SWITCH: (switch_tariff, _("Tariff switched."), _("Switch tariff")),
        Deed.REACTIVATE: (reactivate_contract, _("The contract begins again."), _("Begin again")),
    }[deed]
    if view is None:
        inputs["contact_id"] = contact_id
    else:
        inputs |= {"contract_id": view.contract_id, "version": view.version}
    after = tried(form, change, inputs)
    if after is not None:
        _show(after, view if deed is Deed.SWITCH else None)
    form.submit(
        change,
        done=done,
        label=label,
        then=lambda made: _open(made.id, deed),
        **inputs,
    )


def _open(contract_id: int, deed: Deed | None) -> None:
    if deed is Deed.SWITCH:
        offer_letters_of(contract_id)
    go(SERVICES, tab="contracts", contract=str(contract_id))


def _show(after: ContractFacts, old: ContractView | None) -> None:
    until = preview_until(after)
    heading(_("What will be due until {day}").format(day=on(until)))
    if old is not None:
        last = end_of(old.facts) or after.start_on - DAY
        said = _("The contract of now ends on {day}, the new one begins on {start}.")
        st.html(note_html(said.format(day=on(min(last, after.start_on - DAY)), start=on(after.start_on))))
    # A draft is in force for its preview: else it would show no claims at all.
    st.html(claims_html(expected_claims(replace(after, activated=True), until=until)))
