"""SEPA mandates of another system: what each line of the file says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from actions.moving_mandates import MovedMandate, check_mandate, import_mandates, mandates_there
from exchange.contact_import import Writing
from exchange.moving_columns import MovingFile
from exchange.moving_lines import Line, MovingRow, plan_rows, run_rows

LONGEST_HOLDER = 70

MandateRow = MovingRow[MovedMandate]


def plan_mandates(session: Session, file: MovingFile, *, today: date) -> list[MandateRow]:
    """What the import would make of each line; changes nothing."""

    def make(line: Line, contact_id: int) -> MovedMandate:
        values = line.values
        moved = MovedMandate(
            contact_id=contact_id,
            reference=values["reference"],
            iban=values["iban"],
            holder=line.line("holder", LONGEST_HOLDER),
            signed_on=values["signed_on"],
            used_on=values.get("used_on"),
        )
        line.checked(lambda: check_mandate(moved, today), {})
        return moved

    return plan_rows(session, file, make, lambda some: mandates_there(session, some))


def run_mandates(run_id: int, rows: Sequence[MandateRow], *, writing: Writing) -> Iterator[list[MandateRow]]:
    """Store the good lines; yields what became of them after each commit."""
    return run_rows(run_id, rows, lambda session, actor, some: import_mandates(session, actor, mandates=some),
                    writing=writing)  # fmt: skip
