"""The calendar as people use it, in German: book where one clicks, see the clash, move a series, by keyboard too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from actions.appointments import book_appointment
from actions.categories import add_category
from actions.rooms import add_room
from db.session import Database
from domain.access import PROGRAM
from domain.activities import ActivityKind, Every
from domain.appointments import Repeat, wall
from models.appointment import Appointment
from models.user import UserAccount
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

DAY = date(2031, 6, 11)
"""A Wednesday."""


@pytest.fixture
def people(people: Database) -> Database:
    """A weekly series of the therapist at ten, with Anna."""
    with people.writing(datetime.now(UTC)) as session:
        add_room(session, PROGRAM, name="Raum 1")
        add_category(session, PROGRAM, kind=ActivityKind.APPOINTMENT, name="Massage", color="green", minutes=30)
        user_id = session.scalars(select(UserAccount.id).where(UserAccount.login == "therapist")).one()
        book_appointment(
            session, PROGRAM, contact_id=1, category_id=1, day=DAY, clock=time(10), minutes=60, user_id=user_id,
            repeat=Repeat(Every.WEEK, times=3),
        )  # fmt: skip
    return people


def booked(database: Database) -> list[str]:
    with database.reading() as session:
        found = session.scalars(select(Appointment).order_by(Appointment.at, Appointment.id))
        return [f"{wall(one.at):%d.%m. %H:%M} {(one.ends_at - one.at) // timedelta(minutes=1)}" for one in found]


def column(page: Page, name: str) -> Locator:
    """The column of a person: found by where its title stands."""
    titles = page.locator(".k-cal-title")
    titles.first.wait_for()
    names = titles.all_inner_texts()
    return page.locator(".k-cal-column").nth(names.index(name))


def click_at(page: Page, name: str, hour: float) -> None:
    """Click into a column at a time of the clock; the shown day begins at seven."""
    place = column(page, name)
    box = place.bounding_box()
    assert box is not None
    place.click(position={"x": box["width"] - 8, "y": (hour - 7) * 60 * 1.15 + 4})


def test_book_where_one_clicks_with_a_clash_shown_first(visit: Callable[..., Visit], people: Database) -> None:
    tab = visit("de-DE")
    page = tab.sign_in(f"/calendar?on={DAY}", login="reception")
    expect(page.locator(".k-cal-entry")).to_contain_text("Müller, Anna")
    click_at(page, "therapist", 9.5)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Beginn")).to_have_value("09:30")
    expect(dialog.get_by_label("Tag")).to_have_value("11.06.2031")
    expect(dialog.get_by_text("Schon belegt")).to_be_visible()
    expect(dialog.get_by_text("therapist: 11.06.2031, 10:00–11:00 Massage (Müller, Anna)")).to_be_visible()
    dialog.get_by_label("Minuten").fill("30")
    expect(dialog.get_by_text("Schon belegt")).not_to_be_visible()
    dialog.get_by_label("Minuten").fill("45")
    dialog.get_by_label("Titel").fill("Gespräch")
    expect(dialog.get_by_text("Schon belegt")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_text("Trotzdem buchen").first).to_be_visible()
    expect(dialog.get_by_text("Wählen Sie eine andere Zeit")).to_be_visible()
    assert len(booked(people)) == 3
    dialog.get_by_text("Trotzdem buchen", exact=True).click()
    dialog.get_by_role("button", name="Buchen").click()
    expect(page.get_by_text("Termin gebucht.")).to_be_visible()
    expect(page.locator(".k-cal-entry")).to_have_count(2)
    assert "11.06. 09:30 45" in booked(people)
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.locator(".k-cal-entry")).to_have_count(1)
    assert not tab.complaints
    assert not tab.strangers()


def test_a_series_is_moved_from_its_second_on(visit: Callable[..., Visit], people: Database) -> None:
    tab = visit("de-DE")
    page = tab.sign_in(f"/calendar?on={DAY + timedelta(days=7)}&view=week", login="reception")
    expect(page.get_by_text("KW 25: 16.06.2031 – 22.06.2031")).to_be_visible()
    page.locator(".k-cal-entry").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Beginn").fill("1430")
    dialog.get_by_text("Dieser und alle folgenden").first.click()
    expect(dialog.get_by_text("14:30–15:30")).to_be_visible()
    dialog.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Serie geändert.")).to_be_visible()
    assert booked(people) == ["11.06. 10:00 60", "18.06. 14:30 60", "25.06. 14:30 60"]
    page.get_by_text("Tag", exact=True).first.click()
    page.wait_for_url(lambda url: "view=week" not in url)
    expect(page.locator(".k-cal-title", has_text="therapist")).to_be_visible()
    assert not tab.complaints


def test_by_keyboard_alone(visit: Callable[..., Visit], people: Database) -> None:
    tab = visit("de-DE")
    page = tab.sign_in(f"/calendar?on={DAY}", login="reception")
    cursor = page.locator(".k-cal-cursor")
    cursor.focus()
    before = cursor.get_attribute("aria-label") or ""
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    after = cursor.get_attribute("aria-label") or ""
    assert "09:00" in before
    assert "10:00" in after
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Beginn")).to_have_value("10:00")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    page.locator(".k-cal-entry").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Müller, Anna")).to_be_visible()
    dialog.get_by_role("button", name="Gekommen").press("Enter")
    expect(page.locator(".k-cal-entry")).to_contain_text("Gekommen")
    assert not tab.complaints


def test_at_phone_width_the_day_can_be_read_and_booked(visit: Callable[..., Visit], people: Database) -> None:
    tab = visit("de-DE", width=390, height=844)
    page = tab.sign_in(f"/calendar?on={DAY}&who=4", login="reception")
    expect(page.locator(".k-cal-title")).to_have_count(1)
    click_at(page, page.locator(".k-cal-title").inner_text(), 13)
    expect(page.get_by_role("dialog").get_by_label("Beginn")).to_have_value("13:00")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
