"""The sections of one contract as HTML: dates with their reasons, what was agreed, prices, pauses, claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from components.cards import Fact, card_html, facts_html, note_html
from components.contract_change_dialogs import cancel_price, change_pause_dialog, end_add_on_dialog, promise_dialog
from components.contract_preview import claims_html
from components.contract_words import pause_kind_words
from components.escape import markup
from components.perform import may, today
from components.presses import Presses
from domain.access import Permission
from domain.calendar import add_months
from domain.contract_claims import expected_claims, preview_until
from domain.contracts import ContractState, Deed, end_of, first_term_end, state_on
from i18n.formatting import format_number
from i18n.service_words import after_words, days_words, interval_words, money, months_words, on, step_words
from i18n.texts import _, language
from i18n.words import word
from queries.contracts import ContractView, Lasting


def dates_html(view: ContractView, day: date) -> str:
    """When it was signed, begins and ends, and step by step where a notice of the day leads to."""
    facts, terms = view.facts, view.facts.terms
    first, end = first_term_end(facts, known_until=day), end_of(facts)
    rows = facts_html(
        [
            Fact(_("Signed on"), on(facts.signed_on) if facts.signed_on else "", wanted=facts.activated),
            Fact(_("Guardian agreed on"), on(view.guardian_consent_on) if view.guardian_consent_on else ""),
            Fact(_("Signed contract"), view.signed_paper.file_name if view.signed_paper else ""),
            Fact(_("Beginning"), on(facts.start_on)),
            Fact(_("First term until"), on(first) if first else ""),
            Fact(_("Billed elsewhere until"), on(facts.billed_until) if facts.billed_until else ""),
            Fact(_("Withdrawn on"), on(facts.withdrawn_on) if facts.withdrawn_on else ""),
            Fact(_("Last day"), on(end) if end else _("no end")),
            Fact(_("Why void"), view.void_reason),
        ]
    )
    if state_on(facts, day) in {ContractState.ENDED, ContractState.WITHDRAWN, ContractState.VOID}:
        return rows
    if facts.cancellation is not None:
        return rows
    steps = "".join(f"<li>{markup(step_words(step, terms))}</li>" for step in view.end.steps)
    said = markup(
        _("If notice comes on {day}, it ends on {end}:").format(day=on(view.end.steps[0].day), end=on(view.end.day))
    )
    return f"{rows}<p class='k-note k-why'>{said}</p><ol class='k-steps'>{steps}</ol>"


def agreed_html(view: ContractView, *, amounts: bool) -> str:
    """Terms, payment, what the contract grants, and which contract it carries on."""
    facts = view.facts
    pauses = _("as agreed each time")
    if view.pause_days_a_year is not None:
        pauses = _("{days} days a year").format(days=view.pause_days_a_year)
    kind = pause_kind_words(view.pause_kind, view.pause_fee_cents, amounts=amounts)
    fee = ""
    if view.sign_up_waived:
        fee = _("waived: {reason}").format(reason=view.sign_up_waived)
    elif amounts and facts.sign_up_cents:
        fee = money(facts.sign_up_cents)
    due = _("in advance") if facts.in_advance else _("in arrears")
    first = months_words(facts.terms.first_months) if facts.terms.first_months else _("No first term")
    rows = [
        Fact(_("First term"), first),
        Fact(_("After that"), after_words(facts.terms)),
        Fact(_("Due"), f"{interval_words(facts.interval_months)}, {due}"),
        Fact(_("Sign-up fee"), fee),
        Fact(_("Payment method"), word(view.payment_method)),
        *_payers(view),
        Fact(_("Pauses"), f"{pauses} · {kind}" if view.pause_days_a_year != 0 else _("none")),
        *(Fact(_("Includes"), f"{format_number(units, language())} × {name}") for name, units, _monthly in view.quotas),
        Fact(_("Carries on"), view.follows[1] if view.follows else ""),
        Fact(_("Carried on by"), ", ".join(number for _key, number in view.followed_by)),
        Fact(_("Remark"), view.text),
    ]
    return facts_html(rows)


def _payers(view: ContractView) -> list[Fact]:
    return [
        Fact(_("Payer from {day}").format(day=on(one.valid_from)), "", people=(one.contact,)) for one in view.payers
    ]


def prices_html(view: ContractView, presses: Presses) -> str:
    """The versions of the price; one that is to come can be cancelled."""
    rows, later = [], max(today(), view.facts.start_on)
    for price in view.prices:
        button = ""
        if price.valid_from > later and may(Permission.EDIT_CONTRACTS) and Deed.CHANGE_PRICE in view.allowed:
            button = presses.button(
                f"price.{price.price_id}", _("Cancel"), partial(cancel_price, view, price), icon="event_busy"
            )
        said = f"{money(price.cents)} {interval_words(view.facts.interval_months)}"
        rows.append(_line(_("from {day}").format(day=on(price.valid_from)), said, price.reason, button))
    if view.never_revise or (may(Permission.EDIT_CONTRACTS) and Deed.CHANGE_PRICE in view.allowed):
        rows.append(_promise(view, presses))
    return card_html(_("Prices"), _table(rows))


def _promise(view: ContractView, presses: Presses) -> str:
    """Whether the price was promised for good; what no raise of many contracts touches."""
    button = ""
    if may(Permission.EDIT_CONTRACTS) and Deed.CHANGE_PRICE in view.allowed:
        button = presses.button("price.promise", _("Change"), partial(promise_dialog, view), icon="edit")
    said = _("yes: it never rises") if view.never_revise else _("no")
    return _line(_("Price for good"), said, "", button)


def lasting_html(view: ContractView, presses: Presses, *, amounts: bool) -> str:
    """Discounts, free time, extras and pauses, each with its days."""
    edits = may(Permission.EDIT_CONTRACTS)

    def pause_button(one: Lasting) -> str:
        if not edits or Deed.PAUSE not in view.allowed:
            return ""
        return presses.button(f"pause.{one.key}", _("Change"), partial(change_pause_dialog, view, one), icon="edit")

    def extra_button(one: Lasting) -> str:
        if not edits or Deed.ADD_ON not in view.allowed or not one.period.holds_after(today()):
            return ""
        return presses.button(f"extra.{one.key}", _("End"), partial(end_add_on_dialog, view, one), icon="event_busy")

    def none(one: Lasting) -> str:
        return ""

    def discount(one: Lasting) -> str:
        parts = [f"{one.basis_points / 100:g} %" if one.basis_points else "", money(one.cents) if one.cents else ""]
        return " + ".join(part for part in parts if part)

    interval = interval_words(view.facts.interval_months)
    sections: list[tuple[str, Sequence[Lasting], Callable[[Lasting], str], Callable[[Lasting], str]]] = [
        (
            _("Pauses"),
            view.pauses,
            lambda one: pause_kind_words(one.kind, one.cents, amounts=amounts),
            pause_button,
        ),
        (_("Free time"), view.free, none, none),
        (
            _("Extras"),
            view.add_ons,
            lambda one: f"{one.name} · {money(one.cents)} {interval}" if amounts else one.name,
            extra_button,
        ),
    ]
    if amounts:
        sections.append((_("Discounts"), view.discounts, discount, none))
    return "".join(
        card_html(title, _table([_line(days_words(one.period), say(one), one.reason, button(one)) for one in found]))
        for title, found, say, button in sections
        if found
    )


def notices_html(view: ContractView) -> str:
    """Every notice, those that were taken back too."""
    lines = []
    for one in view.notices:
        said = _("{kind} · {channel} · ends on {day}").format(
            kind=word(one.kind), channel=word(one.channel), day=on(one.end_on)
        )
        undone = _("taken back on {day}").format(day=on(one.undone_on)) if one.undone_on else ""
        below = " · ".join(part for part in (one.reason, undone) if part)
        lines.append(_line(_("received on {day}").format(day=on(one.received_on)), said, below, ""))
    return card_html(_("Cancellations"), _table(lines)) if lines else ""


def claims_card(view: ContractView) -> str:
    """Every claim that is expected of the first term, or of the coming year where that is over."""
    facts = view.facts
    until = preview_until(facts)
    if until < today() and end_of(facts) is None:
        until = add_months(today(), 12)
    claims = [claim for claim in expected_claims(facts, until=until) if claim.due_on >= _since(view, until)]
    title = _("Expected claims until {day}").format(day=on(until))
    body = claims_html(claims) if facts.activated else note_html(_("A draft leads to no claims."))
    return f"<div class='k-below'>{card_html(title, body)}</div>"


def _since(view: ContractView, until: date) -> date:
    first = preview_until(view.facts)
    return view.facts.start_on if until == first else today()


def _line(label: str, said: str, below: str, button: str) -> str:
    small = f"<div class='k-sub'>{markup(below)}</div>" if below else ""
    return f"<tr><th scope='row'>{markup(label)}</th><td dir='auto'>{markup(said)}{small}</td><td>{button}</td></tr>"


def _table(lines: Sequence[str]) -> str:
    return f"<table class='k-rows'>{''.join(lines)}</table>"
