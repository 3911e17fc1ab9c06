"""What can be sold today: tariffs with the terms of their version in force, and extras for contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.catalogue import ProductKind
from domain.contract_terms import Terms, regime_of
from models.catalogue import Product, Tariff, TariffTerm, TariffVersion


@dataclass(frozen=True, slots=True)
class Offer:
    """One of the terms that a tariff is sold for."""

    term_id: int
    tariff_id: int
    name: str
    terms: Terms
    interval_months: int
    price_cents: int
    sign_up_cents: int
    business: bool


@dataclass(frozen=True, slots=True)
class AddOnOffer:
    """Something that can be added to a contract; the price is for one month."""

    product_id: int
    name: str
    cents: int


def offers(session: Session, today: date, *, company: bool) -> tuple[Offer, ...]:
    """The terms of all tariffs that are sold on a day, by name; those for companies only to them."""
    latest = (
        select(TariffVersion.tariff_id, func.max(TariffVersion.valid_from).label("since"))
        .where(TariffVersion.valid_from <= today)
        .group_by(TariffVersion.tariff_id)
        .subquery()
    )
    rows = session.execute(
        select(TariffTerm, TariffVersion.sign_up_cents, Tariff)
        .join(TariffVersion, TariffVersion.id == TariffTerm.tariff_version_id)
        .join(
            latest,
            (latest.c.tariff_id == TariffVersion.tariff_id) & (latest.c.since == TariffVersion.valid_from),
        )
        .join(Tariff, Tariff.id == TariffVersion.tariff_id)
        .where(Tariff.are_sold_on(today))
        .order_by(Tariff.name_key, TariffTerm.place, TariffTerm.id)
    )
    return tuple(
        Offer(
            term_id=term.id,
            tariff_id=tariff.id,
            name=tariff.name,
            terms=term.terms(regime_of(today, business=tariff.business)),
            interval_months=term.interval_months,
            price_cents=term.price_cents,
            sign_up_cents=sign_up,
            business=tariff.business,
        )
        for term, sign_up, tariff in rows
        if company or not tariff.business
    )


def add_on_offers(session: Session, today: date) -> tuple[AddOnOffer, ...]:
    """The extras that are sold on a day, by name."""
    rows = session.execute(
        select(Product.id, Product.name, Product.price_cents)
        .where(Product.kind == ProductKind.ADD_ON, Product.are_sold_on(today))
        .order_by(Product.name_key)
    )
    return tuple(AddOnOffer(key, name, cents) for key, name, cents in rows)
