"""Users: invited, changed, disabled, reset; the own account; the first start."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import users
from actions.first_start import found_studio, make_setup_code
from actions.sign_in import NewSession, verify_password
from actions.users import (
    Invitation,
    accept_invitation,
    add_user,
    change_language,
    change_password,
    change_user,
    disable_user,
    enable_user,
    end_sessions,
    invite_user,
    reset_password,
    set_password,
)
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.errors import (
    AlreadyStarted,
    InvalidInput,
    InvitationInvalid,
    LastAdmin,
    LoginTaken,
    LoginUnusable,
    Missing,
    NotAChoice,
    PasswordsDiffer,
    PasswordTooShort,
    PasswordTooSimple,
    Refusal,
    SavedAtOnce,
    SetupCodeWrong,
    SignInRefused,
    TooLong,
    UserNotFound,
    WrongPassword,
)
from domain.passwords import check_password, checked_login, checked_name
from models.audit import AuditDetail, AuditEntry
from models.studio import Studio
from models.user import UserAccount
from queries.users import invited, signed_in
from tests.people import NOW, PASSWORD, a_session, a_user, cheap_hashing

NEW = "quite another password"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_hashing(monkeypatch)


def is_in(database: Database, new: NewSession) -> bool:
    with database.reading(NOW) as session:
        return signed_in(session, new.token, NOW) is not None


def knows(database: Database, login: str, password: str) -> bool:
    try:
        with database.reading(NOW) as session:
            verify_password(session, login=login, password=password)
    except SignInRefused:
        return False
    return True


def an_invitation(database: Database, login: str = "ivo") -> Invitation:
    with database.writing(NOW) as session:
        return invite_user(session, PROGRAM, login=login, name="Ivo Invited", role=Role.OFFICE)


def accept(database: Database, invitation: Invitation, **given: Any) -> NewSession:
    inputs = {"password": NEW, "repeated": NEW, "now": NOW} | given
    with database.writing(inputs["now"]) as session:
        token = invitation.path.removeprefix("/invitation/")
        return accept_invitation(session, token=token, address="", browser="", **inputs)


# --- what a login, a name and a password may be -----------------------------------------------------------
@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("", Missing),
        ("short", PasswordTooShort),
        ("x" * 9, PasswordTooShort),
        ("x" * 201, TooLong),
        ("x" * 10_000_000, TooLong),
        ("aaaaaaaaaaaaaaa", PasswordTooSimple),
        ("1212121212", PasswordTooSimple),
        ("Passwort123", PasswordTooSimple),
        ("anneliese2026", PasswordTooSimple),
    ],
)
def test_a_weak_password_is_refused_with_the_rule_it_breaks(password: str, broken: type[Refusal]) -> None:
    with pytest.raises(broken) as refused:
        check_password(password, login="anneliese")
    assert refused.value.field == "password"


@pytest.mark.parametrize("password", ["vier Wörter sind gut", "äöüß€漢字émoji😀", "  leading blanks  ", "x1y2z3a4b5"])
def test_a_password_may_hold_any_characters(password: str) -> None:
    check_password(password, login="anna")


@pytest.mark.parametrize(
    ("login", "broken"),
    [
        ("", Missing),
        ("   ", Missing),
        ("x" * 121, TooLong),
        ("an na", LoginUnusable),
        ("anna\x00", LoginUnusable),
        ("anna\nolga", LoginUnusable),
        ("a\ud800", LoginUnusable),
    ],
)
def test_an_unusable_login_is_refused_under_its_field(login: str, broken: type[Refusal]) -> None:
    with pytest.raises(broken) as refused:
        checked_login(login)
    assert refused.value.field == "login"


@given(st.text(max_size=150))
def test_a_checked_login_stays_as_it_is_when_checked_again(login: str) -> None:
    try:
        once = checked_login(login)
    except Refusal:
        return
    assert checked_login(once) == once


@pytest.mark.parametrize("name", ["**Müller** <b>x</b> :red[y] $z$ =1+1", "😀", "\u05d0\u05d1\u05d2", "x" * 120])
def test_a_name_may_hold_any_characters(name: str) -> None:
    assert checked_name(f"  {name} ") == name


@pytest.mark.parametrize(("name", "broken"), [("", Missing), (" \x00 ", Missing), ("x" * 121, TooLong)])
def test_a_name_is_neither_empty_nor_endless(name: str, broken: type[Refusal]) -> None:
    with pytest.raises(broken):
        checked_name(name)


# --- invitations ------------------------------------------------------------------------------------------
def test_an_invited_user_sets_a_password_and_is_signed_in(database: Database) -> None:
    new = accept(database, an_invitation(database))
    assert is_in(database, new)
    assert knows(database, "ivo", NEW)


def test_an_invited_user_cannot_sign_in_before(database: Database) -> None:
    an_invitation(database)
    assert not knows(database, "ivo", "")


def test_a_link_works_once(database: Database) -> None:
    invitation = an_invitation(database)
    accept(database, invitation)
    with pytest.raises(InvitationInvalid):
        accept(database, invitation)


@pytest.mark.parametrize(("days", "valid"), [(6.999, True), (7, False), (700, False)])
def test_a_link_works_for_seven_days(database: Database, days: float, valid: bool) -> None:
    invitation = an_invitation(database)
    then = NOW + timedelta(days=days)
    with database.reading(then) as session:
        guest = invited(session, invitation.path.removeprefix("/invitation/"), then)
    assert (guest is not None) is valid
    if not valid:
        with pytest.raises(InvitationInvalid):
            accept(database, invitation, now=then)


def test_a_newer_link_replaces_the_older(database: Database) -> None:
    a_user(database)
    first = an_invitation(database)
    with database.writing(NOW) as session:
        second = reset_password(session, PROGRAM, user_id=first.user_id)
    with pytest.raises(InvitationInvalid):
        accept(database, first)
    assert is_in(database, accept(database, second))


def test_the_link_of_a_disabled_user_is_void_for_good(database: Database) -> None:
    invitation = an_invitation(database)
    with database.writing(NOW) as session:
        disable_user(session, PROGRAM, user_id=invitation.user_id)
        enable_user(session, PROGRAM, user_id=invitation.user_id)
    with pytest.raises(InvitationInvalid):
        accept(database, invitation)


@pytest.mark.parametrize(
    ("password", "repeated", "broken"),
    [(NEW, NEW + "x", PasswordsDiffer), ("short", "short", PasswordTooShort), ("", "", Missing)],
)
def test_a_refused_password_leaves_the_link_usable(
    database: Database, password: str, repeated: str, broken: type[Refusal]
) -> None:
    invitation = an_invitation(database)
    with pytest.raises(broken):
        accept(database, invitation, password=password, repeated=repeated)
    assert is_in(database, accept(database, invitation))


def test_two_who_open_one_link_at_once_set_one_password(database: Database) -> None:
    invitation = an_invitation(database)

    def open_link(number: int) -> bool:
        try:
            accept(database, invitation, password=f"{NEW} {number}", repeated=f"{NEW} {number}")
        except InvitationInvalid:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(open_link, range(4))) == 1


@pytest.mark.parametrize("login", ["anna", "ANNA", " anna "])
def test_a_login_is_taken_however_it_is_spelt(database: Database, login: str) -> None:
    a_user(database)
    with pytest.raises(LoginTaken) as refused:
        an_invitation(database, login)
    assert refused.value.field == "login"


# --- changing, disabling, resetting -----------------------------------------------------------------------
def _disable(session: Session, user_id: int) -> None:
    disable_user(session, PROGRAM, user_id=user_id)


def _demote(session: Session, user_id: int) -> None:
    change_user(session, PROGRAM, user_id=user_id, name="Anna", role=Role.OFFICE, language=None)


def _reset(session: Session, user_id: int) -> None:
    reset_password(session, PROGRAM, user_id=user_id)


def _set(session: Session, user_id: int) -> None:
    set_password(session, PROGRAM, user_id=user_id, password=NEW)


def _end(session: Session, user_id: int) -> None:
    end_sessions(session, PROGRAM, user_id=user_id)


@pytest.mark.parametrize("step", [_disable, _demote, _reset, _set, _end])
def test_what_takes_rights_away_ends_the_sessions_at_once(
    database: Database, step: Callable[[Session, int], None]
) -> None:
    a_user(database, "other")
    anna = a_user(database)
    new = a_session(database, anna)
    with database.writing(NOW) as session:
        step(session, anna.user_id or 0)
    assert not is_in(database, new)


def test_a_new_name_or_language_leaves_the_sessions_open(database: Database) -> None:
    anna = a_user(database)
    new = a_session(database, anna)
    with database.writing(NOW) as session:
        change_user(session, PROGRAM, user_id=anna.user_id or 0, name="Anna Neu", role=Role.ADMIN, language="en")
    assert is_in(database, new)


@pytest.mark.parametrize("step", [_disable, _demote, _reset])
def test_the_last_admin_who_can_sign_in_remains(database: Database, step: Callable[[Session, int], None]) -> None:
    anna = a_user(database)
    gone = a_user(database, "gone")
    with database.writing(NOW) as session:
        disable_user(session, PROGRAM, user_id=gone.user_id or 0)
        invite_user(session, PROGRAM, login="ivo", name="Ivo", role=Role.ADMIN)
    with pytest.raises(LastAdmin), database.writing(NOW) as session:
        step(session, anna.user_id or 0)
    assert knows(database, "anna", PASSWORD)


def test_two_admins_who_disable_each_other_at_once_do_not_both_succeed(database: Database) -> None:
    anna, olga = a_user(database), a_user(database, "olga")

    def disable(user: Actor) -> bool:
        try:
            with database.writing(NOW) as session:
                disable_user(session, PROGRAM, user_id=user.user_id or 0)
        except (LastAdmin, SavedAtOnce):  # PostgreSQL may see a deadlock first and end one of the two
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(disable, (anna, olga))) == [False, True]


def test_a_disabled_user_is_shut_out_and_an_enabled_one_comes_back_with_the_old_password(
    database: Database,
) -> None:
    a_user(database)
    olga = a_user(database, "olga", role=Role.OFFICE)
    with database.writing(NOW) as session:
        disable_user(session, PROGRAM, user_id=olga.user_id or 0)
    assert not knows(database, "olga", PASSWORD)
    with database.writing(NOW) as session:
        enable_user(session, PROGRAM, user_id=olga.user_id or 0)
    assert knows(database, "olga", PASSWORD)


def test_after_a_reset_the_old_password_is_dead_and_the_link_sets_the_new_one(database: Database) -> None:
    a_user(database)
    olga = a_user(database, "olga", role=Role.OFFICE)
    with database.writing(NOW) as session:
        invitation = reset_password(session, PROGRAM, user_id=olga.user_id or 0)
    assert not knows(database, "olga", PASSWORD)
    accept(database, invitation)
    assert knows(database, "olga", NEW)


@pytest.mark.parametrize("step", [_disable, _demote, _reset, _set, _end])
def test_a_user_who_is_not_there_is_said_to_be_so(database: Database, step: Callable[[Session, int], None]) -> None:
    with pytest.raises(UserNotFound), database.writing(NOW) as session:
        step(session, 4711)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_admins_manage_users(sqlite_database: Database, role: Role) -> None:
    a_user(sqlite_database)
    somebody = a_user(sqlite_database, "somebody", role=role)
    steps: list[Callable[[Session], object]] = [
        lambda session: invite_user(session, somebody, login="x", name="X", role=Role.ADMIN),
        lambda session: add_user(session, somebody, login="x", name="X", role=Role.ADMIN, password=NEW),
        lambda session: change_user(session, somebody, user_id=1, name="X", role=Role.OFFICE, language=None),
        lambda session: disable_user(session, somebody, user_id=1),
        lambda session: enable_user(session, somebody, user_id=1),
        lambda session: reset_password(session, somebody, user_id=1),
        lambda session: set_password(session, somebody, user_id=1, password=NEW),
        lambda session: end_sessions(session, somebody, user_id=1),
    ]
    for step in steps:
        with pytest.raises(NotPermitted), sqlite_database.writing(NOW) as session:
            step(session)


# --- the own account --------------------------------------------------------------------------------------
def test_a_new_password_ends_the_other_sessions_but_not_this_one(database: Database) -> None:
    olga = a_user(database, "olga", role=Role.READ_ONLY)
    here, elsewhere = a_session(database, olga), a_session(database, olga)
    with database.reading(NOW) as session:
        found = signed_in(session, here.token, NOW)
    assert found is not None
    with database.writing(NOW) as session:
        change_password(session, olga, old=PASSWORD, new=NEW, repeated=NEW, keep_session_id=found.session_id)
    assert is_in(database, here)
    assert not is_in(database, elsewhere)
    assert knows(database, "olga", NEW)


@pytest.mark.parametrize(
    ("old", "new", "repeated", "broken", "field"),
    [
        ("wrong", NEW, NEW, WrongPassword, "old"),
        ("", NEW, NEW, WrongPassword, "old"),
        (PASSWORD, "short", "short", PasswordTooShort, "new"),
        (PASSWORD, NEW, "other", PasswordsDiffer, "repeated"),
        (PASSWORD, "olga" + NEW, "olga" + NEW, PasswordTooSimple, "new"),
    ],
)
def test_a_refused_new_password_names_its_field_and_changes_nothing(
    database: Database, *, old: str, new: str, repeated: str, broken: type[Refusal], field: str
) -> None:
    olga = a_user(database, "olga", role=Role.READ_ONLY)
    with pytest.raises(broken) as refused, database.writing(NOW) as session:
        change_password(session, olga, old=old, new=new, repeated=repeated)
    assert refused.value.field == field
    assert knows(database, "olga", PASSWORD)


@pytest.mark.parametrize("language", ["fr", "", "de\x00", "x" * 1000])
def test_an_unknown_language_is_refused(database: Database, language: str) -> None:
    olga = a_user(database, "olga", role=Role.READ_ONLY)
    with pytest.raises(NotAChoice), database.writing(NOW) as session:
        change_language(session, olga, language=language)


def test_the_list_of_users_says_who_is_invited_disabled_and_signed_in(database: Database) -> None:
    from queries.users import users as all_users

    anna = a_user(database)
    gone = a_user(database, "gone", role=Role.OFFICE, name="Gone")
    a_session(database, anna)
    a_session(database, gone)
    invitation = an_invitation(database)
    with database.writing(NOW) as session:
        disable_user(session, PROGRAM, user_id=gone.user_id or 0)
    with database.reading(NOW) as session:
        listed = all_users(session, NOW)
    assert [(row.login, row.open_sessions, row.has_password) for row in listed] == [
        ("anna", 1, True),
        ("ivo", 0, False),
        ("gone", 0, True),
    ]
    assert listed[1].invited_until == invitation.ends_at
    assert listed[2].disabled_at == NOW
    assert listed[0].seen_at == NOW


def test_no_secret_stands_in_the_audit_trail(database: Database) -> None:
    a_user(database)
    invitation = an_invitation(database)
    accept(database, invitation)
    with database.reading() as session:
        written = " ".join(session.scalars(select(AuditDetail.body).where(AuditDetail.body.is_not(None))))
        hashes = [row for row in session.scalars(select(UserAccount.password_hash)) if row]
    assert "•••" in written
    assert "argon2" not in written
    assert all(known not in written for known in (*hashes, NEW, PASSWORD, invitation.path[-43:]))


# --- first start ------------------------------------------------------------------------------------------
def a_code(database: Database) -> str:
    with database.writing(NOW) as session:
        code = make_setup_code(session, PROGRAM)
    assert code is not None
    return code


def found(database: Database, code: str, **given: str) -> NewSession:
    inputs = {
        "studio": "Studio Süd",
        "name": "Anna",
        "login": "anna",
        "password": NEW,
        "repeated": NEW,
        "language": "en",
    } | given
    with database.writing(NOW) as session:
        return found_studio(session, code=code, address="", browser="", now=NOW, **inputs)


def test_the_code_makes_the_studio_and_its_first_admin(database: Database) -> None:
    new = found(database, a_code(database))
    with database.reading(NOW) as session:
        admin = signed_in(session, new.token, NOW)
        studio = session.get_one(Studio, 1)
        written = (studio.name, studio.language, studio.setup_code_hash)
    assert admin is not None
    assert (admin.role, admin.login, admin.language) == (Role.ADMIN, "anna", "en")
    assert written == ("Studio Süd", "en", None)


@pytest.mark.parametrize("spelt", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_the_code_counts_however_it_is_typed(database: Database, spelt: Callable[[str], str]) -> None:
    assert found(database, spelt(a_code(database))).token


@pytest.mark.parametrize("wrong", ["", "AAAA-AAAA-AAAA-AAAA", "\x00", "x" * 1_000_000, "-", "\ud800"])
def test_a_wrong_code_is_refused_and_makes_nobody(database: Database, wrong: str) -> None:
    a_code(database)
    with pytest.raises(SetupCodeWrong):
        found(database, wrong)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(UserAccount)) == 0


def test_without_a_printed_code_nothing_starts(database: Database) -> None:
    for code in ("", "-", "AAAA"):
        with pytest.raises(SetupCodeWrong):
            found(database, code)


def test_the_newest_code_counts(database: Database) -> None:
    old, new = a_code(database), a_code(database)
    with pytest.raises(SetupCodeWrong):
        found(database, old)
    assert found(database, new).token


def test_once_there_is_a_user_no_code_is_made_and_none_counts(database: Database) -> None:
    code = a_code(database)
    a_user(database)
    with database.writing(NOW) as session:
        assert make_setup_code(session, PROGRAM) is None
    with pytest.raises(AlreadyStarted):
        found(database, code)


def test_all_that_is_wrong_is_said_at_once_by_field(database: Database) -> None:
    code = a_code(database)
    with pytest.raises(InvalidInput) as refused:
        found(database, code, studio=" ", name="", login="a b", password="short", repeated="other")
    assert [problem.field for problem in refused.value.problems] == [
        "studio",
        "name",
        "login",
        "password",
        "repeated",
    ]
    assert found(database, code).token


def test_of_two_first_starts_at_once_one_wins(database: Database) -> None:
    code = a_code(database)

    def start(number: int) -> bool:
        try:
            found(database, code, login=f"admin{number}")
        except AlreadyStarted:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(start, range(4))) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(UserAccount)) == 1


def test_the_first_start_is_on_record(database: Database) -> None:
    found(database, a_code(database))
    with database.reading() as session:
        steps = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert steps == ["make_setup_code", "open_house", "sign_in"]


def test_every_action_on_users_is_known_by_its_permission() -> None:
    from actions.action import ALL

    assert {name for name, what in ALL.items() if what == "manage_users"} >= {
        "invite_user",
        "disable_user",
        "reset_password",
    }
    assert timedelta(days=7) == users.INVITATION_LASTS
