"""Types of quotas and products. What was sold is copied from them, so no change here touches it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import LONGEST_TEXT
from actions.cards import offered_category, refuse_twin
from actions.loading import load
from domain.access import Actor, Permission
from domain.activities import ActivityKind
from domain.calendar import Unit
from domain.catalogue import MOST_UNITS, Clock, PaysNothing, ProductKind, check_validity, in_range, not_below_zero
from domain.clock import day_of
from domain.errors import Problems
from domain.tax import TaxKind
from domain.texts import tidy_line, tidy_text
from models.base import moment
from models.catalogue import Product, QuotaType, Tariff

LONGEST_NAME = 60
LONGEST_UNIT_NAME = 40
PAID = (ActivityKind.APPOINTMENT, ActivityKind.COURSE)
"""What the category of a quota can belong to."""


@dataclass(frozen=True, slots=True)
class QuotaCard:
    """What is kept about a type of quota."""

    name: str
    units: int | None
    price_cents: int = 0
    internal_name: str = ""
    text: str = ""
    unit_name: str = ""
    valid_value: int | None = None
    valid_unit: Unit = Unit.MONTHS
    valid_until: date | None = None
    """The last day."""
    clock: Clock = Clock.PURCHASE
    pays_check_ins: bool = True
    pays_appointments: bool = False
    pays_courses: bool = False
    category_id: int | None = None
    tax: TaxKind = TaxKind.STANDARD


@dataclass(frozen=True, slots=True)
class ProductCard:
    """What is kept about a product."""

    name: str
    price_cents: int
    kind: ProductKind = ProductKind.GOODS
    internal_name: str = ""
    text: str = ""
    tax: TaxKind = TaxKind.STANDARD


@action(Permission.EDIT_CATALOGUE, undoable=True)
def add_quota_type(session: Session, actor: Actor, *, card: QuotaCard) -> QuotaType:
    """A new type of quota."""
    found = QuotaType()
    _write_quota_type(session, found, card)
    session.add(found)
    return found


@action(Permission.EDIT_CATALOGUE, undoable=True)
def edit_quota_type(session: Session, actor: Actor, *, quota_type_id: int, version: int, card: QuotaCard) -> QuotaType:
    """Change a type of quota for those that are sold from now on."""
    found = load(session, QuotaType, quota_type_id, version=version)
    _write_quota_type(session, found, card)
    return found


@action(Permission.EDIT_CATALOGUE, undoable=True)
def retire_quota_type(session: Session, actor: Actor, *, quota_type_id: int) -> QuotaType:
    """Sell a type of quota no longer; what was sold can be used up."""
    found = load(session, QuotaType, quota_type_id)
    found.retired_on = day_of(moment(session))
    return found


@action(Permission.EDIT_CATALOGUE, undoable=True)
def revive_quota_type(session: Session, actor: Actor, *, quota_type_id: int) -> QuotaType:
    """Sell a type of quota again."""
    found = load(session, QuotaType, quota_type_id)
    found.retired_on = None
    return found


@action(Permission.EDIT_CATALOGUE, undoable=True)
def add_product(session: Session, actor: Actor, *, card: ProductCard) -> Product:
    """A new product."""
    found = Product()
    _write_product(session, found, card)
    session.add(found)
    return found


@action(Permission.EDIT_CATALOGUE, undoable=True)
def edit_product(session: Session, actor: Actor, *, product_id: int, version: int, card: ProductCard) -> Product:
    """Change a product for those who buy it from now on."""
    found = load(session, Product, product_id, version=version)
    _write_product(session, found, card)
    return found


@action(Permission.EDIT_CATALOGUE, undoable=True)
def retire_product(session: Session, actor: Actor, *, product_id: int) -> Product:
    """Sell a product no longer; contracts keep what they have of it."""
    found = load(session, Product, product_id)
    found.retired_on = day_of(moment(session))
    return found


@action(Permission.EDIT_CATALOGUE, undoable=True)
def revive_product(session: Session, actor: Actor, *, product_id: int) -> Product:
    """Sell a product again."""
    found = load(session, Product, product_id)
    found.retired_on = None
    return found


def write_names(session: Session, card: Tariff | QuotaType | Product, name: str, internal_name: str, text: str) -> None:
    """Names and text of a card, all that is wrong with them at once."""
    problems = Problems()
    with problems.field("name"):
        card.name = tidy_line(name, longest=LONGEST_NAME, required=True)
        refuse_twin(session, card)
    with problems.field("internal_name"):
        card.internal_name = tidy_line(internal_name, longest=LONGEST_NAME)
    with problems.field("text"):
        card.text = tidy_text(text, longest=LONGEST_TEXT)
    problems.raise_if_any()


def _write_quota_type(session: Session, found: QuotaType, card: QuotaCard) -> None:
    problems = Problems()
    with problems.named():
        write_names(session, found, card.name, card.internal_name, card.text)
    with problems.field("units"):
        found.units = in_range(card.units, 1, MOST_UNITS)
    with problems.field("unit_name"):
        found.unit_name = tidy_line(card.unit_name, longest=LONGEST_UNIT_NAME)
    with problems.field("price_cents"):
        found.price_cents = not_below_zero(card.price_cents)
    with problems.named():
        # A day that has passed since it was entered is no slip of whoever changes the price.
        known = found.valid_until if found.valid_until == card.valid_until else None
        check_validity(card.valid_value, card.valid_until, card.clock, known or day_of(moment(session)))
    with problems.field("category_id"):
        found.category_id = offered_category(session, card.category_id, found.category_id, *PAID)
    with problems.field("pays_check_ins"):
        if not (card.pays_check_ins or card.pays_appointments or card.pays_courses):
            raise PaysNothing
    problems.raise_if_any()
    found.valid_value, found.valid_unit, found.valid_until = card.valid_value, card.valid_unit, card.valid_until
    found.clock, found.tax = card.clock, card.tax
    found.pays_check_ins, found.pays_appointments = card.pays_check_ins, card.pays_appointments
    found.pays_courses = card.pays_courses


def _write_product(session: Session, found: Product, card: ProductCard) -> None:
    problems = Problems()
    with problems.named():
        write_names(session, found, card.name, card.internal_name, card.text)
    with problems.field("price_cents"):
        found.price_cents = not_below_zero(card.price_cents)
    problems.raise_if_any()
    found.kind, found.tax = card.kind, card.tax
