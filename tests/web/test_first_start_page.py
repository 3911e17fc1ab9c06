"""The pages that set a first password: the first start and the invitation."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from actions.users import disable_user, invite_user
from db.session import Database
from domain.access import PROGRAM, Role
from models.studio import Studio
from models.user import UserAccount
from tests.people import PASSWORD, a_user
from tests.web.browser import Answer, Visitor
from tests.web.test_gate import inside
from web.first_start import announce

GOOD = {
    "studio": "Studio Süd",
    "name": "Anna",
    "login": "anna",
    "password": PASSWORD,
    "repeated": PASSWORD,
    "language": "en",
}


def start(visitor: Visitor, code: str, **differently: str) -> Answer:
    return visitor.fill_in("/first-start", **(GOOD | {"code": code} | differently))


def a_code() -> str:
    code = announce()
    assert code is not None
    return code


def test_the_code_of_the_console_makes_the_first_admin_who_is_signed_in(house: Database, visitor: Visitor) -> None:
    answer = start(visitor, a_code())
    assert (answer.status, answer["location"]) == (303, "/")
    assert inside(visitor.get("/"))
    with house.reading() as session:
        assert session.scalars(select(UserAccount.role)).one() == Role.ADMIN
        assert session.get_one(Studio, 1).name == "Studio Süd"


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA-AAAA", "\x00", "x" * 2_000])
def test_a_wrong_code_keeps_what_was_typed_and_makes_nobody(house: Database, visitor: Visitor, code: str) -> None:
    a_code()
    answer = start(visitor, code)
    assert answer.status == 422
    assert "The code is not the one" in answer.text
    assert answer.value("studio") == "Studio Süd"
    assert PASSWORD.encode() not in answer.body
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(UserAccount)) == 0


@pytest.mark.usefixtures("house")
def test_guessing_the_code_is_slowed_down(visitor: Visitor) -> None:
    code = a_code()
    for _ in range(3):
        start(visitor, "AAAA-AAAA-AAAA-AAAA")
    assert start(visitor, code).status == 429


@pytest.mark.usefixtures("house")
def test_mistakes_beside_the_right_code_are_said_by_field_and_cost_no_delay(visitor: Visitor) -> None:
    code = a_code()
    for _ in range(5):
        answer = start(visitor, code, studio="", login="a b", password="short", repeated="other")
    assert answer.status == 422
    for field in ("studio", "login", "password", "repeated"):
        assert f'id="{field}-problem"' in answer.text
    assert 'id="name-problem"' not in answer.text
    assert start(visitor, code).status == 303


def test_with_a_user_the_first_start_is_over(house: Database, visitor: Visitor) -> None:
    code = a_code()
    page = visitor.get("/first-start")
    a_user(house)
    assert announce() is None
    assert visitor.get("/first-start")["location"] == "/sign-in"
    answer = visitor.fill_in("/first-start", page, **GOOD, code=code)
    assert (answer.status, answer["location"]) == (303, "/sign-in")
    assert "kontor_session" not in visitor.cookies


@pytest.mark.usefixtures("house")
def test_the_first_start_is_protected_against_forgery(visitor: Visitor) -> None:
    answer = visitor.post("/first-start", GOOD | {"code": a_code()})
    assert answer.status == 403
    assert answer.value("studio") == "Studio Süd"


# --- invitation -------------------------------------------------------------------------------------------
@pytest.fixture
def link(house: Database) -> str:
    """The path of an invitation of a user with a hostile name."""
    a_user(house)
    with house.writing() as session:
        return invite_user(session, PROGRAM, login="ivo", name="<b>Ivo</b>", role=Role.OFFICE).path


def test_an_invitation_asks_for_a_password_and_signs_in(link: str, visitor: Visitor) -> None:
    page = visitor.get(link)
    assert page.status == 200
    assert b"&lt;b&gt;Ivo&lt;/b&gt;" in page.body
    assert page.value("login") == "ivo"
    answer = visitor.fill_in(link, page, password=PASSWORD, repeated=PASSWORD)
    assert (answer.status, answer["location"]) == (303, "/")
    assert inside(visitor.get("/"))
    assert Visitor(visitor.app).get(link).status == 410


def test_an_invitation_does_not_stay_in_caches_or_referrers(link: str, visitor: Visitor) -> None:
    page = visitor.get(link)
    assert page["cache-control"] == "no-store"
    assert page["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("password", "repeated", "field"),
    [
        ("short", "short", "password"),
        (PASSWORD, "other", "repeated"),
        ("", "", "password"),
        ("x" * 999, "", "password"),
    ],
)
def test_a_refused_password_leaves_the_invitation_open(
    link: str, visitor: Visitor, password: str, repeated: str, field: str
) -> None:
    answer = visitor.fill_in(link, password=password, repeated=repeated)
    assert answer.status == 422
    assert f'id="{field}-problem"' in answer.text
    assert visitor.fill_in(link, password=PASSWORD, repeated=PASSWORD).status == 303


def test_an_invitation_of_a_disabled_user_is_gone(house: Database, link: str, visitor: Visitor) -> None:
    with house.writing() as session:
        disable_user(session, PROGRAM, user_id=2)
    assert visitor.get(link).status == 410


def test_an_invitation_used_meanwhile_only_says_so(house: Database, link: str, visitor: Visitor) -> None:
    page = visitor.get(link)
    with house.writing() as session:
        session.execute(update(UserAccount).values(invitation_hash=None))
    answer = visitor.fill_in(link, page, password=PASSWORD, repeated=PASSWORD)
    assert answer.status == 410
    assert "does not work any more" in answer.text
    assert "kontor_session" not in visitor.cookies


@pytest.mark.usefixtures("link")
def test_a_made_up_invitation_says_that_it_does_not_work(visitor: Visitor) -> None:
    answer = visitor.get("/invitation/" + "x" * 43)
    assert answer.status == 410
    assert "does not work any more" in answer.text


def test_an_invitation_is_protected_against_forgery(link: str, visitor: Visitor) -> None:
    assert visitor.post(link, {"password": PASSWORD, "repeated": PASSWORD}).status == 403
