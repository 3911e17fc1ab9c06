"""The catalogue: cards are made, changed, retired and taken back; what was sold on past days is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.catalogue import (
    ProductCard,
    QuotaCard,
    add_product,
    add_quota_type,
    edit_product,
    edit_quota_type,
    retire_product,
    retire_quota_type,
    revive_quota_type,
)
from actions.categories import add_category
from actions.tariffs import (
    add_tariff,
    add_version,
    edit_tariff,
    edit_version,
    remove_version,
    retire_tariff,
    revive_tariff,
)
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import ActivityKind, NameTaken
from domain.calendar import Span
from domain.catalogue import (
    AmountBelowZero,
    Clock,
    LastDayPassed,
    Offer,
    OnlyVersion,
    OutOfRange,
    PaysNothing,
    ProductKind,
    QuotaOffer,
    TermOffer,
    VersionBegun,
    VersionDayTaken,
    VersionInPast,
)
from domain.contract_terms import NoticeTooLong, Regime, Renewal, Terms, TermTooLong
from domain.contracts import PauseKind
from domain.errors import ChangedMeanwhile, DayFarAway, InvalidInput, Missing, NotAChoice, Refusal, TooLong
from domain.tax import TaxKind
from models.audit import AuditEntry
from models.catalogue import Tariff, TariffQuota, TariffTerm, TariffVersion
from queries.catalogue import products, quota_types, quota_types_sold_on, sold_on, tariffs
from queries.history import TrailFilter, history
from tests.conftest import NOW, TODAY

YEAR = TermOffer(Terms(12), 34_90)
TWO_YEARS = TermOffer(Terms(24), 29_90, place=1)
NEXT = date(2027, 1, 1)


def a_tariff(session: Session, name: str = "Fitness", **more: Any) -> int:
    """A tariff of one year, in force since the first of the year."""
    given = {"offer": Offer(date(2026, 1, 1), (YEAR,), sign_up_cents=39_00)} | more
    return add_tariff(session, PROGRAM, name=name, **given).id


def rules(caught: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str | None, type]]:
    """Which fields were refused, and why."""
    return [(problem.field, type(problem)) for problem in caught.value.problems]


def last_entry(session: Session) -> int:
    """The newest step of the trail."""
    return session.scalar(select(func.max(AuditEntry.seq))) or 0


# --- tariffs ------------------------------------------------------------------------------------------------
def test_what_is_sold_follows_the_day(database: Database) -> None:
    offer = Offer(
        NEXT,
        (replace(YEAR, price_cents=36_90), TWO_YEARS),
        sign_up_cents=0,
        tax=TaxKind.REDUCED,
        in_advance=False,
        pause_days_a_year=30,
        pause_kind=PauseKind.FEE,
        pause_fee_cents=5_00,
    )
    with database.writing(NOW) as session:
        key = a_tariff(session)
        add_version(session, PROGRAM, tariff_id=key, offer=offer)
    with database.reading(NOW) as session:
        (row,) = sold_on(session, TODAY)
        assert not sold_on(session, date(2025, 12, 31))
    before, after = row.on(NEXT - timedelta(days=1)), row.on(NEXT)
    assert before
    assert before.offer == Offer(date(2026, 1, 1), (YEAR,), sign_up_cents=39_00)
    assert before.ends_before == NEXT
    assert after
    assert after.offer == offer
    assert row.on(date(2025, 12, 31)) is None


def test_a_version_is_changed_until_it_has_been_in_force_for_a_day(database: Database) -> None:
    with database.writing(NOW) as session:
        key = a_tariff(session)
        coming = add_version(session, PROGRAM, tariff_id=key, offer=Offer(NEXT, (YEAR, TWO_YEARS))).id
    with database.writing(NOW) as session:
        wanted = Offer(date(2027, 2, 1), (replace(TWO_YEARS, price_cents=1_00, place=0),), 19_00)
        edit_version(session, PROGRAM, version_id=coming, version=1, offer=wanted)
    with database.reading(NOW) as session:
        (row,) = tariffs(session)
        assert row.versions[1].offer == wanted
        assert row.versions[1].version == 2
        assert row.versions[0].ends_before == date(2027, 2, 1)
        begun = row.versions[0].version_id
    for change in (
        lambda session: edit_version(session, PROGRAM, version_id=begun, version=1, offer=wanted),
        lambda session: remove_version(session, PROGRAM, version_id=begun, version=1),
    ):
        with pytest.raises(VersionBegun), database.writing(NOW) as session:
            change(session)
    with database.writing(NOW) as session:
        remove_version(session, PROGRAM, version_id=coming, version=2)
        assert session.scalar(select(func.count()).select_from(TariffTerm)) == 1


def test_terms_alone_make_a_version_stale(database: Database) -> None:
    with database.writing(NOW) as session:
        key = a_tariff(session)
        coming = add_version(session, PROGRAM, tariff_id=key, offer=Offer(NEXT, (YEAR,))).id
    new_price = Offer(NEXT, (replace(YEAR, price_cents=1_00),))
    with database.writing(NOW) as session:
        edit_version(session, PROGRAM, version_id=coming, version=1, offer=new_price)
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        edit_version(session, PROGRAM, version_id=coming, version=1, offer=new_price)


@pytest.mark.parametrize(
    ("begin", "rule"),
    [
        (date(2026, 1, 1), VersionDayTaken),
        (TODAY - timedelta(days=1), VersionInPast),
        (date(2090, 1, 1), DayFarAway),
        (date(1700, 1, 1), VersionInPast),
    ],
)
def test_a_version_begins_on_a_free_day_to_come(database: Database, begin: date, rule: type[Refusal]) -> None:
    with database.writing(NOW) as session:
        key = a_tariff(session)
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        add_version(session, PROGRAM, tariff_id=key, offer=Offer(begin, (YEAR,)))
    assert ("valid_from", rule) in rules(caught)


def test_the_only_version_stays(database: Database) -> None:
    with database.writing(NOW) as session:
        key = a_tariff(session, offer=Offer(NEXT, (YEAR,)))
        version = session.scalars(select(TariffVersion.id).where(TariffVersion.tariff_id == key)).one()
    with pytest.raises(OnlyVersion), database.writing(NOW) as session:
        remove_version(session, PROGRAM, version_id=version, version=1)


def test_what_breaks_the_law_is_refused_unless_it_is_for_businesses(database: Database) -> None:
    long = Offer(NEXT, (TermOffer(Terms(36, notice=Span(3)), 1_00),))
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        a_tariff(session, offer=long)
    assert rules(caught) == [("first_months.0", TermTooLong), ("notice.0", NoticeTooLong)]
    with database.writing(NOW) as session:
        key = a_tariff(session, offer=long, business=True)
    with database.reading(NOW) as session:
        (row,) = tariffs(session, tariff_id=key)
        assert row.versions[0].offer.terms[0].terms.regime is Regime.BUSINESS
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        edit_tariff(session, PROGRAM, tariff_id=key, version=1, name="Firma")
    assert rules(caught) == [("business", TermTooLong)]
    with database.writing(NOW) as session:
        edit_tariff(session, PROGRAM, tariff_id=key, version=1, name="Firma", business=True)


def test_all_that_is_wrong_with_a_new_tariff_is_said_at_once(database: Database) -> None:
    with database.writing(NOW) as session:
        a_tariff(session, "Hälle")
    ends = TermOffer(Terms(0, renewal=Renewal.ENDS), -1)
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        a_tariff(session, "hÄlle", internal_name="x" * 61, offer=Offer(NEXT, (ends,), quotas=(QuotaOffer(99, 1),)))
    assert [field for field, _rule in rules(caught)] == [
        "name",
        "internal_name",
        "price.0",
        "first_months.0",
        "quota.0",
    ]
    with database.reading(NOW) as session:
        assert len(tariffs(session)) == 1


def test_included_quotas_stay_with_a_version_though_retired(database: Database) -> None:
    with database.writing(NOW) as session:
        quota = add_quota_type(session, PROGRAM, card=QuotaCard("Sauna", 1)).id
        key = a_tariff(session)
        offer = Offer(NEXT, (YEAR,), quotas=(QuotaOffer(quota, 2),))
        coming = add_version(session, PROGRAM, tariff_id=key, offer=offer).id
        retire_quota_type(session, PROGRAM, quota_type_id=quota)
    more = replace(offer, quotas=(QuotaOffer(quota, 3, monthly=False),))
    with database.writing(NOW) as session:
        edit_version(session, PROGRAM, version_id=coming, version=1, offer=more)
        row = session.scalars(select(TariffQuota)).one()
        assert (row.units, row.monthly) == (3, False)
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        add_version(session, PROGRAM, tariff_id=key, offer=replace(more, valid_from=date(2027, 5, 1)))
    assert rules(caught) == [("quota.0", NotAChoice)]


def test_a_retired_tariff_is_not_sold_and_comes_back(database: Database) -> None:
    with database.writing(NOW) as session:
        key = a_tariff(session)
        retire_tariff(session, PROGRAM, tariff_id=key)
    with database.reading(NOW) as session:
        assert not sold_on(session, TODAY)
        assert [row.name for row in sold_on(session, TODAY - timedelta(days=1))] == ["Fitness"]
        assert not tariffs(session)
        assert len(tariffs(session, retired=True)) == 1
    with database.writing(NOW) as session:
        revive_tariff(session, PROGRAM, tariff_id=key)
        assert sold_on(session, TODAY)


@pytest.mark.parametrize(
    ("text", "found"), [("fitn", True), ("FÏT", True), ("intern", True), ("yoga", False), ("%", False)]
)
def test_a_tariff_is_found_by_a_part_of_its_names(database: Database, text: str, found: bool) -> None:
    with database.writing(NOW) as session:
        a_tariff(session, internal_name="Intern 1")
        assert bool(tariffs(session, text=text)) == found


def everything(session: Session) -> list[list[Any]]:
    """All rows of tariffs, but for the numbers of their versions."""
    return [
        [{name: value for name, value in row.items() if name != "version"} for row in session.execute(
            select(model.__table__).order_by(model.__table__.c.id)  # type: ignore[attr-defined]
        ).mappings()]
        for model in (Tariff, TariffVersion, TariffTerm, TariffQuota)
    ]  # fmt: skip


def test_every_step_is_taken_back_exactly(database: Database) -> None:
    with database.writing(NOW) as session:
        quota = add_quota_type(session, PROGRAM, card=QuotaCard("Sauna", 1)).id
        key = a_tariff(session)
        coming = add_version(session, PROGRAM, tariff_id=key, offer=Offer(NEXT, (YEAR, TWO_YEARS))).id
    other = Offer(date(2027, 3, 1), (replace(YEAR, price_cents=1_00),), quotas=(QuotaOffer(quota, 2),))
    steps = (
        lambda session: a_tariff(session, "Other", offer=replace(other, valid_from=NEXT)),
        lambda session: edit_tariff(session, PROGRAM, tariff_id=key, version=1, name="New", text="x", business=True),
        lambda session: add_version(session, PROGRAM, tariff_id=key, offer=other),
        lambda session: edit_version(session, PROGRAM, version_id=coming, version=1, offer=other),
        lambda session: remove_version(
            session, PROGRAM, version_id=coming, version=session.get_one(TariffVersion, coming).version
        ),
        lambda session: retire_tariff(session, PROGRAM, tariff_id=key),
    )
    for step in steps:
        with database.reading(NOW) as session:
            before = everything(session)
        with database.writing(NOW) as session:
            step(session)
        with database.writing(NOW) as session:
            assert everything(session) != before
            undo(session, PROGRAM, entries=(last_entry(session),))
        with database.reading(NOW) as session:
            assert everything(session) == before


def test_the_trail_of_a_card_tells_all_that_hangs_on_it_and_nothing_else(database: Database) -> None:
    with database.writing(NOW) as session:
        key = a_tariff(session)
        coming = add_version(session, PROGRAM, tariff_id=key, offer=Offer(NEXT, (YEAR, TWO_YEARS))).id
    with database.writing(NOW) as session:
        a_tariff(session, "Other")
    with database.writing(NOW) as session:
        edit_version(
            session,
            PROGRAM,
            version_id=coming,
            version=1,
            offer=Offer(NEXT, (replace(YEAR, price_cents=1_00), TWO_YEARS)),
        )
    with database.writing(NOW) as session:
        retire_tariff(session, PROGRAM, tariff_id=key)
    with database.reading(NOW) as session:
        lines = history(session, TrailFilter(card=("tariff", key)))
        assert [line.action for line in lines] == ["retire_tariff", "edit_version", "add_version", "add_tariff"]
        told = {(change.field, change.before, change.after) for change in lines[1].changes}
        assert ("price_cents", 34_90, 1_00) in told
        assert ("first_months", None, 12) in told


# --- quotas and products ------------------------------------------------------------------------------------
QUOTA = QuotaCard("10er-Karte", 10, 119_00, valid_value=12)


def test_a_type_of_quota_is_made_changed_retired_and_revived(database: Database) -> None:
    with database.writing(NOW) as session:
        category = add_category(session, PROGRAM, kind=ActivityKind.APPOINTMENT, name="KG").id
        key = add_quota_type(session, PROGRAM, card=QUOTA).id
        card = replace(
            QUOTA, name="KG 6", units=6, clock=Clock.FIRST_USE, pays_appointments=True, category_id=category,
            tax=TaxKind.EXEMPT_TREATMENT,
        )  # fmt: skip
        edit_quota_type(session, PROGRAM, quota_type_id=key, version=1, card=card)
    with database.reading(NOW) as session:
        (row,) = quota_types(session)
        assert (row.name, row.units, row.category, row.valid_for) == ("KG 6", 6, "KG", Span(12))
    with database.writing(NOW) as session:
        retire_quota_type(session, PROGRAM, quota_type_id=key)
        assert not quota_types_sold_on(session, TODAY)
        revive_quota_type(session, PROGRAM, quota_type_id=key)
        assert len(quota_types_sold_on(session, TODAY)) == 1
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        edit_quota_type(session, PROGRAM, quota_type_id=key, version=1, card=card)


@pytest.mark.parametrize(
    ("more", "field", "rule"),
    [
        ({"name": " "}, "name", Missing),
        ({"name": "sÂuna"}, "name", NameTaken),
        ({"unit_name": "x" * 41}, "unit_name", TooLong),
        ({"units": None}, "units", OutOfRange),
        ({"units": 0}, "units", OutOfRange),
        ({"units": 10**12}, "units", OutOfRange),
        ({"price_cents": -1}, "price_cents", AmountBelowZero),
        ({"pays_check_ins": False}, "pays_check_ins", PaysNothing),
        ({"category_id": 999}, "category_id", NotAChoice),
        ({"valid_value": None, "valid_until": date(2026, 11, 22)}, "valid_until", LastDayPassed),
    ],
)
def test_a_wrong_quota_names_the_field(database: Database, more: dict[str, Any], field: str, rule: type) -> None:
    with database.writing(NOW) as session:
        add_quota_type(session, PROGRAM, card=QuotaCard("Sauna", 1))
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        add_quota_type(session, PROGRAM, card=replace(QUOTA, **more))
    assert rules(caught) == [(field, rule)]


def test_a_quota_to_a_fixed_day_can_be_changed_after_it(database: Database) -> None:
    card = replace(QUOTA, valid_value=None, valid_until=TODAY)
    with database.writing(NOW) as session:
        key = add_quota_type(session, PROGRAM, card=card).id
    later = NOW + timedelta(days=3)
    with database.writing(later) as session:
        edit_quota_type(session, PROGRAM, quota_type_id=key, version=1, card=replace(card, price_cents=1))
        assert not quota_types_sold_on(session, TODAY + timedelta(days=1))
        assert quota_types_sold_on(session, TODAY)


def test_a_product_is_made_changed_and_retired(database: Database) -> None:
    with database.writing(NOW) as session:
        key = add_product(session, PROGRAM, card=ProductCard("Sauna", 12_00, ProductKind.ADD_ON)).id
        add_product(session, PROGRAM, card=ProductCard("Riegel", 2_80, tax=TaxKind.REDUCED))
        edit_product(
            session, PROGRAM, product_id=key, version=1, card=ProductCard("Saunazeit", 13_00, ProductKind.ADD_ON)
        )
    with database.reading(NOW) as session:
        assert [row.name for row in products(session)] == ["Riegel", "Saunazeit"]
        assert [row.price_cents for row in products(session, kinds=[ProductKind.ADD_ON])] == [13_00]
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        edit_product(session, PROGRAM, product_id=key, version=2, card=ProductCard("riegel", -1))
    assert rules(caught) == [("name", NameTaken), ("price_cents", AmountBelowZero)]
    with database.writing(NOW) as session:
        retire_product(session, PROGRAM, product_id=key)
        assert [row.name for row in products(session, text="sauna", retired=True)] == ["Saunazeit"]
        assert not products(session, text="sauna")


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.THERAPIST, Role.RECEPTION, Role.OFFICE])
def test_only_managers_change_the_catalogue(database: Database, role: Role) -> None:
    with pytest.raises(NotPermitted), database.writing(NOW) as session:
        add_product(session, Actor(None, "x", role), card=ProductCard("x", 1))
