"""Other prices for many contracts: which, how much, what comes of each, and then all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from actions.price_changes import change_prices
from components import address
from components.bulk import change_with_progress, say_stopped
from components.cards import Fact, facts_html, number_link
from components.contract_words import on
from components.escape import literal, markup
from components.fields import Form
from components.perform import broken_rules, reading, today
from domain.calendar import add_months
from domain.contracts import ContractState
from domain.errors import InvalidInput, Refusal
from domain.money import round_half_up
from domain.price_changes import ChangeBy, Revision, month_cents
from i18n.messages import explain
from i18n.service_words import interval_words, money
from i18n.texts import _, plural
from i18n.words import word
from queries.price_changes import STATES, Foreseen, contracts_in, foreseen_prices, tariffs_sold

STATE = "prices.foreseen"
MOST = 200
"""Contracts that are listed; the sums are of all."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was looked at: the contracts that were chosen, the change, and what it makes of each."""

    chosen: tuple[int, ...]
    inputs: dict[str, Any]
    found: tuple[Foreseen, ...]


def prices_tab() -> None:
    """The filters, the change, its preview, and the button that does it."""
    say_stopped(_done)
    chosen = _chosen()
    st.caption(plural("{count} contract", "{count} contracts", len(chosen)))
    if not chosen:
        st.info(_("No contract matches. Take a filter away."))
        return
    _ask(chosen)
    preview: Preview | None = st.session_state.get(STATE)
    if preview is None or preview.chosen != chosen:
        return
    changed = [one for one in preview.found if one.after is not None]
    left_out = [one for one in preview.found if one.after is None]
    st.subheader(_("Prices from {day}").format(day=on(preview.inputs["revision"].valid_from)), anchor=False)
    st.html(_sums_html(changed, left_out))
    if changed:
        _offer({one.contract_id: one.after for one in changed}, preview.inputs)
    _listed(changed, left_out)


def _offer(seen: dict[int, int | None], inputs: dict[str, Any]) -> None:
    label = plural("Change the price of {count} contract", "Change the prices of {count} contracts", len(seen))
    if st.button(label, type="primary", key="prices.go"):
        del st.session_state[STATE]
        change_with_progress(change_prices, tuple(seen), done=_done, of="contract_ids", seen=seen, **inputs)


def _chosen() -> tuple[int, ...]:
    with reading() as session:
        sold = {str(key): name for key, name in tariffs_sold(session).items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tariffs = address.choose_many("of", _("Tariffs"), sold, width=320, placeholder=_("All"))
        states = address.choose_many(
            "state", _("Status"), {state.value: word(state) for state in STATES}, width=260, placeholder=_("All")
        )
    with reading() as session:
        return contracts_in(
            session, today(), tariffs=tuple(map(int, tariffs)), states=tuple(map(ContractState, states))
        )


def _ask(chosen: tuple[int, ...]) -> None:
    with Form("prices", live=True) as form:
        by = form.switch("by", _("How"), ChangeBy)
        first, second, third = st.columns(3)
        label = _("Percent") if by is ChangeBy.PERCENT else _("Euros a month")
        amount = form.amount("amount", label, place=first, column=None, placeholder="")
        usual = add_months(today().replace(day=1), 2)
        valid_from = form.day("valid_from", _("From"), suggest=usual, place=second, required=True, column=None)
        letter_on = form.day("letter_on", _("Letter of"), place=third, column=None)
        reason = form.text("reason", _("Reason"), column=None)
        tens = form.check("tens", _("Round to 10 cents"), value=True, column=None)
        if form.sent(_("Preview")):
            st.session_state.pop(STATE, None)
            try:
                read = form.read(amount=amount, valid_from=valid_from, letter_on=letter_on)
                revision = _revision(by, read["amount"], read["valid_from"], tens=tens)
                inputs = {"revision": revision, "reason": reason, "letter_on": read["letter_on"]}
                wrong = broken_rules(change_prices, contract_ids=(), **inputs)
                if wrong:
                    raise InvalidInput(wrong)
            except Refusal as refusal:
                form.show(refusal)
                return
            with reading() as session:
                found = foreseen_prices(session, chosen, revision, today())
            st.session_state[STATE] = Preview(chosen, inputs, found)


def _revision(by: ChangeBy, amount: int, valid_from: date, *, tens: bool) -> Revision:
    percent = by is ChangeBy.PERCENT
    return Revision(
        valid_from=valid_from,
        basis_points=amount if percent else 0,
        month_cents=0 if percent else amount,
        tens=tens,
    )


def _done(contracts: int) -> str:
    return plural("The price of {count} contract changes.", "The prices of {count} contracts change.", contracts)


def _listed(changed: Sequence[Foreseen], left_out: Sequence[Foreseen]) -> None:
    if changed:
        rows = "".join(_row(one, _amounts(one)) for one in changed[:MOST])
        titles = f"<th>{markup(_('Contact'))}</th><th>{markup(_('Contract'))}</th>"
        amounts = "".join(f"<th class='k-money'>{markup(text)}</th>" for text in (_("Before"), _("After")))
        head = f"<thead><tr>{titles}{amounts}</tr></thead>"
        st.html(f"<table class='k-cells k-prices'>{head}<tbody>{rows}</tbody></table>")
        _and_more(changed)
    if left_out:
        count = plural("{count} contract is left out", "{count} contracts are left out", len(left_out))
        st.subheader(count, anchor=False)
        rows = "".join(_row(one, f"<td>{markup(_why(one))}</td>") for one in left_out[:MOST])
        st.html(f"<table class='k-cells k-left-out'><tbody>{rows}</tbody></table>")
        _and_more(left_out)


def _sums_html(changed: Sequence[Foreseen], left_out: Sequence[Foreseen]) -> str:
    before = sum(month_cents(one.before, one.interval_months) for one in changed)
    after = sum(month_cents(one.after or 0, one.interval_months) for one in changed)
    sums = f"{money(round_half_up(before))} → {money(round_half_up(after))}"
    facts = [
        Fact(_("Contracts whose price changes"), str(len(changed))),
        Fact(_("Left out"), str(len(left_out))),
        Fact(
            _("Prices of a month before discounts"), f"{sums} ({_plus(round_half_up(after) - round_half_up(before))})"
        ),
    ]
    return facts_html(facts)


def _plus(cents: int) -> str:
    return f"+{money(cents)}" if cents > 0 else money(cents)


def _row(one: Foreseen, cells: str) -> str:
    contract = f"{markup(one.name)}<div class='k-sub'>{markup(one.number)}</div>"
    return f"<tr><td>{number_link(one.contact_number, one.contact_name)}</td><td dir='auto'>{contract}</td>{cells}</tr>"


def _amounts(one: Foreseen) -> str:
    interval = f"<div class='k-sub'>{markup(interval_words(one.interval_months))}</div>"
    return f"<td class='k-money'>{money(one.before)}</td><td class='k-money'>{money(one.after or 0)}{interval}</td>"


def _why(one: Foreseen) -> str:
    return explain(one.refusal) if one.refusal is not None else ""


def _and_more(found: Sequence[Foreseen]) -> None:
    more = len(found) - MOST
    if more > 0:
        st.caption(literal(plural("and {count} more", "and {count} more", more)))
