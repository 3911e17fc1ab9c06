"""Contracts in words: states with the day that explains them, the steps to an end, and why a claim is what it is."""

from __future__ import annotations

from domain.contracts import ContractState, PauseKind
from i18n.service_words import interval_words, money, months_words, on
from i18n.texts import _
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


def pause_kind_words(kind: PauseKind | None, cents: int, *, amounts: bool) -> str:
    """What a pause does, with its fee where the role sees amounts."""
    if kind is None:
        return ""
    fee = f" ({money(cents)} {_('a month')})" if kind is PauseKind.FEE and amounts else ""
    return f"{word(kind)}{fee}"
