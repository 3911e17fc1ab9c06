"""Users: invite, change, disable, reset; and what everybody does with the own account."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import check_version
from actions.sign_in import NewSession, end_all_sessions, hash_password, matches, new_session
from domain.access import Actor, Permission, Role
from domain.errors import (
    InvitationInvalid,
    LastAdmin,
    LoginTaken,
    NotAChoice,
    PasswordsDiffer,
    UserNotFound,
    WrongPassword,
)
from domain.passwords import check_password, checked_login, checked_name
from i18n.texts import LANGUAGES
from models.audit_chain import Step, note_step
from models.base import moment
from models.changes import Change
from models.user import UserAccount
from queries.users import invited, token_hash

INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to hand over, shown this once: `path` is `/invitation/<token>` on this server."""

    user_id: int
    path: str
    ends_at: datetime


# --- by who manages users ---------------------------------------------------------------------------------
@action(Permission.MANAGE_USERS)
def invite_user(
    session: Session, actor: Actor, *, login: str, name: str, role: Role, language: str | None = None
) -> Invitation:
    """A new user without password, and the link to set one. Refuses a login that exists (`LoginTaken`)."""
    return _invite(session, _new_user(session, login=login, name=name, role=role, language=language))


@action(Permission.MANAGE_USERS)
def add_user(
    session: Session,
    actor: Actor,
    *,
    login: str,
    name: str,
    role: Role,
    password: str,
    language: str | None = None,
) -> int:
    """A new user with a password, for the command line and the demo; gives the user's id."""
    user = _new_user(session, login=login, name=name, role=role, language=language)
    check_password(password, login=user.login)
    user.password_hash = hash_password(password)
    return user.id


@action(Permission.MANAGE_USERS)
def change_user(
    session: Session,
    actor: Actor,
    *,
    user_id: int,
    name: str,
    role: Role,
    language: str | None,
    version: int | None = None,
) -> None:
    """Name, role and language of a user; another role ends the sessions (`LastAdmin`, `UserNotFound`)."""
    user = _user(session, user_id)
    check_version(user, user_id, version)
    user.name, user.language = checked_name(name), _checked_language(language)
    if role != user.role:
        _keep_an_admin(session, without=user)
        user.role = role
        end_all_sessions(session, user_id)


@action(Permission.MANAGE_USERS)
def disable_user(session: Session, actor: Actor, *, user_id: int) -> None:
    """The user signs in no more: sessions end, an invitation is void (`LastAdmin`, `UserNotFound`)."""
    user = _user(session, user_id)
    _keep_an_admin(session, without=user)
    user.disabled_at = user.disabled_at or moment(session)
    user.invitation_hash = user.invitation_ends_at = None
    end_all_sessions(session, user_id)


@action(Permission.MANAGE_USERS, undoable=True)
def enable_user(session: Session, actor: Actor, *, user_id: int) -> None:
    """A disabled user signs in again, with the password as it was."""
    _user(session, user_id).disabled_at = None


@action(Permission.MANAGE_USERS)
def reset_password(session: Session, actor: Actor, *, user_id: int) -> Invitation:
    """A link to set a new password; the old one and all sessions end now (`LastAdmin`, `UserNotFound`)."""
    user = _user(session, user_id)
    _keep_an_admin(session, without=user)
    user.password_hash = None
    end_all_sessions(session, user_id)
    return _invite(session, user)


@action(Permission.MANAGE_USERS)
def set_password(session: Session, actor: Actor, *, user_id: int, password: str) -> None:
    """A new password given by the command line; open sessions end, an open invitation is void."""
    user = _user(session, user_id)
    check_password(password, login=user.login)
    _settle_password(session, user, password)


@action(Permission.MANAGE_USERS)
def end_sessions(session: Session, actor: Actor, *, user_id: int) -> None:
    """Sign a user out everywhere."""
    user = _user(session, user_id)
    end_all_sessions(session, user.id)
    note_step(session, Step(actor.user_id, "end_sessions", None, "", (Change("user_account", user.id, None, {}, {}),)))


