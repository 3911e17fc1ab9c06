"""What a login and a password must be, and how long the next attempt waits after failed ones."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from domain.errors import (
    InvalidInput,
    LoginUnusable,
    Missing,
    PasswordTooShort,
    PasswordTooSimple,
    Refusal,
    TooLong,
)

SHORTEST = 10
LONGEST = 200
"""Characters of a password; the upper bound keeps hashing from becoming a way to stall the server."""
LONGEST_LOGIN = 120
LONGEST_NAME = 120
DIFFERENT = 5
"""So many different characters at least: `aaaaaaaaaa` is no password."""

_EVERYBODY_KNOWS = {
    "1234567890",
    "0123456789",
    "12345678910",
    "qwertyuiop",
    "qwertzuiop",
    "passwort12",
    "passwort123",
    "passwort1234",
    "password12",
    "password123",
    "password1234",
    "willkommen",
    "willkommen1",
    "fitnessstudio",
}

USER_FREE_FAILURES = 2
"""Failed attempts for one user name before the delay begins."""
ADDRESS_FREE_FAILURES = 20
"""The same for one address: the whole studio may sit behind it."""
LONGEST_DELAY = timedelta(minutes=15)
FORGET_FAILURES_AFTER = timedelta(hours=24)


def fold_login(login: str) -> str:
    """The login as it is stored and looked up: trimmed, one spelling, lower case."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def unusual(text: str) -> bool:
    """Whether a text holds what no keyboard types: control characters or halves of a character."""
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def checked_login(login: str) -> str:
    """The folded login, or why it cannot be one (`Missing`, `TooLong`, `LoginUnusable`)."""
    folded = fold_login(login)
    if not folded:
        raise Missing(field="login")
    if len(folded) > LONGEST_LOGIN:
        raise TooLong(field="login", longest=LONGEST_LOGIN)
    if unusual(folded) or any(character.isspace() for character in folded):
        raise LoginUnusable(field="login")
    return folded


def checked_name(name: str) -> str:
    """The trimmed name of a user; refuses an empty or too long one."""
    name = "".join(character for character in name if not unusual(character)).strip()
    if not name:
        raise Missing(field="name")
    if len(name) > LONGEST_NAME:
        raise TooLong(field="name", longest=LONGEST_NAME)
    return name


def check_password(password: str, *, login: str, field: str = "password") -> None:
    """Refuse a new password that is too short, too long or easily guessed."""
    if not password:
        raise Missing(field=field)
    if len(password) < SHORTEST:
        raise PasswordTooShort(field=field, shortest=SHORTEST)
    if len(password) > LONGEST:
        raise TooLong(field=field, longest=LONGEST)
    folded = password.casefold()
    guessed = folded in _EVERYBODY_KNOWS or (len(login) > 3 and login in folded)
    if guessed or len(set(folded)) < DIFFERENT:
        raise PasswordTooSimple(field=field)


def all_of(*problems: Refusal | None) -> None:
    """Refuse with every problem at once, or with the only one; nothing when there is none."""
    found = [problem for problem in problems if problem is not None]
    if len(found) == 1:
        raise found[0]
    if found:
        raise InvalidInput(found)


def delay_after(failures: int, free: int) -> timedelta:
    """How long to wait after so many failed attempts: doubling from 2 seconds on, up to 15 minutes."""
    beyond = failures - free
    if beyond <= 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(beyond, 20)), LONGEST_DELAY)
