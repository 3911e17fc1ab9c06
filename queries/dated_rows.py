"""The dated facts in a step of the trail as rows that people can read: which record and fields, from which day on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from domain.periods import EVER
from models.dated import DatedFact

Row = dict[str, Any]


def told_rows(rows: Sequence[Row], day: date) -> list[Row]:
    """The rows of a step of this day: facts of other days stand as rows of their record, with `since`; the rest goes.

    Where the step changed the record too, its row stands for both.
    """
    facts = [row for row in rows if row["table"] == DatedFact.__tablename__]
    others = [row for row in rows if row["table"] != DatedFact.__tablename__]
    told = [fact_row for row in facts for fact_row in _of_fact(row, day)]
    changed = {(row["table"], row["key"]): row for row in others if row["before"] and row["after"]}
    for fact in told:
        record = changed.get((fact["table"], fact["key"]))
        if record is not None and fact["after"] and fact["after"].items() <= record["after"].items():
            record["since"] = fact["since"]
        else:
            others.append(fact)
    return others


def _of_fact(row: Row, day: date) -> Iterator[Row]:
    whole = row["after"] if row["before"] is None else row["before"]
    if (row["before"] is not None and row["after"] is not None) or whole["removed"]:
        return
    since = date.fromisoformat(whole["valid_from"])
    if since in {EVER, day}:
        return
    values = json.loads(whole["body"])
    before, after = ({}, values) if row["before"] is None else (values, None)
    yield {"table": whole["table_name"], "key": whole["row_key"], "before": before, "after": after, "since": since}
