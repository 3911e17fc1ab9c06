"""What a text was before somebody changed it, as far as the trail still holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.audit import AuditDetail, AuditEntry
from models.duplicate import ContactMerge
from models.user import UserAccount
from queries.redirects import merged_ids


@dataclass(frozen=True, slots=True)
class Version:
    """What a text was until somebody changed it."""

    until: datetime
    changed_by: str
    text: str


def earlier_versions(
    session: Session, contact_id: int | None, table: str, column: str, key: int | None = None
) -> tuple[Version, ...]:
    """What a column of a table was before, latest first: in all rows of a contact, or in the one of this key.

    Steps from before a merge stand with the contact that was merged, and steps of the time of a merge that was undone
    with the contact that stayed.
    """
    named = f'"table":{json.dumps(table)},' + (f'"key":{key},' if key is not None else "")
    steps = session.execute(
        select(AuditEntry.at, UserAccount.name, AuditDetail.body)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .outerjoin(UserAccount, UserAccount.id == AuditEntry.user_id)
        .where(_of(session, contact_id, key), AuditDetail.body.contains(named, autoescape=True))
        .order_by(AuditEntry.seq.desc())
    ).all()
    return tuple(
        Version(at, who or "Kontor", row["before"][column])
        for at, who, body in steps
        for row in json.loads(body or "")["changes"]
        if row["table"] == table and key in {None, row["key"]} and (row["before"] or {}).get(column)
    )


def _of(session: Session, contact_id: int | None, key: int | None) -> ColumnElement[bool]:
    """Whether a step may be about a row of the contact, whoever it belonged to then."""
    if contact_id is None:
        return AuditEntry.contact_id.is_(None)
    owners = {contact_id, *merged_ids(session, [contact_id])}
    if key is not None:
        stayed = select(ContactMerge.contact_id).where(ContactMerge.loser_id.in_(owners))
        owners.update(session.scalars(stayed))
    return AuditEntry.contact_id.in_(owners)
