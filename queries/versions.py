"""What a text was before somebody changed it, as far as the trail still holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import AuditDetail, AuditEntry
from models.user import UserAccount


@dataclass(frozen=True, slots=True)
class Version:
    """What a text was until somebody changed it."""

    until: datetime
    changed_by: str
    text: str


def earlier_versions(
    session: Session, contact_id: int | None, table: str, column: str, key: int | None = None
) -> tuple[Version, ...]:
    """What a column of a table was before, latest first: in all rows of a contact, or in the one of this key."""
    named = f'"table":{json.dumps(table)},' + (f'"key":{key},' if key is not None else "")
    steps = session.execute(
        select(AuditEntry.at, UserAccount.name, AuditDetail.body)
        .join(AuditDetail, AuditDetail.seq == AuditEntry.seq)
        .outerjoin(UserAccount, UserAccount.id == AuditEntry.user_id)
        .where(AuditEntry.contact_id == contact_id, AuditDetail.body.contains(named, autoescape=True))
        .order_by(AuditEntry.seq.desc())
    ).all()
    return tuple(
        Version(at, who or "Kontor", row["before"][column])
        for at, who, body in steps
        for row in json.loads(body or "")["changes"]
        if row["table"] == table and key in {None, row["key"]} and (row["before"] or {}).get(column)
    )
