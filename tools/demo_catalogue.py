"""The catalogue of the demo studio: tariffs with dated versions, quotas, products and add-ons."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.catalogue import ProductCard, QuotaCard, add_product, add_quota_type, retire_product
from actions.tariffs import add_tariff, add_version, retire_tariff
from domain.access import Actor
from domain.calendar import Span, Unit
from domain.catalogue import Clock, Offer, ProductKind, QuotaOffer, TermOffer
from domain.clock import day_of
from domain.contract_terms import EndRule, Renewal, Terms
from domain.contracts import PauseKind
from domain.tax import TaxKind
from models.base import moment
from models.catalogue import Product, Tariff

QUOTAS = (
    QuotaCard(
        "10er-Karte Training", 10, 119_00, unit_name="Besuche", valid_value=12, valid_unit=Unit.MONTHS,
        text="Übertragbar innerhalb der Familie.",
    ),
    QuotaCard(
        "6x Krankengymnastik", 6, 168_00, internal_name="KG 6", unit_name="Behandlungen", valid_value=6,
        clock=Clock.FIRST_USE, pays_check_ins=False, pays_appointments=True, tax=TaxKind.EXEMPT_TREATMENT,
        text="Auf ärztliche Verordnung, umsatzsteuerfrei nach § 4 Nr. 14 UStG.",
    ),
    QuotaCard(
        "Personal Training 5er", 5, 345_00, unit_name="Stunden", valid_value=6, pays_check_ins=False,
        pays_appointments=True,
    ),
    QuotaCard(
        "Kurskarte 8 Termine", 8, 96_00, unit_name="Termine", valid_value=12, valid_unit=Unit.WEEKS,
        pays_check_ins=False, pays_courses=True, tax=TaxKind.EXEMPT_COURSE,
    ),
    QuotaCard("Saunabesuch", 1, 14_50, unit_name="Besuche", valid_value=24),
)  # fmt: skip
PRODUCTS = (
    ProductCard("Getränke-Flatrate", 9_90, ProductKind.ADD_ON, text="Mineralwasser, Säfte und isotonische Getränke."),
    ProductCard("Handtuchservice", 7_50, ProductKind.ADD_ON),
    ProductCard("Sauna", 12_00, ProductKind.ADD_ON, text="Täglich von 10 bis 21 Uhr."),
    ProductCard("Eiweißriegel", 2_80, ProductKind.GOODS, tax=TaxKind.REDUCED),
    ProductCard("Mineralwasser 0,75 l", 2_20, ProductKind.GOODS),
    ProductCard("Trainingshandschuhe", 24_90, ProductKind.GOODS),
    ProductCard("Miniband-Set", 14_90, ProductKind.GOODS),
    ProductCard("Körperanalyse", 29_00, ProductKind.SERVICE),
    ProductCard("Trainingsplan", 49_00, ProductKind.SERVICE),
    ProductCard("Ersatz-Mitgliedskarte", 10_00, ProductKind.SERVICE),
    ProductCard("Leihhandtuch", 2_00, ProductKind.SERVICE),
)
RETIRED_PRODUCT = "Leihhandtuch"
STUDENT = "Studierende und Azubis"


def open_catalogue(session: Session, actor: Actor) -> None:
    """Enter what the studio offers from its first day on, and the prices of the years after it as they were decided."""
    first = day_of(moment(session))
    quotas = {card.name: add_quota_type(session, actor, card=card).id for card in QUOTAS}
    for card in PRODUCTS:
        add_product(session, actor, card=card)
    _memberships(session, actor, first, quotas)
    _others(session, actor, first, quotas)


def revise_catalogue(session: Session, actor: Actor) -> None:
    """What was decided lately: a price from the next January on, and what is no longer sold."""
    today = day_of(moment(session))
    students = session.scalars(select(Tariff.id).where(Tariff.name == STUDENT)).one()
    add_version(session, actor, tariff_id=students, offer=_students(date(today.year + 1, 1, 1), 29_90))
    old = session.scalars(select(Tariff.id).where(Tariff.name == "Vormittagstarif")).one()
    retire_tariff(session, actor, tariff_id=old)
    product = session.scalars(select(Product.id).where(Product.name == RETIRED_PRODUCT)).one()
    retire_product(session, actor, product_id=product)


def _memberships(session: Session, actor: Actor, first: date, quotas: dict[str, int]) -> None:
    sauna = (QuotaOffer(quotas["Saunabesuch"], 2),)
    fitness = add_tariff(
        session,
        actor,
        name="Fitness",
        internal_name="FIT",
        text="Training an allen Geräten, Einweisung und Trainingsplan, Duschen inklusive.",
        offer=Offer(first, (_term(24, 29_90, 0), _term(12, 34_90, 1)), sign_up_cents=39_00, pause_days_a_year=90),
    )
    add_version(
        session,
        actor,
        tariff_id=fitness.id,
        offer=Offer(
            date(first.year + 2, 1, 1),
            (_term(24, 34_90, 0), _term(12, 39_90, 1), _term(12, 449_00, 2, interval=12)),
            sign_up_cents=39_00,
            pause_days_a_year=90,
        ),
    )
    add_tariff(
        session,
        actor,
        name="Fitness Premium",
        internal_name="PREM",
        text="Fitness, alle Kurse und zwei Saunabesuche im Monat.",
        offer=Offer(
            first, (_term(24, 49_90, 0), _term(12, 54_90, 1)), sign_up_cents=39_00, pause_days_a_year=90, quotas=sauna
        ),
    )
    add_tariff(
        session,
        actor,
        name="Flexibel",
        text="Ohne Mindestlaufzeit, mit einem Monat Frist zum Monatsende kündbar.",
        offer=Offer(
            first,
            (TermOffer(Terms(0, end_rule=EndRule.MONTH_END), 54_90),),
            sign_up_cents=49_00,
            pause_days_a_year=0,
        ),
    )
    students = add_tariff(
        session, actor, name=STUDENT, internal_name="STUD", text="Mit gültigem Ausweis, bis 27 Jahre.",
        offer=_students(first, 24_90),
    )  # fmt: skip
    add_version(session, actor, tariff_id=students.id, offer=_students(date(first.year + 2, first.month, 1), 26_90))
    add_tariff(
        session, actor, name="Vormittagstarif", text="Montag bis Freitag von 7 bis 14 Uhr.",
        offer=Offer(first, (_term(12, 24_90, 0),), sign_up_cents=19_00),
    )  # fmt: skip


def _others(session: Session, actor: Actor, first: date, quotas: dict[str, int]) -> None:
    company = Terms(36, renewal=Renewal.TERMS, renewal_months=12, notice=Span(3))
    add_tariff(
        session,
        actor,
        name="Firmenfitness",
        internal_name="BGF",
        text="Betriebliche Gesundheitsförderung, je Platz.",
        business=True,
        offer=Offer(
            first,
            (TermOffer(company, 83_70, 3), TermOffer(Terms(12, notice=Span(3)), 99_00, 3, place=1)),
            pause_days_a_year=0,
            in_advance=False,
        ),
    )
    course = Terms(3, renewal=Renewal.ENDS, notice=Span(0))
    add_tariff(
        session,
        actor,
        name="Präventionskurs Rücken",
        text="Zertifiziert nach § 20 SGB V; die Krankenkasse erstattet bis zu 80 Prozent.",
        offer=Offer(
            first,
            (TermOffer(course, 129_00, 3),),
            tax=TaxKind.EXEMPT_COURSE,
            pause_days_a_year=0,
            quotas=(QuotaOffer(quotas["Kurskarte 8 Termine"], 8, monthly=False),),
        ),
    )
    add_tariff(
        session,
        actor,
        name="Medizinisches Training",
        internal_name="MTT",
        text="Begleitet von Physiotherapeuten, mit Eingangstest.",
        offer=Offer(
            first,
            (_term(12, 59_90, 0), _term(6, 69_90, 1)),
            sign_up_cents=59_00,
            pause_kind=PauseKind.FEE,
            pause_fee_cents=5_00,
        ),
    )


def _students(since: date, cents: int) -> Offer:
    terms = (_term(12, cents, 0), _term(6, cents + 5_00, 1))
    return Offer(since, terms, sign_up_cents=19_00, pause_days_a_year=120, pause_kind=PauseKind.FREE)


def _term(months: int, cents: int, place: int, *, interval: int = 1) -> TermOffer:
    return TermOffer(Terms(months), cents, interval, place)
