"""Who changed what in a card of the catalogue."""

from __future__ import annotations

from components.cards import heading
from components.perform import reading
from components.trail import trail
from i18n.texts import _
from queries.history import TrailFilter, history

STEPS = 20


def card_trail(table: str, key: int) -> None:
    """Who changed what in a card, and when."""
    with reading() as session:
        lines = history(session, TrailFilter(card=(table, key)), limit=STEPS)
    if lines:
        heading(_("Who changed what"))
        trail(lines)
