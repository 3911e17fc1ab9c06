"""Dialogs about money: take a payment, let it settle something else, reverse it, pay credit back, write off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from actions.billing import bill_contact
from actions.opening_balances import open_account, reverse_opening
from actions.payments import change_allocation, check_amount, record_payment, refund_credit, reverse_payment
from actions.write_offs import write_off
from components.billing_words import PAYING, claim_words, settled_words
from components.escape import literal, markup
from components.fields import Form
from components.perform import foreseen, reading, today
from domain.calendar import add_months
from domain.errors import InvalidInput, Refusal
from i18n.messages import explain
from i18n.service_words import money, on
from i18n.texts import _, plural
from i18n.words import word
from queries.billing import ClaimRow, claims_of, money_strip
from queries.payments import PaymentRow, booked_row

MOST_SHOWN = 12


def payment_dialog(contact_id: int, claim_ids: Sequence[int] = ()) -> None:
    """Record money that has come; `claim_ids` are settled first."""
    st.dialog(_("Take a payment"), width="medium")(_payment)(contact_id, tuple(claim_ids))


def _payment(contact_id: int, claim_ids: tuple[int, ...]) -> None:
    with reading() as session:
        claims = {one.claim_id: one for one in claims_of(session, contact_id)}
        strip = money_strip(session, contact_id, today())
    chosen = [key for key in claim_ids if key in claims]
    due = sum(claims[key].open_cents for key in chosen) or strip.overdue_cents or strip.open_cents
    with Form(f"payment.{contact_id}", live=True) as form:
        left, middle, right = st.columns(3)
        cents = form.amount("cents", _("Amount (€)"), due or None, place=left, column=None)
        means = form.pick("means", _("Paid by"), PAYING, word, PAYING[0], place=middle, column=None)
        booked = form.day("booked_on", _("Booked on"), today(), place=right, required=True, column=None)
        remittance = form.text("remittance", _("Reference of the payment"), column=None, autocomplete="off")
        first = _first(form, claims, chosen)
        inputs = {
            "contact_id": contact_id,
            "cents": cents,
            "means": means,
            "booked_on": booked,
            "remittance": remittance,
            "claim_ids": first,
        }
        _outcome(form, record_payment, inputs)
        form.submit(record_payment, done=_("Payment recorded."), label=_("Record"), **inputs)


def _first(form: Form, claims: dict[int, ClaimRow], chosen: Sequence[int]) -> tuple[int, ...]:
    """The claims that are settled first; without a choice the oldest."""
    if not claims:
        st.caption(_("Nothing is open: the whole amount becomes credit."))
        return ()
    picked = st.multiselect(
        _("Settles first (empty: the oldest)"),
        list(claims),
        default=list(chosen),
        format_func=lambda key: _choice(claims[key]),
        key=form.key_of("claim_ids"),
        placeholder=_("Choose claims"),
        select_all=False,
    )
    return tuple(picked)


def _choice(row: ClaimRow) -> str:
    return f"{on(row.due_on)} · {claim_words(row)} · {money(row.open_cents)}"


def _outcome(form: Form, change: Callable[..., Any], inputs: dict[str, Any]) -> None:
    """What a payment would settle, before it is recorded."""
    values = {name: value() if callable(value) else value for name, value in inputs.items()}
    if form.unread:
        return
    try:
        row = foreseen(booked_row, change, **values)
    except (InvalidInput, Refusal) as refusal:
        problems = refusal.problems if isinstance(refusal, InvalidInput) else (refusal,)
        st.caption(_("No preview yet: {what}").format(what=literal(" ".join(map(explain, problems)))))
        return
    st.html(settles_html(row))


def settles_html(row: PaymentRow) -> str:
    """What a payment settles as a table, and what of it stays credit."""
    lines = [f"<tr><td>{markup(settled_words(one))}</td></tr>" for one in row.settles[:MOST_SHOWN]]
    more = len(row.settles) - MOST_SHOWN
    if more > 0:
        lines.append(f"<tr><td>{markup(plural('and {count} more', 'and {count} more', more))}</td></tr>")
    if row.free_cents:
        words = _("Stays as credit: {amount}").format(amount=money(row.free_cents))
        lines.append(f"<tr><td><b>{markup(words)}</b></td></tr>")
    head = f"<tr><th>{markup(_('Settles'))}</th></tr>"
    return f"<table class='k-rows'>{head}{''.join(lines)}</table>"


def allocation_dialog(contact_id: int, row: PaymentRow) -> None:
    """Let a payment settle other claims."""
    st.dialog(_("What this payment settles"), width="medium")(_allocation)(contact_id, row)


def _allocation(contact_id: int, row: PaymentRow) -> None:
    with reading() as session:
        claims = {one.claim_id: one for one in claims_of(session, contact_id, only_open=False) if one.live}
    settled = {one.claim_id for one in row.settles}
    open_now = {key: one for key, one in claims.items() if one.open_cents or key in settled}
    with Form(f"allocation.{row.payment_id}", live=True) as form:
        first = _first(form, open_now, [key for key in settled if key is not None])
        inputs = {"payment_id": row.payment_id, "claim_ids": first}
        _outcome(form, change_allocation, inputs)
        form.submit(change_allocation, done=_("The payment settles something else now."), **inputs)


def reverse_dialog(row: PaymentRow) -> None:
    """Reverse a booking of money."""
    st.dialog(_("Reverse the booking"))(_reverse)(row)


def _reverse(row: PaymentRow) -> None:
    said = _("{amount} of {day}: the booking stays, a reversal takes it back, and what it settled is open again.")
    st.caption(said.format(amount=money(row.cents), day=on(row.booked_on)))
    with Form(f"payment.reverse.{row.payment_id}") as form:
        form.submit(
            reverse_payment,
            done=_("Booking reversed."),
            label=_("Reverse"),
            payment_id=row.payment_id,
            reason=reason(form),
        )


def refund_dialog(contact_id: int) -> None:
    """Pay credit back."""
    st.dialog(_("Pay credit back"))(_refund)(contact_id)


def _refund(contact_id: int) -> None:
    with reading() as session:
        credit = money_strip(session, contact_id, today()).credit_cents
    with Form(f"refund.{contact_id}") as form:
        left, right = st.columns(2)
        cents = form.amount("cents", _("Amount (€)"), credit, place=left, column=None)
        means = form.pick("means", _("Paid by"), PAYING, word, PAYING[0], place=right, column=None)
        form.submit(
            refund_credit,
            done=_("Credit paid back."),
            label=_("Pay back"),
            contact_id=contact_id,
            cents=cents,
            means=means,
            reason=reason(form),
        )


def write_off_dialog(row: ClaimRow) -> None:
    """Close a claim without money."""
    st.dialog(_("Write off"))(_write_off)(row)


def _write_off(row: ClaimRow) -> None:
    said = _("{claim}: {amount} will not be paid. Nothing is deleted, and the claim can be revived.")
    st.caption(literal(said.format(claim=claim_words(row), amount=money(row.open_cents))))
    with Form(f"write_off.{row.claim_id}") as form:
        form.submit(
            write_off, done=_("Claim written off."), label=_("Write off"), claim_id=row.claim_id, reason=reason(form)
        )


def billing_dialog(contact_id: int) -> None:
    """Make the claims that are due up to a day."""
    st.dialog(_("Make the claims that are due"), width="medium")(_billing)(contact_id)


def _billing(contact_id: int) -> None:
    with Form(f"billing.{contact_id}", live=True) as form:
        usual = add_months(today().replace(day=1), 1)
        until = form.day("until", _("Due up to and including"), usual, required=True, column=None)
        inputs = {"contact_id": contact_id, "until": until}
        _foreseen_claims(form, inputs)
        form.submit(bill_contact, done=_("The claims are made."), label=_("Make claims"), **inputs)


def _foreseen_claims(form: Form, inputs: dict[str, Any]) -> None:
    values = {name: value() if callable(value) else value for name, value in inputs.items()}
    if form.unread:
        return
    try:
        outcome = foreseen(lambda outcome: outcome, bill_contact, **values)
    except (InvalidInput, Refusal) as refusal:
        problems = refusal.problems if isinstance(refusal, InvalidInput) else (refusal,)
        st.caption(_("No preview yet: {what}").format(what=literal(" ".join(map(explain, problems)))))
        return
    made = plural("{count} new claim", "{count} new claims", outcome.made)
    gone = plural("{count} corrected claim", "{count} corrected claims", outcome.reversed)
    if not outcome.made and not outcome.reversed:
        st.info(_("Everything that is due up to then is claimed already."))
        return
    st.html(
        f"<table class='k-rows'><tr><td>{markup(made)}</td><td class='k-money'>{money(outcome.made_cents)}</td></tr>"
        + (
            f"<tr><td>{markup(gone)}</td><td class='k-money'>{money(-outcome.reversed_cents)}</td></tr>"
            if outcome.reversed
            else ""
        )
        + "</table>"
    )


def opening_dialog(contact_id: int) -> None:
    """Take over an opening balance."""
    st.dialog(_("Opening balance"))(_opening)(contact_id)


def _opening(contact_id: int) -> None:
    with Form(f"opening.{contact_id}", live=True) as form:
        kinds = {"owes": _("The contact owes"), "credit": _("The contact has credit")}
        side = form.pick("side", _("What stood on the account"), list(kinds), kinds.__getitem__, "owes", column=None)
        left, right = st.columns(2)
        cents = form.amount("cents", _("Amount (€)"), place=left, column=None)
        due = form.day("due_on", _("Due since"), today(), place=right, column=None) if side == "owes" else None
        reference = form.text("remittance", _("Reference"), column=None, autocomplete="off")

        def signed() -> int:
            amount = cents()
            if amount < 0:
                check_amount(amount)
            return amount if side == "owes" else -amount

        form.submit(
            open_account,
            done=_("Opening balance taken over."),
            label=_("Take over"),
            contact_id=contact_id,
            cents=signed,
            due_on=due,
            remittance=reference,
        )


def reverse_opening_dialog(row: ClaimRow) -> None:
    """Reverse an opening claim."""
    st.dialog(_("Reverse the opening balance"))(_reverse_opening)(row)


def _reverse_opening(row: ClaimRow) -> None:
    with Form(f"opening.reverse.{row.claim_id}") as form:
        form.submit(
            reverse_opening,
            done=_("Opening balance reversed."),
            label=_("Reverse"),
            claim_id=row.claim_id,
            reason=reason(form),
        )


def reason(form: Form) -> str:
    """Why it is done."""
    return form.text("reason", _("Reason"), column=None, autocomplete="off")
