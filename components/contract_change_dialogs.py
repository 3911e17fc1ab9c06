"""The dialogs of what changes in a running contract: pauses, price, free time, extras, who pays."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from actions.contract_changes import (
    add_add_on,
    add_free_time,
    cancel_price_change,
    change_payer,
    change_price,
    end_add_on,
)
from actions.pauses import change_pause, pause_contract, remove_pause
from actions.price_changes import promise_price
from components.contact_choice import contact_choice, forget_choice
from components.contract_preview import days_fields, deed_key, looked_at, offer, payers_html
from components.escape import literal
from components.fields import Form
from components.pause_bookings import pause_bookings
from components.perform import perform_and_say, reading, today
from domain.calendar import add_months
from domain.contracts import PauseKind
from i18n.service_words import money
from i18n.texts import _, plural
from queries.contract_offers import add_on_offers
from queries.contracts import ContractView, Lasting, PriceLine


def pause_dialog(view: ContractView) -> None:
    """Pause a contract."""
    st.dialog(_("Pause"), width="large")(_pause)(view)


def _pause(view: ContractView) -> None:
    with Form(deed_key("pause", view), live=True) as form:
        days = days_fields(form, today())
        left, right = st.columns(2)
        kind = form.choice("kind", _("What it does"), PauseKind, view.pause_kind, place=left, column=None)
        reason = form.text("reason", _("Reason"), place=right, column=None)
        if view.pause_days_a_year is not None:
            st.caption(
                plural(
                    "The contract allows {count} day of pause in a year.",
                    "The contract allows {count} days of pause in a year.",
                    view.pause_days_a_year,
                )
            )
        keep = pause_bookings(form, view)
        offer(
            form,
            view,
            pause_contract,
            done=_("The contract is paused."),
            label=_("Save pause"),
            kind=kind,
            reason=reason,
            keep=keep,
            **days,
        )


def change_pause_dialog(view: ContractView, pause: Lasting) -> None:
    """Other days for a pause, or none at all."""
    st.dialog(_("Change pause"), width="large")(_change_pause)(view, pause)


def _change_pause(view: ContractView, pause: Lasting) -> None:
    with Form(deed_key("change_pause", view, pause.key), live=True) as form:
        days = days_fields(form, pause.period.start, pause.period.last_day)
        reason = form.text("reason", _("Reason"), pause.reason, column=None)
        keep = pause_bookings(form, view, pause.key)
        offer(
            form,
            view,
            change_pause,
            done=_("Pause changed."),
            label=_("Save pause"),
            pause_id=pause.key,
            reason=reason,
            keep=keep,
            **days,
        )
    if st.button(_("Remove pause"), icon=":material/delete:", type="tertiary", key="dialog.remove_pause"):
        perform_and_say(
            _("Pause removed: all is as before it."),
            remove_pause,
            contract_id=view.contract_id,
            pause_id=pause.key,
            version=view.version,
        )


def price_dialog(view: ContractView) -> None:
    """Another price from a day on."""
    st.dialog(_("Change price"), width="large")(_price)(view)


def _price(view: ContractView) -> None:
    with Form(deed_key("price", view), live=True) as form:
        left, right = st.columns(2)
        month = add_months(today().replace(day=1), 1)
        first = form.day(
            "valid_from",
            _("From"),
            suggest=max(month, view.facts.start_on),
            place=left,
            required=True,
            column=None,
        )
        label = _("New price (now {amount})").format(amount=literal(money(view.row.cents)))
        cents = form.amount("cents", label, place=right, column=None)
        reason = form.text("reason", _("Reason"), column=None)
        offer(
            form,
            view,
            change_price,
            done=_("Price changed."),
            label=_("Change price"),
            valid_from=first,
            cents=cents,
            reason=reason,
        )


def cancel_price(view: ContractView, price: PriceLine) -> None:
    """A change of the price that is to come does not come; it can be undone, so it does not ask first."""
    perform_and_say(
        _("The change of the price is cancelled."),
        cancel_price_change,
        contract_id=view.contract_id,
        price_id=price.price_id,
        version=view.version,
    )


def promise_dialog(view: ContractView) -> None:
    """The price is promised for good, or no longer."""
    st.dialog(_("Price for good"), width="medium")(_promise)(view)


def _promise(view: ContractView) -> None:
    label, done = (
        (_("Promise no longer"), _("The price may rise again."))
        if view.never_revise
        else (_("Promise the price for good"), _("The price is promised for good."))
    )
    with Form(deed_key("promise", view), live=True) as form:
        st.caption(
            _("A price that is promised for good never rises, and no price change of many contracts touches it.")
        )
        form.submit(
            promise_price,
            done=done,
            label=label,
            contract_id=view.contract_id,
            version=view.version,
            never_revise=not view.never_revise,
            reason=form.text("reason", _("Reason"), column=None),
        )


def free_time_dialog(view: ContractView) -> None:
    """Service without a fee for some days."""
    st.dialog(_("Add free time"), width="large")(_free_time)(view)


def _free_time(view: ContractView) -> None:
    with Form(deed_key("free", view), live=True) as form:
        days = days_fields(form, max(today(), view.facts.start_on), open_end=False)
        reason = form.text("reason", _("Reason"), column=None)
        offer(
            form,
            view,
            add_free_time,
            done=_("Free time added."),
            label=_("Add free time"),
            reason=reason,
            **days,
        )


def add_on_dialog(view: ContractView) -> None:
    """Something more for a price each month."""
    st.dialog(_("Add extra"), width="large")(_add_on)(view)


def _add_on(view: ContractView) -> None:
    with reading() as session:
        sold = {one.product_id: one for one in add_on_offers(session, today())}
    if not sold:
        st.info(_("No extra is offered today. A manager adds them in the catalogue, as products."))
        return
    with Form(deed_key("add_on", view), live=True) as form:
        product = form.pick(
            "product_id",
            _("Extra"),
            list(sold),
            lambda one: f"{sold[one].name} · {money(sold[one].cents)} {_('a month')}",
            next(iter(sold)),
            column=None,
        )
        days = days_fields(form, max(today(), view.facts.start_on))
        offer(
            form,
            view,
            add_add_on,
            done=_("Extra added."),
            label=_("Add extra"),
            product_id=product,
            **days,
        )


def end_add_on_dialog(view: ContractView, extra: Lasting) -> None:
    """An extra ends."""
    st.dialog(_("End extra"), width="large")(_end_add_on)(view, extra)


def _end_add_on(view: ContractView, extra: Lasting) -> None:
    with Form(deed_key("end_add_on", view, extra.key), live=True) as form:
        last = form.day("last_day", _("Last day"), suggest=extra.period.last_day or today(), required=True, column=None)
        reason = form.text("reason", _("Reason"), column=None)
        offer(
            form,
            view,
            end_add_on,
            done=_("The extra ends."),
            label=_("End extra"),
            add_on_id=extra.key,
            last_day=last,
            reason=reason,
        )


def payer_dialog(view: ContractView) -> None:
    """Somebody else pays from a day on."""
    forget_choice(f"contract.payer.{view.contract_id}")
    st.dialog(_("Change payer"), width="large")(_payer)(view)


def _payer(view: ContractView) -> None:
    chosen = contact_choice(f"contract.payer.{view.contract_id}", _("Who pays from then on?"))
    if chosen is None:
        return
    with Form(deed_key("payer", view, chosen.contact_id), live=True) as form:
        start = max(today(), view.facts.start_on)
        first = form.day("valid_from", _("From"), suggest=start, required=True, column=None)
        reason = form.text("reason", _("Reason"), column=None)
        inputs = {
            "contract_id": view.contract_id,
            "payer_id": chosen.contact_id,
            "valid_from": first,
            "reason": reason,
        }
        after = looked_at(form, _payers_of, change_payer, inputs | {"version": view.version})
        if after is not None:
            names = {one.contact.contact_id: one.contact.name for one in view.payers}
            names |= {view.contact_id: _("The contact itself"), chosen.contact_id: chosen.name}
            st.html(payers_html(view, after, names, today()))
        form.submit(change_payer, done=_("Payer changed."), label=_("Change payer"), version=view.version, **inputs)


def _payers_of(contract: Any) -> list[tuple[date, int]]:
    return sorted((one.valid_from, one.payer_id) for one in contract.payers)
