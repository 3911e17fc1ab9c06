"""Cards of the catalogue to and from a workbook: products and quotas a line each, tariffs a line for each term."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from actions.catalogue import ProductCard, QuotaCard
from actions.catalogue_import import Drafted, TariffCard
from domain.calendar import Span, Unit
from domain.catalogue import LineRefused, NotAWord, Offer, QuotaOffer, TermOffer
from domain.contract_terms import ONE_MONTH, EndRule, Renewal, Terms
from domain.errors import InvalidInput, Missing, Refusal
from domain.search_text import fold
from exchange.catalogue_columns import PRODUCTS, QUOTAS, TARIFFS, Line, Part, cells_of, read_lines
from i18n.texts import N_, _
from queries.catalogue import TariffRow


class CardKind(StrEnum):
    """Which cards a file holds."""

    TARIFFS = "tariffs"
    QUOTAS = "quotas"
    PRODUCTS = "products"


PARTS: dict[CardKind, tuple[Part, ...]] = {
    CardKind.TARIFFS: TARIFFS,
    CardKind.QUOTAS: QUOTAS,
    CardKind.PRODUCTS: PRODUCTS,
}
ONCE = N_("once")
"""Beside an included quota that is not granted anew each month."""
_QUOTA = re.compile(r"(?P<units>\d{1,6}) ?[x×] ?(?P<name>.+?)(?P<once> \((?:once|einmalig)\))?", re.IGNORECASE)


def rows_of(kind: CardKind, cards: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The cells of all cards."""
    if kind is CardKind.TARIFFS:
        return [cells_of(TARIFFS, values) for card in cards for values in _of_tariff(card)]
    return [cells_of(PARTS[kind], {part.name: getattr(card, part.name) for part in PARTS[kind]}) for card in cards]


def _of_tariff(row: TariffRow) -> Iterator[dict[str, Any]]:
    for version in row.versions:
        offer = version.offer
        quotas = "; ".join(
            f"{quota.units} × {quota.name}" + ("" if quota.monthly else f" ({_(ONCE)})") for quota in offer.quotas
        )
        for term in offer.terms:
            terms = term.terms
            yield {
                **{name: getattr(row, name) for name in ("name", "internal_name", "text", "business")},
                **{part.name: getattr(offer, part.name) for part in TARIFFS if hasattr(offer, part.name)},
                **{part.name: getattr(terms, part.name) for part in TARIFFS if hasattr(terms, part.name)},
                "notice_value": terms.notice.value,
                "notice_unit": terms.notice.unit,
                "interval_months": term.interval_months,
                "price_cents": term.price_cents,
                "quotas": quotas,
            }


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What a file would add, and the names in it that are there already."""

    drafts: tuple[Drafted, ...]
    known: tuple[str, ...]


def read_book(kind: CardKind, data: bytes, there: Iterable[str], quotas: Mapping[str, int]) -> ReadBook:
    """The cards of a workbook. `there` are names that are taken, `quotas` the types by name; changes nothing.

    Refuses a file that cannot be read, and cells that make no sense, each with its line.
    """
    taken = {fold(name) for name in there}
    lines = read_lines(data, PARTS[kind])
    new = [line for line in lines if fold(line.values.get("name", "")) not in taken]
    known = dict.fromkeys(line.values["name"] for line in lines if line not in new)
    return ReadBook(tuple(_drafts(kind, new, quotas)), tuple(known))


def _drafts(kind: CardKind, lines: Sequence[Line], quotas: Mapping[str, int]) -> list[Drafted]:
    groups = [[line] for line in lines]
    if kind is CardKind.TARIFFS:
        groups = [list(of) for _name, of in groupby(lines, key=lambda line: fold(line.values.get("name", "")))]
    drafts, problems = list[Drafted](), list[Refusal]()
    for group in groups:
        try:
            drafts.append(Drafted(group[0].line, _card(kind, group, quotas)))
        except Refusal as why:
            problems.append(why if isinstance(why, LineRefused) else LineRefused(line=group[0].line, why=why))
    if problems:
        raise InvalidInput(problems)
    return drafts


def _card(kind: CardKind, group: Sequence[Line], quotas: Mapping[str, int]) -> TariffCard | QuotaCard | ProductCard:
    for line in group:
        for part in PARTS[kind]:
            if part.needed and part.name not in line.values:
                raise LineRefused(line=line.line, why=Missing())
    values = group[0].values
    if kind is CardKind.PRODUCTS:
        return ProductCard(**values)
    if kind is CardKind.QUOTAS:
        return QuotaCard(**values)
    of_card = {name: values[name] for name in ("name", "internal_name", "text", "business") if name in values}
    ordered = sorted(group, key=lambda line: line.values["valid_from"])
    versions = groupby(ordered, key=lambda line: line.values["valid_from"])
    return TariffCard(offers=tuple(_offer(day, list(of), quotas) for day, of in versions), **of_card)


OFFER = ("sign_up_cents", "tax", "in_advance", "pause_days_a_year", "pause_kind", "pause_fee_cents")


def _offer(valid_from: date, lines: Sequence[Line], quotas: Mapping[str, int]) -> Offer:
    values = lines[0].values
    return Offer(
        valid_from,
        tuple(_term(line.values, place) for place, line in enumerate(lines)),
        quotas=_included(values.get("quotas", ""), quotas),
        **{name: values[name] for name in OFFER if name in values},
    )


def _term(values: Mapping[str, Any], place: int) -> TermOffer:
    terms = Terms(
        values.get("first_months", 0),
        values.get("renewal", Renewal.INDEFINITE),
        values.get("renewal_months", 0),
        Span(values.get("notice_value", ONE_MONTH.value), values.get("notice_unit", Unit.MONTHS)),
        values.get("end_rule", EndRule.ANY_DAY),
    )
    return TermOffer(terms, values["price_cents"], values.get("interval_months", 1), place)


def _included(text: str, quotas: Mapping[str, int]) -> tuple[QuotaOffer, ...]:
    known = {fold(name): key for name, key in quotas.items()}
    found = []
    for place, part in enumerate(filter(None, (part.strip() for part in text.split(";")))):
        match = _QUOTA.fullmatch(part)
        key = known.get(fold(match["name"])) if match else None
        if match is None or key is None:
            raise NotAWord(text=part[:60], words=", ".join(f"1 × {name}" for name in list(quotas)[:5]))
        found.append(QuotaOffer(key, int(match["units"]), monthly=not match["once"], place=place))
    return tuple(found)
