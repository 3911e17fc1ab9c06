"""Users from the command line, for the day on which nobody can sign in."""

from __future__ import annotations

import getpass
import sys

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.users import add_user, disable_user, set_password
from db.session import database
from domain.access import PROGRAM, Role
from domain.errors import UserNotFound
from domain.passwords import fold_login
from models.user import UserAccount


def add(login: str, name: str, role: str) -> None:
    """A new user with a password from the terminal or standard input."""
    password = _ask()
    with database().writing() as session:
        add_user(session, PROGRAM, login=login, name=name or login, role=Role(role), password=password)


def new_password(login: str) -> None:
    """A new password; ends the sessions of that user."""
    password = _ask()
    with database().writing() as session:
        set_password(session, PROGRAM, user_id=_user_id(session, login), password=password)


def disable(login: str) -> None:
    """Let the user no longer sign in; ends the sessions of that user."""
    with database().writing() as session:
        disable_user(session, PROGRAM, user_id=_user_id(session, login))


def _user_id(session: Session, login: str) -> int:
    found = session.scalar(select(UserAccount.id).where(UserAccount.login == fold_login(login)))
    if found is None:
        raise UserNotFound(user_id=0)
    return found


def _ask() -> str:
    """The password from the terminal, or from standard input when that is none."""
    if sys.stdin.isatty():
        return getpass.getpass("New password: ")
    return sys.stdin.readline().rstrip("\n")
