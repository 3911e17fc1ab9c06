"""Cards of the catalogue out of a file: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions.action import action
from actions.catalogue import ProductCard, QuotaCard, add_product, add_quota_type
from actions.tariffs import add_tariff
from domain.access import Actor, Permission
from domain.catalogue import LineRefused, Offer
from domain.errors import InvalidInput, Refusal


@dataclass(frozen=True, slots=True)
class TariffCard:
    """A tariff with all its versions."""

    name: str
    offers: tuple[Offer, ...]
    internal_name: str = ""
    text: str = ""
    business: bool = False


@dataclass(frozen=True, slots=True)
class Drafted:
    """A card, and the line on which it stands."""

    line: int
    card: TariffCard | QuotaCard | ProductCard


@action(Permission.EDIT_CATALOGUE, undoable=True)
def import_catalogue(session: Session, actor: Actor, *, drafts: Sequence[Drafted]) -> int:
    """Add these cards, each as a step of its own; where one is refused, each of the refused says its line."""
    problems: list[Refusal] = []
    for draft in drafts:
        try:
            _add(session, actor, draft.card)
        except Refusal as why:
            problems.append(LineRefused(line=draft.line, why=why))
    if problems:
        raise InvalidInput(problems)
    return len(drafts)


def _add(session: Session, actor: Actor, card: TariffCard | QuotaCard | ProductCard) -> None:
    if isinstance(card, QuotaCard):
        add_quota_type(session, actor, card=card)
    elif isinstance(card, ProductCard):
        add_product(session, actor, card=card)
    else:
        first, *later = card.offers
        add_tariff(
            session,
            actor,
            name=card.name,
            offer=first,
            later=tuple(later),
            internal_name=card.internal_name,
            text=card.text,
            business=card.business,
        )
