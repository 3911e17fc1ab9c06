"""The links of calendar programs: whose one is, which somebody has, and what stands in it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import ROLES, Permission
from models.appointment import CalendarFeed
from models.user import UserAccount
from queries.appointments import CalendarEntry, calendar_entries
from queries.users import token_hash

DAYS_BACK, DAYS_AHEAD = 60, 400
"""What calendar programs are told of."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A link of somebody who may sign in; `language` as its owner chose."""

    feed_id: int
    user_id: int
    name: str
    language: str | None
    with_names: bool
    created_at: datetime


def feed_of(session: Session, token: str) -> Feed | None:
    """The feed of a token; None for one that is unknown, revoked, or of somebody who may no longer come in."""
    wanted = token_hash(token)
    row = session.execute(
        select(CalendarFeed, UserAccount)
        .join(UserAccount, UserAccount.id == CalendarFeed.user_id)
        .where(CalendarFeed.token_hash == wanted)
    ).one_or_none()
    if row is None:
        return None
    feed, user = row
    same = hmac.compare_digest(feed.token_hash, wanted)
    may = user.disabled_at is None and Permission.SEE_CONTACTS in ROLES[user.role]
    return _feed(feed, user) if same and may and feed.revoked_at is None else None


def feeds_of(session: Session, user_id: int) -> tuple[Feed, ...]:
    """The links of a user that still lead somewhere, the newest first."""
    rows = session.execute(
        select(CalendarFeed, UserAccount)
        .join(UserAccount, UserAccount.id == CalendarFeed.user_id)
        .where(CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.id.desc())
    )
    return tuple(_feed(*row) for row in rows)


def _feed(feed: CalendarFeed, user: UserAccount) -> Feed:
    return Feed(feed.id, user.id, user.name, user.language, feed.with_names, feed.created_at)


def feed_entries(session: Session, feed: Feed, today: date) -> tuple[CalendarEntry, ...]:
    """The appointments and course dates of whose feed it is, of the last weeks and the coming year."""
    since, before = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    return calendar_entries(session, since, before, user_id=feed.user_id)
