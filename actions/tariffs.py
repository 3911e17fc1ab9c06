"""Tariffs and their dated versions. What was sold is copied from them, so no change here touches a contract."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.catalogue import write_names
from actions.dated_facts import check_day as check_reach
from actions.loading import load
from domain.access import Actor, Permission
from domain.catalogue import (
    Offer,
    OnlyVersion,
    QuotaOffer,
    VersionDayTaken,
    broken_for_consumers,
    check_begin,
    check_offer,
    check_open,
    for_buyers,
)
from domain.clock import day_of
from domain.errors import NotAChoice, Problems
from models.base import moment
from models.catalogue import QuotaType, Tariff, TariffQuota, TariffTerm, TariffVersion
from queries.catalogue import offers_of


@action(Permission.EDIT_CATALOGUE, undoable=True)
def add_tariff(
    session: Session,
    actor: Actor,
    *,
    name: str,
    offer: Offer,
    internal_name: str = "",
    text: str = "",
    business: bool = False,
    later: tuple[Offer, ...] = (),
) -> Tariff:
    """A new tariff with what it offers first, and `later` where that is known at once."""
    tariff, problems = Tariff(), Problems()
    with problems.named():
        _write(session, tariff, name, internal_name, text, business=business)
    checked: list[Offer] = []
    for one in (offer, *later):
        with problems.named():
            if one.valid_from in {other.valid_from for other in checked}:
                raise VersionDayTaken(field="valid_from", day=one.valid_from)
            checked.append(_checked(session, tariff, one, kept=frozenset()))
    problems.raise_if_any()
    session.add(tariff)
    session.flush()
    for one in checked:
        _new_version(session, tariff, one)
    return tariff


@action(Permission.EDIT_CATALOGUE, undoable=True)
def edit_tariff(
    session: Session,
    actor: Actor,
    *,
    tariff_id: int,
    version: int,
    name: str,
    internal_name: str = "",
    text: str = "",
    business: bool = False,
) -> Tariff:
    """Change names and text of a tariff; what was for businesses becomes a consumer's only where the law allows."""
    tariff, problems = load(session, Tariff, tariff_id, version=version), Problems()
    with problems.named():
        _write(session, tariff, name, internal_name, text, business=business)
    with problems.field("business"):
        if not business:
            for offer in offers_of(session, tariff_id, since=day_of(moment(session))):
                for broken in broken_for_consumers(offer):
                    raise broken
    problems.raise_if_any()
    return tariff


@action(Permission.EDIT_CATALOGUE, undoable=True)
def add_version(session: Session, actor: Actor, *, tariff_id: int, offer: Offer) -> TariffVersion:
    """What the tariff offers from a day on; until then the version before it holds."""
    tariff, problems = load(session, Tariff, tariff_id), Problems()
    with problems.field("valid_from"):
        check_begin(offer.valid_from, day_of(moment(session)), _begins(session, tariff_id))
    with problems.named():
        checked = _checked(session, tariff, offer, kept=frozenset())
    problems.raise_if_any()
    return _new_version(session, tariff, checked)


@action(Permission.EDIT_CATALOGUE, undoable=True)
def edit_version(session: Session, actor: Actor, *, version_id: int, version: int, offer: Offer) -> TariffVersion:
    """Change a version that was not in force before today."""
    found, problems = load(session, TariffVersion, version_id, version=version), Problems()
    tariff, today = load(session, Tariff, found.tariff_id), day_of(moment(session))
    check_open(found.valid_from, today)
    with problems.field("valid_from"):
        if offer.valid_from != found.valid_from:
            check_begin(offer.valid_from, today, _begins(session, tariff.id))
    kept = frozenset(
        session.scalars(select(TariffQuota.quota_type_id).where(TariffQuota.tariff_version_id == found.id))
    )
    with problems.named():
        checked = _checked(session, tariff, offer, kept=kept)
    problems.raise_if_any()
    found.version += 1
    _fill(session, found, checked)
    return found


