"""The first start of an empty database: a code on the console, then the studio and its first admin."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from actions.action import action
from actions.sign_in import NewSession, hash_password, new_session
from domain.access import PROGRAM, Actor, Permission, Role
from domain.errors import AlreadyStarted, Missing, PasswordsDiffer, Refusal, SetupCodeWrong, TooLong
from domain.passwords import all_of, check_password, checked_login, checked_name, fold_login, unusual
from models.studio import Studio
from models.user import UserAccount
from queries.users import anybody, token_hash

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for each other."""
LONGEST_STUDIO_NAME = 200


def _plain(code: str) -> str:
    return "".join(character for character in code.upper() if character in ALPHABET)


@action(Permission.MANAGE_USERS)
def make_setup_code(session: Session, actor: Actor) -> str | None:
    """A new one-time code for the first admin, which replaces any before; None once there is a user."""
    if anybody(session):
        return None
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    studio = session.get_one(Studio, 1, with_for_update=True)
    studio.setup_code_hash = token_hash(_plain(code))
    return code


def found_studio(
    session: Session,
    *,
    code: str,
    studio: str,
    name: str,
    login: str,
    password: str,
    repeated: str,
    language: str,
    address: str,
    browser: str,
    now: datetime,
) -> NewSession:
    """Name the studio, make its first admin and sign in (`AlreadyStarted`, `SetupCodeWrong`, or by field)."""
    record = session.get_one(Studio, 1, with_for_update=True)
    if anybody(session):
        raise AlreadyStarted
    if not _right_code(record.setup_code_hash, code):
        raise SetupCodeWrong
    all_of(
        _problem(lambda: _checked_studio_name(studio)),
        _problem(lambda: checked_name(name)),
        _problem(lambda: checked_login(login)),
        _problem(lambda: check_password(password, login=fold_login(login))),
        PasswordsDiffer() if password != repeated else None,
    )
    admin = open_house(
        session,
        PROGRAM,
        record=record,
        studio=studio,
        name=name,
        login=login,
        password=password,
        language=language,
    )
    return new_session(session, admin, address=address, browser=browser, now=now)


@action(Permission.MANAGE_USERS)
def open_house(
    session: Session,
    actor: Actor,
    *,
    record: Studio,
    studio: str,
    name: str,
    login: str,
    password: str,
    language: str,
) -> UserAccount:
    """Write down the studio and its first admin; `found_studio` has checked that it may happen."""
    record.name = _checked_studio_name(studio)
    record.language = "en" if language == "en" else "de"
    record.setup_code_hash = None
    admin = UserAccount(
        login=checked_login(login),
        name=checked_name(name),
        role=Role.ADMIN,
        language=record.language,
        password_hash=hash_password(password),
    )
    session.add(admin)
    session.flush()
    return admin


def _right_code(stored: str | None, code: str) -> bool:
    return stored is not None and hmac.compare_digest(stored, token_hash(_plain(code[:100])))


def _checked_studio_name(name: str) -> str:
    name = "".join(character for character in name if not unusual(character)).strip()
    if not name:
        raise Missing(field="studio")
    if len(name) > LONGEST_STUDIO_NAME:
        raise TooLong(field="studio", longest=LONGEST_STUDIO_NAME)
    return name


def _problem(check: Callable[[], object]) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None
