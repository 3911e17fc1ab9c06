"""The catalogue as people read it, and what may be sold on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from domain.calendar import Span, Unit
from domain.catalogue import Clock, Offer, ProductKind, QuotaOffer, TermOffer
from domain.contract_terms import Regime
from domain.search_text import fold
from domain.tax import TaxKind
from models.activity import Category
from models.catalogue import Product, QuotaType, Tariff, TariffQuota, TariffTerm, TariffVersion


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What a tariff offers from a day on, until the next version begins."""

    version_id: int
    version: int
    offer: Offer
    ends_before: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force."""
        return self.offer.valid_from <= day and (self.ends_before is None or day < self.ends_before)


@dataclass(frozen=True, slots=True)
class TariffRow:
    """A tariff with all its versions, the earliest first."""

    tariff_id: int
    version: int
    name: str
    internal_name: str
    text: str
    business: bool
    retired_on: date | None
    versions: tuple[VersionRow, ...]

    def on(self, day: date) -> VersionRow | None:
        """The version in force on a day."""
        return next((one for one in self.versions if one.holds_on(day)), None)


@dataclass(frozen=True, slots=True)
class QuotaTypeRow:
    """A type of quota."""

    quota_type_id: int
    version: int
    name: str
    internal_name: str
    text: str
    retired_on: date | None
    units: int
    unit_name: str
    valid_value: int | None
    valid_unit: Unit
    valid_until: date | None
    clock: Clock
    pays_check_ins: bool
    pays_appointments: bool
    pays_courses: bool
    category_id: int | None
    category: str
    price_cents: int
    tax: TaxKind

    @property
    def valid_for(self) -> Span | None:
        """How long it is valid; None: without end, or to the fixed day."""
        return None if self.valid_value is None else Span(self.valid_value, self.valid_unit)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product."""

    product_id: int
    version: int
    name: str
    internal_name: str
    text: str
    retired_on: date | None
    kind: ProductKind
    price_cents: int
    tax: TaxKind


# --- tariffs ------------------------------------------------------------------------------------------------
def tariffs(
    session: Session, *, text: str = "", retired: bool = False, tariff_id: int | None = None
) -> tuple[TariffRow, ...]:
    """The tariffs by name, found by a part of it; with `retired` also those no longer sold; or the one."""
    wanted = [Tariff.id == tariff_id] if tariff_id is not None else _conditions(Tariff, text, retired=retired)
    found = session.scalars(select(Tariff).where(*wanted).order_by(Tariff.name_key)).all()
    versions = _versions(session, [row.id for row in found])
    return tuple(
        TariffRow(
            row.id,
            row.version,
            row.name,
            row.internal_name,
            row.text,
            row.business,
            row.retired_on,
            tuple(versions[row.id]),
        )
        for row in found
    )


def sold_on(session: Session, day: date) -> tuple[TariffRow, ...]:
    """The tariffs that may be sold on a day: not retired by then, and a version is in force (`TariffRow.on`)."""
    return tuple(
        row
        for row in tariffs(session, retired=True)
        if (row.retired_on is None or day < row.retired_on) and row.on(day) is not None
    )


def offers_of(session: Session, tariff_id: int, *, since: date) -> tuple[Offer, ...]:
    """What a tariff offers on a day and later."""
    versions = _versions(session, [tariff_id])[tariff_id]
    return tuple(one.offer for one in versions if one.ends_before is None or one.ends_before > since)


def _versions(session: Session, tariff_ids: list[int]) -> defaultdict[int, list[VersionRow]]:
    rows = session.execute(
        select(TariffVersion, Tariff.business)
        .join(Tariff, Tariff.id == TariffVersion.tariff_id)
        .where(TariffVersion.tariff_id.in_(tariff_ids))
        .order_by(TariffVersion.tariff_id, TariffVersion.valid_from.desc())
    ).all()
    keys = [version.id for version, _business in rows]
    terms, quotas = _terms(session, keys), _quotas(session, keys)
    found, begins = defaultdict[int, list[VersionRow]](list), dict[int, date]()
    for version, business in rows:
        offer = Offer(
            version.valid_from,
            tuple(_term(row, place, business=business) for place, row in enumerate(terms[version.id])),
            version.sign_up_cents,
            version.tax,
            version.in_advance,
            version.pause_days_a_year,
            version.pause_kind,
            version.pause_fee_cents,
            tuple(quotas[version.id]),
        )
        row = VersionRow(version.id, version.version, offer, begins.get(version.tariff_id))
        found[version.tariff_id].insert(0, row)
        begins[version.tariff_id] = version.valid_from
    return found


