"""Terms, prices and dates of services in words: the same on screens and on papers."""

from __future__ import annotations

from datetime import date

from domain.calendar import Span, Unit
from domain.contract_claims import ExpectedClaim, Part, PartKind
from domain.contract_terms import EndRule, Renewal, Terms
from domain.contracts import Because, Step
from domain.periods import Period
from i18n.formatting import format_cents, format_day
from i18n.texts import _, language, plural
from i18n.words import word


def money(cents: int) -> str:
    """An amount in the language of this moment."""
    return format_cents(cents, language())


def months_words(months: int) -> str:
    """`12 months`."""
    return plural("{count} month", "{count} months", months)


def span_words(span: Span) -> str:
    """`6 weeks`."""
    if span.unit is Unit.DAYS:
        return plural("{count} day", "{count} days", span.value)
    if span.unit is Unit.WEEKS:
        return plural("{count} week", "{count} weeks", span.value)
    return months_words(span.value)


def interval_words(months: int) -> str:
    """How often a price is due."""
    known = {1: _("monthly"), 3: _("quarterly"), 6: _("half-yearly"), 12: _("yearly")}
    return known.get(months) or _("every {months}").format(months=months_words(months))


def after_words(terms: Terms) -> str:
    """What comes after the first term, and with which notice."""
    if terms.renewal is Renewal.ENDS:
        return word(Renewal.ENDS)
    notice = _("notice {span}").format(span=span_words(terms.notice))
    if terms.end_rule is EndRule.MONTH_END:
        notice = f"{notice} {word(EndRule.MONTH_END)}"
    if terms.renewal is Renewal.TERMS:
        return f"{_('renews by {months}').format(months=months_words(terms.renewal_months))}, {notice}"
    return f"{word(Renewal.INDEFINITE)}, {notice}" if terms.first_months else notice


def on(day: date) -> str:
    """A day as people write it."""
    return format_day(day, language())


def days_words(period: Period) -> str:
    """`1 Dec 2026 to 31 Dec 2026`, `from 1 Dec 2026`."""
    if period.last_day is None:
        return _("from {day}").format(day=on(period.start))
    return _("{first} to {last}").format(first=on(period.start), last=on(period.last_day))


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
