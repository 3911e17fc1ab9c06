"""The feed of a calendar program: the link alone opens it, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import vobject
from sqlalchemy import select

from actions.appointments import book_appointment
from actions.calendar_feeds import make_calendar_feed, revoke_calendar_feed
from actions.users import disable_user
from db.session import Database
from domain import access
from domain.access import PROGRAM, Actor, NotPermitted, Permission, Role
from domain.appointments import MOST_FEEDS, TooManyFeeds, wall
from models.appointment import CalendarFeed
from models.audit import AuditDetail
from tests.building import a_contact
from tests.people import a_user
from tests.web.browser import Visitor


@pytest.fixture
def cem(house: Database) -> Actor:
    """With one appointment in a week; Dora has another."""
    now = datetime.now(UTC)
    cem, dora = (a_user(house, name, name=name.title(), role=Role.THERAPIST, now=now) for name in ("cem", "dora"))
    day = wall(now).date() + timedelta(days=7)
    with house.writing() as session:
        anna = a_contact(session)
        for actor, title in ((cem, "of Cem"), (dora, "of Dora")):
            book_appointment(
                session, PROGRAM, contact_id=anna.id, title=title, day=day, clock=time(9), minutes=30,
                user_id=actor.user_id,
            )  # fmt: skip
    return cem


def link(house: Database, actor: Actor, *, with_names: bool = False) -> str:
    with house.writing() as session:
        return make_calendar_feed(session, actor, with_names=with_names).path


def test_the_link_alone_opens_the_own_appointments(house: Database, visitor: Visitor, cem: Actor) -> None:
    answer = visitor.get(link(house, cem, with_names=True), accept="*/*")
    assert answer.status == 200
    assert answer["content-type"].startswith("text/calendar")
    assert answer["cache-control"] == "no-store"
    [event] = vobject.readOne(answer.body.decode()).contents["vevent"]
    assert event.summary.value == "of Cem, Müller, Anna"
    assert b"ller" not in visitor.get(link(house, cem), accept="*/*").body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_it_only_reads(house: Database, visitor: Visitor, cem: Actor, method: str) -> None:
    assert visitor.get(link(house, cem), method, accept="*/*").status == 401


@pytest.mark.parametrize("path", ["/calendar-feed/" + "x" * 43 + ".ics", "/calendar-feed/" + "-" * 100 + ".ics"])
def test_an_unknown_link_leads_nowhere(house: Database, visitor: Visitor, cem: Actor, path: str) -> None:
    answer = visitor.get(path, accept="*/*")
    assert (answer.status, answer.body) == (404, b"")
    assert answer["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["", "short.ics", "x" * 101 + ".ics", "x" * 43, "x" * 43 + ".ics/crm", "%00.ics"])
def test_what_is_no_link_stays_behind_the_gate(house: Database, visitor: Visitor, cem: Actor, path: str) -> None:
    assert visitor.get("/calendar-feed/" + path, accept="*/*").status == 401


def test_a_revoked_link_leads_nowhere(house: Database, visitor: Visitor, cem: Actor) -> None:
    first, second = link(house, cem), link(house, cem)
    with house.writing() as session:
        revoke_calendar_feed(session, cem, feed_id=1)
    assert [visitor.get(path, accept="*/*").status for path in (first, second)] == [404, 200]


def test_who_is_disabled_or_may_see_no_contacts_has_none(
    house: Database, visitor: Visitor, cem: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link(house, cem)
    with monkeypatch.context() as patch:
        patch.setitem(access.ROLES, Role.THERAPIST, frozenset({Permission.OWN_ACCOUNT}))
        assert visitor.get(path, accept="*/*").status == 404
    assert visitor.get(path, accept="*/*").status == 200
    a_user(house, "other", role=Role.ADMIN, now=datetime.now(UTC))
    with house.writing() as session:
        disable_user(session, PROGRAM, user_id=cem.user_id or 0)
    assert visitor.get(path, accept="*/*").status == 404


def test_only_the_hash_is_kept(house: Database, cem: Actor) -> None:
    token = link(house, cem).removeprefix("/calendar-feed/").removesuffix(".ics")
    with house.reading() as session:
        [feed] = session.scalars(select(CalendarFeed))
        told = "".join(body or "" for body in session.scalars(select(AuditDetail.body)))
    assert token not in feed.token_hash
    assert token not in told
    assert feed.token_hash not in told


def test_links_are_few_and_belong_to_their_owner(house: Database, cem: Actor) -> None:
    dora = a_user(house, "eva", role=Role.OFFICE, now=datetime.now(UTC))
    for _ in range(MOST_FEEDS):
        link(house, cem)
    with pytest.raises(TooManyFeeds):
        link(house, cem)
    with pytest.raises(NotPermitted), house.writing() as session:
        revoke_calendar_feed(session, dora, feed_id=1)
    with pytest.raises(NotPermitted):
        link(house, PROGRAM)
