"""The chain of the audit trail: steps noted in a session are linked to it just before the commit.

The head row is locked last, after all other work of the transaction, so that writers wait for each other only for the
moment of linking.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from models.audit import AuditDetail, AuditEntry, AuditHead, canonical, chain_hash, digest_of
from models.base import moment
from models.changes import Change, log_of


class UnauditedChange(Exception):
    """A transaction changed audited rows outside of any action; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the trail before it is chained: who did what to which contact, why, and the rows it changed.

    `seen` are rows of other contacts that concern this one too; undoing leaves them to those.
    """

    user_id: int | None
    action: str
    contact_id: int | None
    reason: str
    changes: tuple[Change, ...]
    seen: tuple[Change, ...] = ()

    def body(self) -> str:
        """Reason and changes as canonical JSON."""
        body = {"reason": self.reason, "changes": [change.row() for change in self.changes]}
        return canonical(body | {"seen": [change.row() for change in self.seen]} if self.seen else body)


def note_step(session: Session, step: Step) -> None:
    """Keep a step for the commit of this session's transaction."""
    session.info.setdefault("steps", []).append(step)


def noted_steps(session: Session) -> tuple[Step, ...]:
    """The steps of this session's transaction so far."""
    return tuple(session.info.get("steps", ()))


def chain_before_commit(maker: sessionmaker[Session]) -> None:
    """Let every session of the maker chain its steps before it commits."""
    event.listen(maker, "before_commit", _chain)
    event.listen(maker, "after_soft_rollback", _forget)


def _forget(session: Session, previous: object) -> None:
    session.info.pop("steps", None)
    session.info.pop("changes", None)


def _chain(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint keeps nothing by itself
        return
    session.flush()
    unsaid = log_of(session).drain()
    if unsaid:
        raise UnauditedChange(", ".join(f"{change.table} {change.key}" for change in unsaid))
    steps: list[Step] = session.info.pop("steps", [])
    if not steps:
        return
    at = moment(session)
    linked = link(session, [(at, step) for step in steps])
    session.execute(insert(AuditEntry), linked.entries)
    session.execute(insert(AuditDetail), linked.details)
    session.info["chained"] = [entry["seq"] for entry in linked.entries]


@dataclass(frozen=True, slots=True)
class Linked:
    """Rows for `audit_entry` and `audit_detail`, linked to the chain."""

    entries: list[dict[str, Any]]
    details: list[dict[str, Any]]


def link(session: Session, steps: Iterable[tuple[datetime, Step]]) -> Linked:
    """Move the locked head of the chain over these steps, each at its instant; the caller inserts the rows."""
    head = session.execute(select(AuditHead.seq, AuditHead.hash).with_for_update()).one()
    seq, previous = head.seq, head.hash
    linked = Linked([], [])
    for at, step in steps:
        seq += 1
        salt, body = secrets.token_hex(16), step.body()
        digest = digest_of(salt, body)
        entry = {
            "seq": seq,
            "at": at,
            "user_id": step.user_id,
            "action": step.action,
            "contact_id": step.contact_id,
            "digest": digest,
            "previous": previous,
            "hash": chain_hash(previous, seq, at, step.user_id, step.action, step.contact_id, digest),
        }
        linked.entries.append(entry)
        linked.details.append({"seq": seq, "salt": salt, "body": body})
        previous = entry["hash"]
    session.execute(update(AuditHead).values(seq=seq, hash=previous))
    return linked
