"""The catalogue in words: terms, prices with what they come to, how long a quota is valid and what it pays for."""

from __future__ import annotations

from datetime import date

from components.escape import markup
from domain.catalogue import Clock, Offer, QuotaOffer, TermOffer
from domain.contract_terms import Terms
from domain.contracts import PauseKind
from domain.tax import TaxKind, rate_on
from i18n.formatting import format_day, format_number
from i18n.service_words import after_words, interval_words, money, months_words, span_words
from i18n.texts import _, language, plural
from i18n.words import word
from queries.catalogue import QuotaTypeRow, TariffRow


def term_words(terms: Terms) -> str:
    """The first term."""
    return months_words(terms.first_months) if terms.first_months else _("No first term")


def price_words(term: TermOffer) -> str:
    """`24.90 monthly`."""
    return f"{money(term.price_cents)} {interval_words(term.interval_months)}"


def short_offer(offer: Offer) -> str:
    """All terms with their prices on one line."""
    return " · ".join(f"{term_words(term.terms)} {price_words(term)}" for term in offer.terms)


def total_words(term: TermOffer, fees_cents: int) -> str:
    """The total of the first term and what a month truly costs (§ 3 PAngV)."""
    true = term.true_price(fees_cents)
    if not term.terms.first_months:
        text = _("first {months}: {total} with all fees")
    else:
        text = _("{months}: {total} in all, truly {monthly} a month")
    return text.format(
        months=months_words(true.months), total=money(true.total_cents), monthly=money(true.monthly_cents)
    )


def monthly_cents(term: TermOffer, fees_cents: int) -> int:
    """What a month truly costs, all fees included; without a first term nothing says over how many they spread."""
    return term.true_price(fees_cents if term.terms.first_months else 0).monthly_cents


def tax_words(tax: TaxKind, day: date) -> str:
    """The kind of tax with its rate on a day."""
    rate = rate_on(tax, day)
    if not rate:
        return word(tax)
    whole, rest = divmod(rate, 100)
    number = format_number(whole, language()) if not rest else f"{whole}.{rest:02d}"
    return _("{rate} % VAT included").format(rate=number)


def pause_words(offer: Offer) -> str:
    """How a contract may pause."""
    if offer.pause_days_a_year == 0:
        return _("none")
    days = (
        _("as agreed each time")
        if offer.pause_days_a_year is None
        else plural("{count} day a year", "{count} days a year", offer.pause_days_a_year)
    )
    fee = f" ({money(offer.pause_fee_cents)} {_('a month')})" if offer.pause_kind is PauseKind.FEE else ""
    return f"{days} · {word(offer.pause_kind)}{fee}"


def included_words(quota: QuotaOffer) -> str:
    """A quota that a tariff includes."""
    how = _("each month") if quota.monthly else _("once at the start")
    return f"{format_number(quota.units, language())} × {quota.name} ({how})"


def units_words(row: QuotaTypeRow) -> str:
    """`10 visits`."""
    return f"{format_number(row.units, language())} {row.unit_name or _('units')}"


def validity_words(row: QuotaTypeRow) -> str:
    """How long a quota is valid."""
    if row.valid_until is not None:
        return _("valid until {day}").format(day=format_day(row.valid_until, language()))
    if row.valid_for is None:
        return _("valid without end")
    span = span_words(row.valid_for)
    if row.clock is Clock.FIRST_USE:
        return _("valid for {span} from the first use on").format(span=span)
    return _("valid for {span}").format(span=span)


def pays_words(row: QuotaTypeRow) -> str:
    """What a quota pays for."""
    paid = [
        name
        for name, pays in (
            (_("visits"), row.pays_check_ins),
            (_("appointments"), row.pays_appointments),
            (_("course dates"), row.pays_courses),
        )
        if pays
    ]
    for_what = _("for {things}").format(things=", ".join(paid))
    return f"{for_what} ({row.category})" if row.category else for_what


def retired_words(day: date) -> str:
    """That a card is no longer offered."""
    return _("no longer offered since {day}").format(day=format_day(day, language()))


def next_words(row: TariffRow, today: date) -> str:
    """From when on something else is offered, or for the first time."""
    coming = next((one for one in row.versions if one.offer.valid_from > today), None)
    if coming is None:
        return ""
    day = format_day(coming.offer.valid_from, language())
    return f"{_('from {day}').format(day=day)}: {short_offer(coming.offer)}"


def offer_html(offer: Offer) -> str:
    """The terms of a version as a table: each with its price, its total and its true monthly price."""
    heads = (_("First term"), _("Price"), _("In all"), _("Truly a month"), _("Afterwards"))
    head = "".join(f"<th scope='col'>{markup(text)}</th>" for text in heads)
    return (
        f"<div class='k-scroll'><table class='k-cells k-prices'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(_term_html(term, offer.sign_up_cents) for term in offer.terms)}</tbody></table></div>"
    )


def _term_html(term: TermOffer, fees_cents: int) -> str:
    true = term.true_price(fees_cents)
    total = money(true.total_cents)
    if not term.terms.first_months:
        total = f"{total} ({_('first {months}').format(months=months_words(true.months))})"
    monthly = money(monthly_cents(term, fees_cents))
    cells = (price_words(term), total, monthly, after_words(term.terms))
    return (
        f"<tr><th scope='row'>{markup(term_words(term.terms))}</th>"
        + "".join(f"<td>{markup(cell)}</td>" for cell in cells)
        + "</tr>"
    )
