"""Users and sessions for tests, made through the actions, with hashing cheap enough to repeat."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from actions import sign_in
from actions.sign_in import NewSession, new_session
from actions.users import add_user
from db.session import Database
from domain.access import PROGRAM, Actor, Role
from models.user import UserAccount

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"


def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least that argon2id takes."""
    monkeypatch.setattr(sign_in, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    sign_in._nobodys_hash.cache_clear()


def a_user(
    database: Database,
    login: str = "anna",
    *,
    role: Role = Role.ADMIN,
    name: str = "Anna Admin",
    now: datetime | None = None,
) -> Actor:
    """A user with the password `PASSWORD`."""
    with database.writing(now or NOW) as session:
        user_id = add_user(session, PROGRAM, login=login, name=name, role=role, password=PASSWORD)
    return Actor(user_id=user_id, name=name, role=role)


def a_session(database: Database, user: Actor, now: datetime | None = None, browser: str = "Firefox") -> NewSession:
    """A session of a user, opened now."""
    with database.writing(now or NOW) as session:
        account = session.get(UserAccount, user.user_id)
        assert account is not None
        return new_session(session, account, address="192.0.2.7", browser=browser, now=now or NOW)
