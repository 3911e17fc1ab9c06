"""Categories of entries and types of appointments: names and colours that the studio keeps."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from actions.cards import refuse_twin
from actions.loading import load
from domain.access import Actor, Permission
from domain.activities import ActivityKind
from domain.clock import day_of
from domain.errors import NotAChoice, Problems
from domain.texts import tidy_line
from i18n.words import COLORS
from models.activity import Category
from models.base import moment

LONGEST_NAME = 60
LONGEST_MINUTES = 24 * 60


@action(Permission.EDIT_CARD_FILES, undoable=True)
def add_category(
    session: Session,
    actor: Actor,
    *,
    kind: ActivityKind,
    name: str,
    color: str = "gray",
    minutes: int | None = None,
) -> Category:
    """A new category of this kind of entries."""
    category = Category(kind=kind)
    _write(session, category, name, color, minutes)
    session.add(category)
    return category


@action(Permission.EDIT_CARD_FILES, undoable=True)
def edit_category(
    session: Session,
    actor: Actor,
    *,
    category_id: int,
    version: int,
    name: str,
    color: str,
    minutes: int | None = None,
) -> Category:
    """Rename or recolour a category, for all entries that have it."""
    category = load(session, Category, category_id, version=version)
    _write(session, category, name, color, minutes)
    return category


@action(Permission.EDIT_CARD_FILES, undoable=True)
def retire_category(session: Session, actor: Actor, *, category_id: int) -> Category:
    """Offer a category no longer; entries keep it."""
    category = load(session, Category, category_id)
    category.retired_on = day_of(moment(session))
    return category


@action(Permission.EDIT_CARD_FILES, undoable=True)
def revive_category(session: Session, actor: Actor, *, category_id: int) -> Category:
    """Offer a retired category again."""
    category = load(session, Category, category_id)
    category.retired_on = None
    return category


def _write(session: Session, category: Category, name: str, color: str, minutes: int | None) -> None:
    problems = Problems()
    with problems.field("name"):
        category.name = tidy_line(name, longest=LONGEST_NAME, required=True)
        refuse_twin(session, category)
    with problems.field("color"):
        if color not in COLORS:
            raise NotAChoice(value=color)
        category.color = color
    with problems.field("minutes"):
        if minutes is not None and not 0 < minutes <= LONGEST_MINUTES:
            raise NotAChoice(value=minutes)
        category.minutes = minutes
    problems.raise_if_any()
