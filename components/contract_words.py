"""Contracts in words: states with the day that explains them, the steps to an end, and why a claim is what it is."""

from __future__ import annotations

from datetime import date

from components.catalogue_words import interval_words, money, months_words, span_words
from domain.contract_claims import ExpectedClaim, Part, PartKind
from domain.contract_terms import Terms
from domain.contracts import Because, ContractState, PauseKind, Step
from domain.periods import Period
from i18n.formatting import format_day
from i18n.texts import _, language, plural
from i18n.words import word
from queries.contract_offers import Offer
from queries.contracts import ContractRow

COLOR = {
    ContractState.DRAFT: "gray",
    ContractState.PENDING: "blue",
    ContractState.ACTIVE: "green",
    ContractState.PAUSED: "violet",
    ContractState.CANCELLED: "orange",
    ContractState.ENDED: "gray",
    ContractState.WITHDRAWN: "gray",
    ContractState.VOID: "gray",
}


def on(day: date) -> str:
    """A day as people write it."""
    return format_day(day, language())


def days_words(period: Period) -> str:
    """`1 Dec 2026 to 31 Dec 2026`, `from 1 Dec 2026`."""
    if period.last_day is None:
        return _("from {day}").format(day=on(period.start))
    return _("{first} to {last}").format(first=on(period.start), last=on(period.last_day))


def state_words(row: ContractRow) -> str:
    """The state with the day that explains it."""
    if row.state is ContractState.PAUSED and row.paused is not None:
        last = row.paused.last_day
        return _("Paused until {day}").format(day=on(last)) if last else _("Paused until further notice")
    if row.state is ContractState.PENDING:
        return _("Begins on {day}").format(day=on(row.start_on))
    if row.state is ContractState.CANCELLED and row.ends_on is not None:
        return _("Cancelled to {day}").format(day=on(row.ends_on))
    if row.state is ContractState.ENDED and row.ends_on is not None:
        return _("Ended on {day}").format(day=on(row.ends_on))
    return word(row.state)


def price_words(row: ContractRow) -> str:
    """`39.90 monthly`."""
    return f"{money(row.cents)} {interval_words(row.interval_months)}"


def offer_words(offer: Offer) -> str:
    """A term of a tariff on one line."""
    first = months_words(offer.terms.first_months) if offer.terms.first_months else _("no first term")
    return f"{offer.name} · {first} · {money(offer.price_cents)} {interval_words(offer.interval_months)}"


def step_words(step: Step, terms: Terms) -> str:
    """One step of an explained end as a sentence."""
    day = on(step.day)
    if step.because is Because.FIRST_TERM:
        if not step.count:
            return _("The first period ends on {day}").format(day=day)
        return _("The first term of {months} ends on {day}").format(months=months_words(step.count), day=day)
    if step.because is Because.PAUSES:
        moved = plural("{count} day", "{count} days", step.count)
        return _("Pauses move it by {days} to {day}").format(days=moved, day=day)
    if step.because is Because.RENEWED:
        return _("Renewed by {months}: to {day}").format(months=months_words(terms.renewal_months), day=day)
    texts = {
        Because.RECEIVED: _("Notice received on {day}"),
        Because.NOTICE: _("Period of notice ({span}) ends on {day}"),
        Because.MONTH_END: _("It ends with a month: {day}"),
        Because.START: _("Not before the start on {day}"),
        Because.END: _("Last day: {day}"),
    }
    return texts[step.because].format(day=day, span=span_words(terms.notice))


def claim_words(claim: ExpectedClaim) -> str:
    """What a claim is for."""
    name = f"{word(claim.kind)} {claim.name}".strip()
    return name if claim.kind.value == "sign_up" else f"{name} · {days_words(claim.period)}"


def reason_words(claim: ExpectedClaim) -> str:
    """Why the amount is what it is: empty for a whole interval at its price."""
    plain = len(claim.parts) <= 1 and all(part.days == part.whole_days for part in claim.parts)
    return "" if plain else "; ".join(_part_words(part) for part in claim.parts)


def _part_words(part: Part) -> str:
    share = _("{days} of {whole} days").format(days=part.days, whole=part.whole_days)
    said = word(part.kind)
    if part.kind in {PartKind.FREE, PartKind.PAUSE} and not part.cents:
        return f"{said}: {share}"
    return f"{said} {money(part.cents)}: {share}" if part.days != part.whole_days else f"{said} {money(part.cents)}"


def pause_kind_words(kind: PauseKind | None, cents: int, *, amounts: bool) -> str:
    """What a pause does, with its fee where the role sees amounts."""
    if kind is None:
        return ""
    fee = f" ({money(cents)} {_('a month')})" if kind is PauseKind.FEE and amounts else ""
    return f"{word(kind)}{fee}"
