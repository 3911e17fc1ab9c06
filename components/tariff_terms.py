"""The rows of a version's form: its terms with interval and price, and the quotas that it includes.

One row more than there are is drawn, so that another can be typed; a row that is left empty does not count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from components.catalogue_words import total_words
from components.escape import literal
from components.fields import Form
from components.perform import reading, today
from domain.calendar import Span, Unit
from domain.catalogue import INTERVALS, MOST_QUOTAS, MOST_TERMS, Offer, QuotaOffer, TermOffer
from domain.contract_terms import ONE_MONTH, EndRule, Renewal, Terms
from i18n.service_words import interval_words
from i18n.texts import _
from queries.catalogue import quota_types_sold_on

USUAL = TermOffer(Terms(12), 0)
"""With what the first row of a new tariff begins."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The fields of one term."""

    place: int
    months: Callable[[], int | None]
    price: Callable[[], int]
    interval: int
    renewal: Renewal = Renewal.INDEFINITE
    renewal_months: Callable[[], int | None] | None = None
    notice: Callable[[], int | None] | None = None
    unit: Unit = Unit.MONTHS
    end_rule: EndRule = EndRule.ANY_DAY

    def read(self) -> TermOffer:
        """As typed."""
        notice = self.notice() if self.notice else ONE_MONTH.value
        terms = Terms(
            first_months=self.months() or 0,
            renewal=self.renewal,
            renewal_months=(self.renewal_months() or 0) if self.renewal_months else 0,
            notice=Span(notice or 0, self.unit),
            end_rule=self.end_rule,
        )
        return TermOffer(terms, self.price(), self.interval, self.place)


def term_fields(form: Form, offer: Offer | None, *, fees: int) -> Callable[[], tuple[TermOffer, ...]]:
    """The terms; below each stands what it comes to with all fees."""
    known = offer.terms if offer else (USUAL,)
    rows: list[_Row] = []
    for place in range(MOST_TERMS):
        given = known[place] if place < len(known) else None
        with st.container(border=True, gap="xsmall", key=form.key_of(f"term.{place}")):
            row, filled = _row(form, place, given, fees)
        if filled or not rows:
            rows.append(row)
        if not filled and place >= len(known):
            break
    return lambda: tuple(row.read() for row in rows)


def _row(form: Form, place: int, given: TermOffer | None, fees: int) -> tuple[_Row, bool]:
    """One row; whether something was typed into it."""
    terms = given.terms if given else None
    left, middle, right = st.columns([1, 1.2, 1])
    months = form.whole_number(
        f"first_months.{place}", _("First term in months (0: none)"), terms.first_months if terms else None,
        place=left, column=None,
    )  # fmt: skip
    interval = form.pick(
        f"interval.{place}", _("Paid"), list(INTERVALS), interval_words, given.interval_months if given else 1,
        place=middle, column=None,
    )  # fmt: skip
    price = form.amount(
        f"price.{place}", _("Price"), (given.price_cents or None) if given else None, place=right, column=None,
    )  # fmt: skip
    filled = bool(form.typed(f"price.{place}").strip() or (place and form.typed(f"first_months.{place}").strip()))
    row = _Row(place, months, price, int(interval or 1))
    if not filled and place:
        st.caption(_("For another term, enter its months and its price here."))
        return row, False
    row = _after(form, row, terms or Terms(12))
    cents = form.typed_day(f"price.{place}")
    if cents is not None:
        typed = form.typed_day(f"first_months.{place}") or 0
        st.caption(literal(total_words(TermOffer(Terms(typed), cents, row.interval), fees)))
    return row, filled


def _after(form: Form, row: _Row, terms: Terms) -> _Row:
    """What comes after the first term."""
    place = row.place
    left, middle, right, last = st.columns([1.5, 0.6, 0.9, 1.2])
    renewal = form.choice(
        f"renewal.{place}", _("After the first term"), Renewal, terms.renewal, place=left, column=None
    )
    months = None
    if renewal is Renewal.TERMS:
        months = form.whole_number(
            f"renewal_months.{place}", _("Renews by (months)"), terms.renewal_months or None, place=left, column=None
        )
    if renewal is Renewal.ENDS:
        kept = terms.notice
        return replace(row, renewal=renewal, notice=lambda: kept.value, unit=kept.unit, end_rule=terms.end_rule)
    notice = form.whole_number(f"notice.{place}", _("Notice"), terms.notice.value, place=middle, column=None)
    unit = form.choice(f"notice_unit.{place}", _("Unit"), Unit, terms.notice.unit, place=right, column=None)
    end_rule = form.choice(f"end_rule.{place}", _("Ends"), EndRule, terms.end_rule, place=last, column=None)
    return replace(row, renewal=renewal, renewal_months=months, notice=notice, unit=unit, end_rule=end_rule)


def quota_fields(form: Form, offer: Offer | None) -> Callable[[], tuple[QuotaOffer, ...]]:
    """The quotas that are included."""
    with reading() as session:
        names = {row.quota_type_id: row.name for row in quota_types_sold_on(session, today())}
    known = offer.quotas if offer else ()
    names |= {quota.quota_type_id: quota.name for quota in known}
    rows: list[tuple[int, int, Callable[[], int | None], bool]] = []
    for place in range(MOST_QUOTAS):
        given = known[place] if place < len(known) else None
        left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
        chosen = form.pick(
            f"quota.{place}", _("Included quota"), list(names), lambda key: names.get(key, ""),
            given.quota_type_id if given else None, place=left, column=None, placeholder=_("None"),
        )  # fmt: skip
        if chosen is None:
            if place >= len(known):
                break
            continue
        units = form.whole_number(
            f"units.{place}", _("Units"), given.units if given else None, place=middle, column=None
        )
        monthly = form.check(
            f"monthly.{place}", _("anew each month"), value=given.monthly if given else True, place=right, column=None
        )
        rows.append((place, int(chosen), units, monthly))
    return lambda: tuple(
        QuotaOffer(key, units() or 0, monthly, names[key], place) for place, key, units, monthly in rows
    )