def _terms(session: Session, version_ids: list[int]) -> defaultdict[int, list[TariffTerm]]:
    found = defaultdict[int, list[TariffTerm]](list)
    of_versions = select(TariffTerm).where(TariffTerm.tariff_version_id.in_(version_ids))
    for row in session.scalars(of_versions.order_by(TariffTerm.place, TariffTerm.id)):
        found[row.tariff_version_id].append(row)
    return found


def _term(row: TariffTerm, place: int, *, business: bool) -> TermOffer:
    terms = row.terms(Regime.BUSINESS if business else Regime.SINCE_2022_03)
    return TermOffer(terms, row.price_cents, row.interval_months, place)


def _quotas(session: Session, version_ids: list[int]) -> defaultdict[int, list[QuotaOffer]]:
    found = defaultdict[int, list[QuotaOffer]](list)
    of_versions = (
        select(TariffQuota, QuotaType.name)
        .join(QuotaType, QuotaType.id == TariffQuota.quota_type_id)
        .where(TariffQuota.tariff_version_id.in_(version_ids))
        .order_by(QuotaType.name_key)
    )
    for row, name in session.execute(of_versions):
        place = len(found[row.tariff_version_id])
        found[row.tariff_version_id].append(QuotaOffer(row.quota_type_id, row.units, row.monthly, name, place))
    return found


# --- quotas and products ------------------------------------------------------------------------------------
def quota_types(
    session: Session, *, text: str = "", retired: bool = False, quota_type_id: int | None = None
) -> tuple[QuotaTypeRow, ...]:
    """The types of quotas by name, found by a part of it; with `retired` also those no longer sold; or the one."""
    conditions = _conditions(QuotaType, text, retired=retired)
    wanted = [QuotaType.id == quota_type_id] if quota_type_id is not None else conditions
    query = select(QuotaType, Category.name).outerjoin(Category, Category.id == QuotaType.category_id)
    return tuple(
        QuotaTypeRow(
            row.id,
            row.version,
            row.name,
            row.internal_name,
            row.text,
            row.retired_on,
            row.units,
            row.unit_name,
            row.valid_value,
            row.valid_unit,
            row.valid_until,
            row.clock,
            row.pays_check_ins,
            row.pays_appointments,
            row.pays_courses,
            row.category_id,
            category or "",
            row.price_cents,
            row.tax,
        )
        for row, category in session.execute(query.where(*wanted).order_by(QuotaType.name_key))
    )


def quota_types_sold_on(session: Session, day: date) -> tuple[QuotaTypeRow, ...]:
    """The types of quotas that may be sold on a day: neither retired by then nor lapsed."""
    return tuple(
        row
        for row in quota_types(session, retired=True)
        if (row.retired_on is None or day < row.retired_on) and (row.valid_until is None or day <= row.valid_until)
    )


def products(
    session: Session,
    *,
    text: str = "",
    retired: bool = False,
    kinds: Iterable[ProductKind] = (),
    product_id: int | None = None,
) -> tuple[ProductRow, ...]:
    """The products by name, found by a part of it; with `retired` also those no longer sold; or the one."""
    wanted = [Product.id == product_id] if product_id is not None else _conditions(Product, text, retired=retired)
    if kinds:
        wanted.append(Product.kind.in_(list(kinds)))
    return tuple(
        ProductRow(
            row.id,
            row.version,
            row.name,
            row.internal_name,
            row.text,
            row.retired_on,
            row.kind,
            row.price_cents,
            row.tax,
        )
        for row in session.scalars(select(Product).where(*wanted).order_by(Product.name_key))
    )


def _conditions(
    model: type[Tariff] | type[QuotaType] | type[Product], text: str, *, retired: bool
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [] if retired else [model.retired_on.is_(None)]
    if text.strip():
        conditions.append(
            or_(
                model.name_key.contains(fold(text) or text.casefold(), autoescape=True),
                model.internal_name.icontains(text.strip(), autoescape=True),
            )
        )
    return conditions
