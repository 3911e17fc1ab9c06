"""What several rows keep together: asked after a step was taken back, since others may have gone on meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from actions.appointments import appointments_hold
from actions.consents import consents_hold
from actions.contract_loading import contracts_hold
from actions.leaving import departures_hold
from actions.relationships import relationships_hold
from actions.shared_addresses import places_agree
from models.changes import Change
from models.contact import ContactAddress


def still_holds(session: Session, changes: Iterable[Change]) -> bool:
    """Whether relationships, consents, shared addresses, appointments, contracts and who left fit after changes."""
    changes = tuple(changes)
    keys: dict[str, set[int]] = {"relationship": set(), "contact": set(), "consent": set(), "appointment": set()}
    groups: set[int] = set()
    for change in changes:
        if change.after is not None and change.table in keys:
            keys[change.table].add(int(change.key))
        if change.table == "contact_address":
            row = session.get(ContactAddress, change.key)
            named = [(side or {}).get("share_group") for side in (change.before, change.after)]
            groups.update(int(group) for group in (*named, row.share_group if row else None) if group is not None)
    return (
        relationships_hold(session, keys["relationship"])
        and departures_hold(session, keys["contact"])
        and consents_hold(session, keys["consent"])
        and places_agree(session, groups)
        and appointments_hold(session, keys["appointment"])
        and contracts_hold(session, changes)
    )
