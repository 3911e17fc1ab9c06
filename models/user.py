"""People who work with Kontor, and their sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.access import Actor, Role
from models.base import Base, Created, Keyed, Versioned
from models.column_types import choice


class UserAccount(Keyed, Versioned, Created, Base):
    """A user. Without a password hash the account is invited and waits for its first sign-in by the invitation."""

    __tablename__ = "user_account"

    login: Mapped[str] = mapped_column(String(120), unique=True)
    """Name at sign-in, folded to lower case."""
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(choice(Role))
    language: Mapped[str | None] = mapped_column(String(2))
    """`de`, `en`, or None: as the browser asks."""
    password_hash: Mapped[str | None] = mapped_column(String(200), info={"secret": True})
    invitation_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info={"secret": True})
    invitation_ends_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    @property
    def actor(self) -> Actor:
        """The user as the one who acts."""
        return Actor(user_id=self.id, name=self.name, role=self.role)


class UserSession(Keyed, Created, Base):
    """One sign-in on one browser. The token itself lives only in the browser's cookie."""

    __tablename__ = "user_session"
    __audited__ = False

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")


class SignInThrottle(Base):
    """Failed sign-ins for one user name or one address, and how long the next attempt must wait."""

    __tablename__ = "sign_in_throttle"
    __audited__ = False

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime]
    blocked_until: Mapped[datetime]