# --- by everybody, for the own account --------------------------------------------------------------------
@action(Permission.OWN_ACCOUNT)
def change_password(
    session: Session, actor: Actor, *, old: str, new: str, repeated: str, keep_session_id: int | None = None
) -> None:
    """Another password for the own account; all sessions but the one given end."""
    user = _own(session, actor)
    if user.password_hash is None or not matches(user.password_hash, old):
        raise WrongPassword
    _check_new(new, repeated, user.login, field="new")
    _settle_password(session, user, new, but=keep_session_id)


@action(Permission.OWN_ACCOUNT)
def change_language(session: Session, actor: Actor, *, language: str | None) -> None:
    """The language of the own screens; None: as the browser asks."""
    _own(session, actor).language = _checked_language(language)


def accept_invitation(
    session: Session, *, token: str, password: str, repeated: str, address: str, browser: str, now: datetime
) -> NewSession:
    """Set the first or the new password of an invited user and sign in; the link works this once."""
    guest = invited(session, token, now)
    user = session.get(UserAccount, guest.user_id, with_for_update=True) if guest is not None else None
    if user is None or user.invitation_hash != token_hash(token):
        raise InvitationInvalid
    _check_new(password, repeated, user.login, field="password")
    choose_password(session, user.actor, password=password)
    return new_session(session, user, address=address, browser=browser, now=now)


@action(Permission.OWN_ACCOUNT)
def choose_password(session: Session, actor: Actor, *, password: str) -> None:
    """Write down the password that an invited user chose; `accept_invitation` has checked the invitation."""
    _settle_password(session, _own(session, actor), password)


# --- helpers ----------------------------------------------------------------------------------------------
def _user(session: Session, user_id: int) -> UserAccount:
    user = session.get(UserAccount, user_id, with_for_update=True)
    if user is None:
        raise UserNotFound(user_id=user_id)
    return user


def _own(session: Session, actor: Actor) -> UserAccount:
    if actor.user_id is None:
        raise UserNotFound(user_id=None)
    return _user(session, actor.user_id)


def _new_user(session: Session, *, login: str, name: str, role: Role, language: str | None) -> UserAccount:
    login, name = checked_login(login), checked_name(name)
    if session.scalar(select(UserAccount.id).where(UserAccount.login == login)) is not None:
        raise LoginTaken(login=login)
    user = UserAccount(login=login, name=name, role=role, language=_checked_language(language))
    session.add(user)
    session.flush()
    return user


def _invite(session: Session, user: UserAccount) -> Invitation:
    token = secrets.token_urlsafe(32)
    ends_at = moment(session) + INVITATION_LASTS
    user.invitation_hash, user.invitation_ends_at = token_hash(token), ends_at
    return Invitation(user.id, f"/invitation/{token}", ends_at)


def _checked_language(language: str | None) -> str | None:
    if language is not None and language not in LANGUAGES:
        raise NotAChoice(field="language", value=language)
    return language


def _check_new(password: str, repeated: str, login: str, *, field: str) -> None:
    check_password(password, login=login, field=field)
    if password != repeated:
        raise PasswordsDiffer


def _settle_password(session: Session, user: UserAccount, password: str, but: int | None = None) -> None:
    user.password_hash = hash_password(password)
    user.invitation_hash = user.invitation_ends_at = None
    end_all_sessions(session, user.id, but=but)


def _keep_an_admin(session: Session, *, without: UserAccount) -> None:
    """Refuse when the user is the last admin who can sign in; locks them, since two could go at once."""
    admins = session.scalars(
        select(UserAccount)
        .where(
            UserAccount.role == Role.ADMIN,
            UserAccount.disabled_at.is_(None),
            UserAccount.password_hash.is_not(None),
        )
        .order_by(UserAccount.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if [admin.id for admin in admins] == [without.id]:
        raise LastAdmin
