"""Signing in and out: counted attempts, argon2id for passwords, sessions known by the hash of their token.

A sign-in takes three steps, so that no lock is held while a password is hashed, and attempts at the same
moment all count: `count_attempt` (committed by itself), `verify_password`, `open_session`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from actions.action import action
from config.settings import settings
from domain.access import Actor, Permission
from domain.errors import NotADemo, SignInRefused, TooManyAttempts
from domain.passwords import (
    ADDRESS_FREE_FAILURES,
    FORGET_FAILURES_AFTER,
    LONGEST,
    LONGEST_LOGIN,
    USER_FREE_FAILURES,
    delay_after,
    fold_login,
    unusual,
)
from models.audit_chain import Step, note_step
from models.base import moment
from models.changes import log_of
from models.user import SignInThrottle, UserAccount, UserSession
from queries.users import is_demo, token_hash

HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just opened; the token is known here and in the browser's cookie only."""

    token: str
    user_id: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """A user whose password was right, and the hash that said so."""

    user_id: int
    password_hash: str


def hash_password(password: str) -> str:
    """argon2id with the library's present parameters."""
    return HASHER.hash(normalize("NFC", password))


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one of the hash; an over-long one never is."""
    try:
        right = HASHER.verify(password_hash, normalize("NFC", password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return right and len(password) <= LONGEST


@cache
def _nobodys_hash() -> str:
    """Checked in place of an unknown user's, so that the time taken tells nothing."""
    return hash_password(secrets.token_urlsafe(16))


# --- attempts ---------------------------------------------------------------------------------------------
def _login_key(login: str) -> str:
    folded = fold_login(login)
    return "login:" + ("?" if unusual(folded) else folded[:LONGEST_LOGIN])


def _address_key(address: str) -> str:
    return f"address:{address[:60]}"


def _locked(session: Session, key: str, now: datetime) -> SignInThrottle:
    """The counter of a key, made if need be and locked for this transaction."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(SignInThrottle)
        .values(key=key, failures=0, failed_at=now, blocked_until=now)
        .on_conflict_do_nothing()
    )
    counter = session.scalars(select(SignInThrottle).where(SignInThrottle.key == key).with_for_update()).one()
    if now - counter.failed_at > FORGET_FAILURES_AFTER:
        counter.failures = 0
    return counter


def count_attempt(session: Session, *, login: str, address: str, now: datetime) -> None:
    """Count an attempt as failed until `open_session` takes it back; refuses while the last ones still delay.

    Counted beforehand and committed by the caller: many attempts at the same moment get no free guesses.
    """
    stale = now - FORGET_FAILURES_AFTER
    session.execute(delete(SignInThrottle).where(SignInThrottle.failed_at < stale, SignInThrottle.blocked_until < now))
    counters = (
        (_locked(session, _address_key(address), now), ADDRESS_FREE_FAILURES),
        (_locked(session, _login_key(login), now), USER_FREE_FAILURES),
    )
    until = max(counter.blocked_until for counter, _free in counters)
    if until > now:
        raise TooManyAttempts(seconds=max(1, round((until - now).total_seconds())))
    for counter, free in counters:
        counter.failures += 1
        counter.failed_at = now
        counter.blocked_until = now + delay_after(counter.failures, free)


def take_back_attempt(session: Session, *, login: str, address: str, now: datetime) -> None:
    """After a success the user starts afresh; the address only gets this one attempt back."""
    by_address = _locked(session, _address_key(address), now)
    by_address.failures = max(0, by_address.failures - 1)
    by_address.blocked_until = now
    by_login = _locked(session, _login_key(login), now)
    by_login.failures, by_login.blocked_until = 0, now


# --- sessions ---------------------------------------------------------------------------------------------
def verify_password(session: Session, *, login: str, password: str) -> Verified:
    """The user of a login and password, or `SignInRefused`; an unknown user takes as long as a known one."""
    folded = fold_login(login)
    row = None
    if not unusual(folded) and len(folded) <= LONGEST_LOGIN:
        row = session.execute(
            select(UserAccount.id, UserAccount.password_hash).where(
                UserAccount.login == folded, UserAccount.disabled_at.is_(None)
            )
        ).one_or_none()
    known = row.password_hash if row is not None else None
    right = matches(known or _nobodys_hash(), password)
    if row is None or known is None or not right:
        raise SignInRefused(field="password")
    return Verified(row.id, known)


def open_session(
    session: Session,
    verified: Verified,
    *,
    password: str,
    login: str,
    address: str,
    browser: str,
    now: datetime,
) -> NewSession:
    """Open a session for a verified user; `SignInRefused` if disabled or given another password meanwhile."""
    user = session.get(UserAccount, verified.user_id, with_for_update=True)
    if user is None or user.disabled_at is not None or user.password_hash != verified.password_hash:
        raise SignInRefused(field="password")
    if HASHER.check_needs_rehash(verified.password_hash):
        user.password_hash = hash_password(password)
    take_back_attempt(session, login=login, address=address, now=now)
    return new_session(session, user, address=address, browser=browser, now=now)


def new_session(session: Session, user: UserAccount, *, address: str, browser: str, now: datetime) -> NewSession:
    """A session with a fresh token for a user who proved who they are."""
    token = secrets.token_urlsafe(32)
    ends_at = now + timedelta(hours=settings().session_hours)
    session.add(
        UserSession(
            user_id=user.id,
            token_hash=token_hash(token),
            seen_at=now,
            ends_at=ends_at,
            address=address[:60],
            browser="".join(character for character in browser if not unusual(character))[:200],
        )
    )
    session.flush()
    note_step(session, Step(user.id, "sign_in", None, "", tuple(log_of(session).drain())))
    return NewSession(token, user.id, ends_at)


def sign_in_to_demo(session: Session, *, user_id: int, address: str, browser: str, now: datetime) -> NewSession:
    """Open a session without a password, in a demo database only; the caller makes sure of loopback."""
    user = session.get(UserAccount, user_id)
    if not is_demo(session) or user is None or user.disabled_at is not None:
        raise NotADemo
    return new_session(session, user, address=address, browser=browser, now=now)


def note_seen(session: Session, session_id: int) -> None:
    """Write down that a session is in use now; never moves backwards."""
    now = moment(session)
    session.execute(
        update(UserSession).where(UserSession.id == session_id, UserSession.seen_at < now).values(seen_at=now)
    )


@action(Permission.OWN_ACCOUNT)
def sign_out(session: Session, actor: Actor, *, session_id: int) -> None:
    """End one of the own sessions, on this or another browser; one that is over or not own stays as it is."""
    ended = session.execute(
        update(UserSession)
        .where(
            UserSession.id == session_id,
            UserSession.user_id == actor.user_id,
            UserSession.ended_at.is_(None),
        )
        .values(ended_at=moment(session))
        .returning(UserSession.id)
    ).one_or_none()
    if ended is not None:
        note_step(session, Step(actor.user_id, "sign_out", None, "", ()))


@action(Permission.OWN_ACCOUNT)
def sign_out_everywhere(session: Session, actor: Actor) -> None:
    """End every session of one's own, this one included."""
    if actor.user_id is not None:
        end_all_sessions(session, actor.user_id)
        note_step(session, Step(actor.user_id, "sign_out_everywhere", None, "", ()))


def end_all_sessions(session: Session, user_id: int, *, but: int | None = None) -> None:
    """End the open sessions of a user, all but one if that is given."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None), UserSession.id != (but or 0))
        .values(ended_at=moment(session))
    )