@action(Permission.EDIT_CATALOGUE, undoable=True)
def remove_version(session: Session, actor: Actor, *, version_id: int, version: int) -> TariffVersion:
    """Take back a version that was not in force before today; the one before it goes on."""
    found = load(session, TariffVersion, version_id, version=version)
    check_open(found.valid_from, day_of(moment(session)))
    if len(_begins(session, found.tariff_id)) < 2:
        raise OnlyVersion
    parts = (
        *session.scalars(select(TariffTerm).where(TariffTerm.tariff_version_id == found.id)),
        *session.scalars(select(TariffQuota).where(TariffQuota.tariff_version_id == found.id)),
    )
    for part in parts:
        session.delete(part)
    session.flush()
    session.delete(found)
    return found


@action(Permission.EDIT_CATALOGUE, undoable=True)
def retire_tariff(session: Session, actor: Actor, *, tariff_id: int) -> Tariff:
    """Sell a tariff no longer; its contracts go on."""
    tariff = load(session, Tariff, tariff_id)
    tariff.retired_on = day_of(moment(session))
    return tariff


@action(Permission.EDIT_CATALOGUE, undoable=True)
def revive_tariff(session: Session, actor: Actor, *, tariff_id: int) -> Tariff:
    """Sell a tariff again."""
    tariff = load(session, Tariff, tariff_id)
    tariff.retired_on = None
    return tariff


def _write(session: Session, tariff: Tariff, name: str, internal_name: str, text: str, *, business: bool) -> None:
    tariff.business = business
    write_names(session, tariff, name, internal_name, text)


def _checked(session: Session, tariff: Tariff, offer: Offer, kept: frozenset[int]) -> Offer:
    """The offer under the law of its buyers, whole and with quotas that are offered, or `kept` from before."""
    offer, problems = for_buyers(offer, business=tariff.business), Problems()
    with problems.field("valid_from"):
        check_reach(offer.valid_from, day_of(moment(session)))
    with problems.named():
        check_offer(offer)
    for quota in offer.quotas:
        with problems.field(f"quota.{quota.place}"):
            _check_quota(session, quota, kept)
    problems.raise_if_any()
    return offer


def _check_quota(session: Session, quota: QuotaOffer, kept: frozenset[int]) -> None:
    found = session.get(QuotaType, quota.quota_type_id)
    if found is None or (found.retired_on is not None and quota.quota_type_id not in kept):
        raise NotAChoice(value=quota.quota_type_id)


def _begins(session: Session, tariff_id: int) -> frozenset[date]:
    return frozenset(session.scalars(select(TariffVersion.valid_from).where(TariffVersion.tariff_id == tariff_id)))


def _new_version(session: Session, tariff: Tariff, offer: Offer) -> TariffVersion:
    version = TariffVersion(tariff_id=tariff.id)
    _fill(session, version, offer)
    return version


def _fill(session: Session, version: TariffVersion, offer: Offer) -> None:
    version.valid_from = offer.valid_from
    version.sign_up_cents = offer.sign_up_cents
    version.tax = offer.tax
    version.in_advance = offer.in_advance
    version.pause_days_a_year = offer.pause_days_a_year
    version.pause_kind = offer.pause_kind
    version.pause_fee_cents = offer.pause_fee_cents
    session.add(version)
    session.flush()
    _fill_terms(session, version.id, offer)
    _fill_quotas(session, version.id, offer)


def _fill_terms(session: Session, version_id: int, offer: Offer) -> None:
    """A row is known by what is sold, so that the trail tells a new price as one."""
    there = {
        (row.first_months, row.interval_months, row.renewal): row
        for row in session.scalars(select(TariffTerm).where(TariffTerm.tariff_version_id == version_id))
    }
    for place, term in enumerate(offer.terms):
        key = (term.terms.first_months, term.interval_months, term.terms.renewal)
        row = there.pop(key, None) or TariffTerm(tariff_version_id=version_id)
        row.agree(term.terms)
        row.interval_months, row.price_cents, row.place = term.interval_months, term.price_cents, place
        session.add(row)
    for row in there.values():
        session.delete(row)


def _fill_quotas(session: Session, version_id: int, offer: Offer) -> None:
    there = {
        row.quota_type_id: row
        for row in session.scalars(select(TariffQuota).where(TariffQuota.tariff_version_id == version_id))
    }
    for quota in offer.quotas:
        row = there.pop(quota.quota_type_id, None)
        row = row or TariffQuota(tariff_version_id=version_id, quota_type_id=quota.quota_type_id)
        row.units, row.monthly = quota.units, quota.monthly
        session.add(row)
    for row in there.values():
        session.delete(row)
