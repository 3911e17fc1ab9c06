"""Who is signed in, who may sign in, and where."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from config.settings import settings
from domain.access import Actor, Role
from models.studio import Studio
from models.user import UserAccount, UserSession

SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written at most this often."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid session and its user."""

    session_id: int
    user_id: int
    login: str
    name: str
    role: Role
    language: str | None
    """`de`, `en`, or None: as the browser asks."""
    seen_at: datetime

    @property
    def actor(self) -> Actor:
        """The user as the one who acts."""
        return Actor(user_id=self.user_id, name=self.name, role=self.role)

    def unseen_for_long(self, now: datetime) -> bool:
        """Whether this use of the session is worth writing down."""
        return now - self.seen_at >= SEEN_EVERY


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user in the list of users."""

    user_id: int
    login: str
    version: int
    name: str
    role: Role
    language: str | None
    disabled_at: datetime | None
    invited_until: datetime | None
    """Until when the open invitation works; None without one."""
    has_password: bool
    seen_at: datetime | None
    """Last use of any session."""
    open_sessions: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser on which a user is signed in."""

    session_id: int
    signed_in_at: datetime
    seen_at: datetime
    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Invited:
    """The user whom a valid invitation is for."""

    user_id: int
    login: str
    name: str
    language: str | None


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user of a demo database, offered for one click."""

    user_id: int
    name: str
    role: Role


def token_hash(token: str) -> str:
    """What the database keeps of a token: nobody who reads the database can sign in with it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _idle_since(now: datetime) -> datetime:
    return now - timedelta(minutes=settings().session_idle_minutes)


_SIGNED_IN = (
    select(
        UserSession.id,
        UserSession.user_id,
        UserAccount.login,
        UserAccount.name,
        UserAccount.role,
        UserAccount.language,
        UserSession.seen_at,
    )
    .join(UserAccount, UserAccount.id == UserSession.user_id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.ended_at.is_(None),
        UserSession.ends_at > bindparam("now"),
        UserSession.seen_at > bindparam("idle_since"),
        UserAccount.disabled_at.is_(None),
    )
)
"""Made once: it is asked on every step of everybody."""


def signed_in(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Who a token belongs to; None when unknown, ended, expired, idle for too long, or the user disabled."""
    values = {"token_hash": token_hash(token), "now": now, "idle_since": _idle_since(now)}
    row = session.connection().execute(_SIGNED_IN, values).one_or_none()
    return None if row is None else SignedIn(*row)


def anybody(session: Session) -> bool:
    """Whether the database has a user yet; without one only the first start answers."""
    return bool(session.scalar(select(exists().where(UserAccount.id.is_not(None)))))


def studio_name(session: Session) -> str:
    """The studio's name for the sign-in page; empty before the first start."""
    return session.scalar(select(Studio.name).where(Studio.id == 1)) or ""


def is_demo(session: Session) -> bool:
    """Whether this database was made as demo."""
    return bool(session.scalar(select(Studio.is_demo).where(Studio.id == 1)))


def demo_users(session: Session) -> list[DemoUser]:
    """The enabled users of a demo database, in the order they were made; none of any other database."""
    if not is_demo(session):
        return []
    rows = session.execute(
        select(UserAccount.id, UserAccount.name, UserAccount.role)
        .where(UserAccount.disabled_at.is_(None))
        .order_by(UserAccount.id)
        .limit(20)
    )
    return [DemoUser(*row) for row in rows]


def invited(session: Session, token: str, now: datetime) -> Invited | None:
    """Whom an invitation is for; None when it is unknown, used, replaced, over, or the user disabled."""
    row = session.execute(
        select(UserAccount.id, UserAccount.login, UserAccount.name, UserAccount.language).where(
            UserAccount.invitation_hash == token_hash(token),
            UserAccount.invitation_ends_at > now,
            UserAccount.disabled_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else Invited(*row)


def users(session: Session, now: datetime) -> list[UserRow]:
    """All users by name, the disabled ones last."""
    open_session = (
        UserSession.ended_at.is_(None) & (UserSession.ends_at > now) & (UserSession.seen_at > _idle_since(now))
    )
    used = (
        select(
            UserSession.user_id,
            func.max(UserSession.seen_at).label("seen_at"),
            func.count().filter(open_session).label("open"),
        )
        .group_by(UserSession.user_id)
        .subquery()
    )
    rows = session.execute(
        select(UserAccount, used.c.seen_at, used.c.open)
        .outerjoin(used, used.c.user_id == UserAccount.id)
        .order_by(UserAccount.disabled_at.is_not(None), func.lower(UserAccount.name), UserAccount.id)
    )
    return [_user_row(user, seen_at, count or 0, now) for user, seen_at, count in rows]


def _user_row(user: UserAccount, seen_at: datetime | None, open_sessions: int, now: datetime) -> UserRow:
    ends = user.invitation_ends_at if user.invitation_hash else None
    return UserRow(
        user_id=user.id,
        login=user.login,
        version=user.version,
        name=user.name,
        role=user.role,
        language=user.language,
        disabled_at=user.disabled_at,
        invited_until=ends if ends is not None and ends > now else None,
        has_password=user.password_hash is not None,
        seen_at=seen_at,
        open_sessions=0 if user.disabled_at else open_sessions,
    )


def open_sessions(session: Session, user_id: int, now: datetime) -> list[OpenSession]:
    """Where a user is signed in, the latest use first."""
    rows = session.execute(
        select(
            UserSession.id,
            UserSession.created_at,
            UserSession.seen_at,
            UserSession.address,
            UserSession.browser,
        )
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.ends_at > now,
            UserSession.seen_at > _idle_since(now),
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return [OpenSession(*row) for row in rows]
