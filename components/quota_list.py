"""Quotas as a list: a click opens the ledger of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.activity_list import plain_list, plain_row
from components.perform import may, today
from components.quota_words import COLORS, units_left, validity
from domain.access import Permission
from domain.quotas import QuotaState
from i18n.formatting import format_cents, format_day
from i18n.texts import _, language
from i18n.words import word
from queries.quotas import QuotaRow
from queries.services_glance import LAPSES


def quota_list(key: str, rows: Sequence[QuotaRow]) -> int | None:
    """The rows; the key of the one that was pressed in this run."""
    return plain_list(key, [_row(row) for row in rows]).opened


def _row(row: QuotaRow) -> dict[str, Any]:
    facts = [units_left(row), validity(row)]
    if row.contract:
        facts.append(_("by contract {number}").format(number=row.contract))
    elif row.price_cents and may(Permission.SEE_MONEY):
        facts.append(format_cents(row.price_cents, language()))
    return plain_row(
        row.quota_id,
        "confirmation_number",
        format_day(row.bought_on, language()),
        row.name,
        badges=[(word(row.state), COLORS[row.state]), *_hints(row)],
        facts=" · ".join(facts),
        over=row.state in {QuotaState.EXPIRED, QuotaState.USED_UP},
    )


def _hints(row: QuotaRow) -> list[tuple[str, str]]:
    soon = row.left > 0 and row.last_day is not None and today() <= row.last_day <= today() + LAPSES
    return [(_("lapses soon"), "orange")] if soon else []
