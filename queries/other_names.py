"""Names of other days: what a contact was called before, and what it will be called from a day on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.contacts import display_name
from models.contact import Contact
from models.dated import DatedFact
from queries.contact_hits import AnyRow, OtherName

NAMES = ("title", "first_name", "last_name", "company_name")


def other_names(
    session: Session, rows: Sequence[AnyRow], fits: Callable[[str], bool], today: date
) -> Mapping[int, OtherName]:
    """For each of these contacts the latest other name that fits, the next to come before the last of the past."""
    by_id = {row.id: row for row in rows}
    if not by_id:
        return {}
    statement = (
        select(DatedFact.row_key, DatedFact.valid_from, DatedFact.body)
        .where(DatedFact.table_name == Contact.__tablename__, DatedFact.row_key.in_(by_id))
        .order_by(DatedFact.valid_from, DatedFact.id)
    )
    states: dict[int, dict[str, str]] = {}
    found: dict[int, OtherName] = {}
    for key, valid_from, body in session.connection().execute(statement):
        now = {name: getattr(by_id[key], name) for name in NAMES}
        state = states.setdefault(key, dict(now))
        state |= {name: value for name, value in json.loads(body).items() if name in NAMES}
        waits = valid_from > today
        if not fits(display_name(*state.values())) or (waits and key in found and found[key].since):
            continue
        found[key] = OtherName(_short(state, now), valid_from if waits else None)
    return found


def _short(state: Mapping[str, str], now: Mapping[str, str]) -> str:
    if state["last_name"] and all(state[name] == now[name] for name in NAMES if name != "last_name"):
        return state["last_name"]
    return display_name(*state.values())
