"""Secret links under which calendar programs read somebody's appointments; each is made and ended by its owner."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, NotPermitted, Permission
from domain.appointments import MOST_FEEDS, TooManyFeeds
from models.appointment import CalendarFeed
from models.base import moment
from queries.users import token_hash


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A link that was just made; nobody can read it again."""

    feed_id: int
    path: str


@action(Permission.OWN_ACCOUNT)
def make_calendar_feed(session: Session, actor: Actor, *, with_names: bool = False) -> NewFeed:
    """A new link to the own appointments. Refuses `TooManyFeeds`."""
    if actor.user_id is None:
        raise NotPermitted(permission=Permission.OWN_ACCOUNT)
    held = session.scalar(
        select(func.count())
        .select_from(CalendarFeed)
        .where(CalendarFeed.user_id == actor.user_id, CalendarFeed.revoked_at.is_(None))
    )
    if (held or 0) >= MOST_FEEDS:
        raise TooManyFeeds(most=MOST_FEEDS)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(user_id=actor.user_id, token_hash=token_hash(token), with_names=with_names)
    session.add(feed)
    session.flush()
    return NewFeed(feed.id, f"/calendar-feed/{token}.ics")


@action(Permission.OWN_ACCOUNT)
def revoke_calendar_feed(session: Session, actor: Actor, *, feed_id: int) -> None:
    """End a link of one's own; who manages users ends those of others too."""
    feed = load(session, CalendarFeed, feed_id)
    if feed.user_id != actor.user_id:
        actor.require(Permission.MANAGE_USERS)
    feed.revoked_at = feed.revoked_at or moment(session)
