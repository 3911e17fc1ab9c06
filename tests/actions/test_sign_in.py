"""Attempts, passwords and sessions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from actions import sign_in
from actions.sign_in import (
    NewSession,
    count_attempt,
    hash_password,
    matches,
    note_seen,
    open_session,
    sign_in_to_demo,
    sign_out,
    sign_out_everywhere,
    verify_password,
)
from actions.users import change_language, disable_user, set_password
from db.session import Database
from domain.access import PROGRAM, Actor, Role
from domain.errors import NotADemo, SignInRefused, TooManyAttempts
from domain.passwords import ADDRESS_FREE_FAILURES, LONGEST, LONGEST_DELAY, USER_FREE_FAILURES, delay_after
from models.audit import AuditEntry
from models.studio import Studio
from models.user import SignInThrottle, UserAccount, UserSession
from queries.users import SignedIn, open_sessions, signed_in, token_hash
from tests.people import NOW, PASSWORD, a_session, a_user, cheap_hashing


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_hashing(monkeypatch)


def attempt(
    database: Database,
    login: str = "anna",
    password: str = PASSWORD,
    *,
    address: str = "192.0.2.1",
    now: datetime = NOW,
) -> NewSession:
    """Sign in as the page does: three transactions."""
    with database.writing(now) as session:
        count_attempt(session, login=login, address=address, now=now)
    with database.reading(now) as session:
        verified = verify_password(session, login=login, password=password)
    with database.writing(now) as session:
        return open_session(
            session, verified, password=password, login=login, address=address, browser="Firefox", now=now
        )


def who(database: Database, token: str, now: datetime = NOW) -> SignedIn | None:
    with database.reading(now) as session:
        return signed_in(session, token, now)


# --- passwords --------------------------------------------------------------------------------------------
def test_hashing_in_earnest_is_argon2id_with_the_library_defaults() -> None:
    hasher = PasswordHasher()
    assert hasher.type is Type.ID
    assert (hasher.memory_cost, hasher.time_cost) >= (65536, 3)


def test_the_same_password_typed_composed_or_decomposed_matches() -> None:
    assert matches(hash_password("Schlüssel zum Glück"), "Schlu\u0308ssel zum Glu\u0308ck")


@pytest.mark.parametrize(
    "typed", ["", "correct horse batter", PASSWORD + "x", "\x00", "x" * 1_000_000, "\ud800", PASSWORD.upper()]
)
def test_another_password_never_matches(typed: str) -> None:
    assert not matches(hash_password(PASSWORD), typed)


def test_an_overlong_password_does_not_match_by_its_beginning() -> None:
    assert not matches(hash_password("y" * (LONGEST + 1)), "y" * (LONGEST + 2))


@pytest.mark.parametrize("stored", ["", "no hash", "$argon2id$broken"])
def test_a_broken_hash_matches_nothing(stored: str) -> None:
    assert not matches(stored, PASSWORD)


# --- signing in -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("login", ["anna", "ANNA", "  Anna ", "\uff41nna"])
def test_the_right_password_opens_a_session_however_the_login_is_spelt(database: Database, login: str) -> None:
    anna = a_user(database)
    new = attempt(database, login)
    found = who(database, new.token)
    assert found is not None
    assert (found.user_id, found.login, found.actor) == (anna.user_id, "anna", anna)


def test_each_sign_in_gets_a_token_of_its_own_and_the_database_holds_only_its_hash(
    database: Database,
) -> None:
    a_user(database)
    first, second = attempt(database), attempt(database)
    assert first.token != second.token
    with database.reading() as session:
        stored = set(session.scalars(select(UserSession.token_hash)))
    assert stored == {token_hash(first.token), token_hash(second.token)}
    assert first.token not in stored


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("anna", "wrong password"),
        ("nobody", PASSWORD),
        ("", ""),
        ("anna\x00", PASSWORD),
        ("anna' OR 1=1 --", PASSWORD),
        ("%", PASSWORD),
        ("x" * 100_000, PASSWORD),
        ("anna", "x" * 1_000),
        ("\ud800", PASSWORD),
        ("invited", ""),
        ("gone", PASSWORD),
    ],
)
def test_unknown_wrong_disabled_and_hostile_are_refused_alike(database: Database, login: str, password: str) -> None:
    a_user(database)
    gone = a_user(database, "gone", role=Role.OFFICE)
    with database.writing(NOW) as session:
        session.add(UserAccount(login="invited", name="Ivo", role=Role.OFFICE))
        disable_user(session, PROGRAM, user_id=gone.user_id or 0)
    with pytest.raises(SignInRefused) as refused:
        attempt(database, login, password)
    assert refused.value.data == {}


def test_an_unknown_user_costs_one_hash_as_a_known_one_does(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_user(sqlite_database)
    sign_in._nobodys_hash()
    asked: list[str] = []

    def counted(stored: str, password: str) -> bool:
        asked.append(stored)
        return False

    monkeypatch.setattr(sign_in, "matches", counted)
    for login in ("anna", "nobody", "x" * 1000):
        with pytest.raises(SignInRefused), sqlite_database.reading() as session:
            verify_password(session, login=login, password="wrong")
    assert len(asked) == 3
    assert all(stored.startswith("$argon2id$") for stored in asked)


def test_a_password_changed_between_check_and_session_opens_nothing(database: Database) -> None:
    anna = a_user(database)
    with database.reading() as session:
        verified = verify_password(session, login="anna", password=PASSWORD)
    with database.writing(NOW) as session:
        set_password(session, PROGRAM, user_id=anna.user_id or 0, password="another good one")
    with pytest.raises(SignInRefused), database.writing(NOW) as session:
        open_session(session, verified, password=PASSWORD, login="anna", address="", browser="", now=NOW)


def test_a_hash_of_old_parameters_is_renewed_at_sign_in(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = a_user(database)
    with database.reading() as session:
        old = session.get_one(UserAccount, anna.user_id).password_hash
    monkeypatch.setattr(sign_in, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    attempt(database)
    with database.reading() as session:
        new = session.get_one(UserAccount, anna.user_id).password_hash
    assert old != new
    assert new is not None
    assert "m=16,t=2" in new
    assert matches(new, PASSWORD)


# --- the growing delay ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 0), (2, 0), (3, 2), (4, 4), (5, 8), (10, 256), (12, 900), (10**9, 900)],
)
def test_the_delay_doubles_from_the_third_failure_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert delay_after(failures, USER_FREE_FAILURES) == timedelta(seconds=seconds)


@given(st.integers(0, 10**6), st.integers(0, 100))
def test_the_delay_never_shrinks_and_never_locks_out_for_ever(failures: int, free: int) -> None:
    assert delay_after(failures, free) <= delay_after(failures + 1, free) <= LONGEST_DELAY


def fail(database: Database, times: int, *, login: str = "anna", address: str = "192.0.2.1") -> datetime:
    """So many failed attempts, each as early as it may be; gives the moment of the last."""
    now = NOW
    for _ in range(times):
        try:
            with database.writing(now) as session:
                count_attempt(session, login=login, address=address, now=now)
        except TooManyAttempts as refused:
            now += timedelta(seconds=int(str(refused.data["seconds"])))
            with database.writing(now) as session:
                count_attempt(session, login=login, address=address, now=now)
    return now


def test_after_failures_even_the_right_password_waits_and_then_works(database: Database) -> None:
    a_user(database)
    now = fail(database, 4)
    with pytest.raises(TooManyAttempts) as refused:
        attempt(database, now=now)
    assert refused.value.data == {"seconds": 4}
    assert attempt(database, now=now + timedelta(seconds=4)).token


def test_failures_count_across_addresses_for_one_user(database: Database) -> None:
    a_user(database)
    for number in range(3):
        fail(database, 1, address=f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts):
        attempt(database, address="198.51.100.9")


def test_failures_count_across_users_for_one_address(database: Database) -> None:
    a_user(database)
    for number in range(ADDRESS_FREE_FAILURES + 1):
        fail(database, 1, login=f"guess{number}")
    with pytest.raises(TooManyAttempts):
        attempt(database)
    assert attempt(database, address="198.51.100.9").token


def test_a_success_resets_the_user_but_not_the_address(database: Database) -> None:
    a_user(database)
    fail(database, 2)
    attempt(database)
    with database.reading() as session:
        left = {row.key: row.failures for row in session.scalars(select(SignInThrottle))}
    assert left == {"login:anna": 0, "address:192.0.2.1": 2}


def test_waiting_while_blocked_does_not_lengthen_the_delay(database: Database) -> None:
    a_user(database)
    now = fail(database, 3)
    for _ in range(5):
        with pytest.raises(TooManyAttempts):
            attempt(database, "anna", "wrong password", now=now)
    assert attempt(database, now=now + timedelta(seconds=2)).token


def test_failures_are_forgotten_after_a_day_and_their_rows_with_them(database: Database) -> None:
    a_user(database)
    for number in range(5):
        fail(database, 3, login=f"guess{number}", address=f"192.0.2.{number}")
    later = NOW + timedelta(days=2)
    attempt(database, now=later)
    with database.reading() as session:
        assert set(session.scalars(select(SignInThrottle.key))) == {"login:anna", "address:192.0.2.1"}


def test_many_attempts_at_the_same_moment_get_no_free_guesses(database: Database) -> None:
    a_user(database)

    def guess(number: int) -> bool:
        try:
            with database.writing(NOW) as session:
                count_attempt(session, login="anna", address=f"192.0.2.{number}", now=NOW)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        allowed = sum(pool.map(guess, range(16)))
    assert allowed == USER_FREE_FAILURES + 1


# --- sessions ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes_idle", "signed_in_still"), [(0, True), (119, True), (120, False), (60 * 24 * 365, False)]
)
def test_a_session_ends_when_idle(database: Database, minutes_idle: int, signed_in_still: bool) -> None:
    new = a_session(database, a_user(database))
    assert (who(database, new.token, NOW + timedelta(minutes=minutes_idle)) is not None) is signed_in_still


def test_a_session_in_use_lives_on_but_not_beyond_its_absolute_end(database: Database) -> None:
    new = a_session(database, a_user(database))
    for hour in range(1, 12):
        now = NOW + timedelta(hours=hour)
        found = who(database, new.token, now)
        assert found is not None
        assert found.unseen_for_long(now)
        with database.writing(now) as session:
            note_seen(session, found.session_id)
    assert who(database, new.token, NOW + timedelta(hours=12)) is None


def test_the_use_of_a_session_is_written_at_most_once_a_minute_and_never_backwards(
    database: Database,
) -> None:
    new = a_session(database, a_user(database))
    found = who(database, new.token)
    assert found is not None
    assert not found.unseen_for_long(NOW + timedelta(seconds=59))
    assert found.unseen_for_long(NOW + timedelta(seconds=60))
    with database.writing(NOW - timedelta(hours=1)) as session:
        note_seen(session, found.session_id)
    again = who(database, new.token)
    assert again is not None
    assert again.seen_at == NOW


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "\x00", "\ud800", "x" * 100_000, "' OR 1=1 --"])
def test_a_made_up_token_is_nobody(database: Database, token: str) -> None:
    a_session(database, a_user(database))
    assert who(database, token) is None


def test_the_stored_hash_is_no_token(database: Database) -> None:
    new = a_session(database, a_user(database))
    assert who(database, token_hash(new.token)) is None


def _sign_out(database: Database, actor: Actor, token: str) -> None:
    found = who(database, token)
    assert found is not None
    with database.writing(NOW) as session:
        sign_out(session, actor, session_id=found.session_id)


def test_signing_out_ends_this_session_only(database: Database) -> None:
    anna = a_user(database)
    here, elsewhere = a_session(database, anna), a_session(database, anna)
    _sign_out(database, anna, here.token)
    assert who(database, here.token) is None
    assert who(database, elsewhere.token) is not None


def test_nobody_ends_the_session_of_another(database: Database) -> None:
    anna, olga = a_user(database), a_user(database, "olga", role=Role.OFFICE)
    hers = a_session(database, anna)
    _sign_out(database, olga, hers.token)
    assert who(database, hers.token) is not None


def test_signing_out_everywhere_ends_all_of_ones_own_and_no_others(database: Database) -> None:
    anna, olga = a_user(database), a_user(database, "olga", role=Role.OFFICE)
    mine, hers = [a_session(database, anna) for _ in range(3)], a_session(database, olga)
    with database.writing(NOW) as session:
        sign_out_everywhere(session, anna)
    assert [who(database, new.token) for new in mine] == [None] * 3
    assert who(database, hers.token) is not None


def test_open_sessions_are_listed_with_browser_and_address_the_latest_first(database: Database) -> None:
    anna = a_user(database)
    a_session(database, anna, browser="Old\x00 Firefox")
    a_session(database, anna, now=NOW + timedelta(minutes=5), browser="x" * 5_000)
    with database.reading() as session:
        listed = open_sessions(session, anna.user_id or 0, NOW + timedelta(minutes=6))
    assert [row.browser for row in listed] == ["x" * 200, "Old Firefox"]
    assert listed[1].address == "192.0.2.7"


def test_signing_in_and_out_stands_in_the_audit_trail(database: Database) -> None:
    anna = a_user(database)
    new = attempt(database)
    _sign_out(database, anna, new.token)
    with database.reading() as session:
        steps = session.execute(select(AuditEntry.action, AuditEntry.user_id).order_by(AuditEntry.seq)).all()
    assert [tuple(step) for step in steps] == [
        ("add_user", None),
        ("sign_in", anna.user_id),
        ("sign_out", anna.user_id),
    ]


def test_what_a_user_changes_is_on_record_under_the_user(database: Database) -> None:
    anna = a_user(database)
    with database.writing(NOW) as session:
        change_language(session, anna, language="en")
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.user_id == anna.user_id)) == 1


# --- demo -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("is_demo", [True, False])
def test_one_click_works_in_a_demo_database_only(database: Database, is_demo: bool) -> None:
    anna = a_user(database)
    with database.writing(NOW) as session:
        session.get_one(Studio, 1).is_demo = is_demo
    with database.writing(NOW) as session:
        if is_demo:
            new = sign_in_to_demo(session, user_id=anna.user_id or 0, address="", browser="", now=NOW)
            assert new.user_id == anna.user_id
        else:
            with pytest.raises(NotADemo):
                sign_in_to_demo(session, user_id=anna.user_id or 0, address="", browser="", now=NOW)


def test_one_click_needs_an_enabled_user(database: Database) -> None:
    a_user(database)
    gone = a_user(database, "gone", role=Role.OFFICE)
    with database.writing(NOW) as session:
        session.get_one(Studio, 1).is_demo = True
        disable_user(session, PROGRAM, user_id=gone.user_id or 0)
    for user_id in (gone.user_id or 0, 999):
        with pytest.raises(NotADemo), database.writing(NOW) as session:
            sign_in_to_demo(session, user_id=user_id, address="", browser="", now=NOW)
