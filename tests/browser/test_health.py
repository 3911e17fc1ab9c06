"""Health data at the desk: hidden from the one, shown to the other on request, changed in the same dialog."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from actions.health_data import write_health_note
from db.session import Database
from domain.access import PROGRAM
from models.audit import AuditEntry
from models.contact import Contact
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def people(people: Database) -> Database:
    """Of the first contact something is noted."""
    with people.writing(datetime.now(UTC)) as session:
        key = session.scalars(select(Contact.id).where(Contact.number == "10001")).one()
        write_health_note(session, PROGRAM, contact_id=key, version=None, note="Herzschrittmacher")
    return people


def looks(database: Database) -> int:
    with database.reading() as session:
        steps = select(func.count()).where(AuditEntry.action == "look_at_health_data")
        return session.scalar(steps) or 0


def show(page: Page) -> None:
    page.locator("[data-press=health_show]").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_visible()


def test_shown_on_request_changed_and_logged(visit: Callable[..., Visit], people: Database) -> None:
    page = visit().sign_in("/master-data?contact=10001", "therapist")
    expect(page.locator(".k-hidden").first).to_be_visible()
    assert looks(people) == 0
    show(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox")).to_have_value("Herzschrittmacher")
    dialog.get_by_role("textbox").fill("Herzschrittmacher, kein Reizstrom")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Health data changed.")).to_be_visible()
    assert looks(people) == 1
    show(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox")).to_have_value("Herzschrittmacher, kein Reizstrom")
    dialog.get_by_text("Earlier notes").click()
    expect(dialog.locator(".k-changes")).to_have_text("Herzschrittmacher")
    assert looks(people) == 2
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_text("therapist looked at the health data").first).to_be_visible()
    assert "Herzschrittmacher" not in page.content()


def test_hidden_at_the_reception(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/master-data?contact=10001", "reception")
    expect(page.get_by_text("hidden").first).to_be_visible()
    assert page.locator("[data-press=health_show]").count() == 0
    page.get_by_role("tab", name="History").click()
    expect(page.locator(".k-log").first).to_be_visible()
    assert "health" not in page.locator(".k-log").first.inner_text()
    assert "Herzschrittmacher" not in page.content()
