"""Quotas of another system: what each line of the file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from actions.moving_quotas import MovedQuota, check_quota, import_quotas, quotas_there
from domain.moving_in import TypeNotHere
from domain.quotas import end_at_grant, value_of
from domain.search_text import fold
from exchange.contact_import import Writing
from exchange.moving_columns import MovingFile
from exchange.moving_lines import Line, MovingRow, plan_rows, run_rows
from queries.catalogue import QuotaTypeRow, quota_types

QuotaRow = MovingRow[MovedQuota]


def plan_quotas(session: Session, file: MovingFile, *, today: date) -> list[QuotaRow]:
    """What the import would make of each line; changes nothing."""
    types = {fold(row.name): row for row in quota_types(session, retired=True)}

    def make(line: Line, contact_id: int) -> MovedQuota | None:
        return _quota(line, contact_id, types, today)

    return plan_rows(session, file, make, lambda some: quotas_there(session, some))


def run_quotas(run_id: int, rows: Sequence[QuotaRow], *, writing: Writing) -> Iterator[list[QuotaRow]]:
    """Store the good lines; yields what became of them after each commit."""
    return run_rows(run_id, rows, lambda session, actor, some: import_quotas(session, actor, quotas=some),
                    writing=writing)  # fmt: skip


def _quota(line: Line, contact_id: int, types: Mapping[str, QuotaTypeRow], today: date) -> MovedQuota | None:
    values = line.values
    kind = types.get(fold(values["type"]))
    if kind is None:
        line.refuse("type", TypeNotHere(text=values["type"][:60]))
        return None
    starts_on = values.get("starts_on", values["bought_on"])
    had = values.get("had", values["left"])
    moved = MovedQuota(
        contact_id=contact_id,
        quota_type_id=kind.quota_type_id,
        name=kind.name,
        left=values["left"],
        had=had,
        bought_on=values["bought_on"],
        starts_on=starts_on,
        ends_on=values["ends_on"] if "ends_on" in values
        else end_at_grant(kind.clock, starts_on, kind.valid_for, kind.valid_until),
        price_cents=values.get("paid_cents", value_of(kind.price_cents, kind.units, had)),
    )  # fmt: skip
    line.checked(lambda: check_quota(moved, today), {})
    return moved
