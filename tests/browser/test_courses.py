"""A course at the desk in German: a course, its dates, who comes, who waits, who moves up, and the list on paper."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from db.session import Database
from domain.activities import State
from models.course import Enrolment
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def enrol_somebody(page: Page, name: str) -> None:
    page.get_by_role("button", name="Jemanden anmelden").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input").first.fill(name)
    dialog.get_by_role("button", name=name).first.click()
    dialog.get_by_role("button", name="Anmelden", exact=True).click()
    expect(dialog).to_have_count(0)


def test_a_course_from_the_plan_to_the_paper(people: Database, visit: Callable[..., Visit]) -> None:
    tab = visit("de-DE")
    page = tab.sign_in("/courses?tab=courses", "reception")
    page.get_by_role("button", name="Neuer Kurs").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Rückenfit")
    dialog.get_by_label("Plätze").fill("1")
    dialog.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Rückenfit")).to_be_visible()

    page.get_by_role("button", name="Neue Termine").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Erster Tag")).to_be_focused()  # else the focus comes while something else is typed
    for label, typed in {"Erster Tag": "25.12.2040", "Ab": "18", "Bis": "19:15", "Letzter Tag": "15.1.2041"}.items():
        dialog.get_by_label(label).first.fill(typed)
    expect(dialog).to_contain_text("2 Termine werden angelegt")
    expect(dialog).to_contain_text("Feiertag (Neujahr)")
    dialog.get_by_role("button", name="Termine anlegen").click()
    expect(page.locator(".k-entry-open")).to_have_count(2)

    page.locator(".k-entry-open").first.click()
    expect(page.get_by_role("heading", name="Rückenfit")).to_be_visible()
    enrol_somebody(page, "Anna Müller")
    expect(page.locator(".k-entries").first).to_contain_text("1. Anna Müller")
    enrol_somebody(page, "Ben Groß")
    expect(page.get_by_role("heading", name="Warteliste")).to_be_visible()

    page.locator(".k-entry-open", has_text="Anna Müller").click()
    page.get_by_role("dialog").get_by_role("button", name="Anmeldung stornieren").click()
    expect(page.get_by_text("Von der Warteliste nachgerückt: Ben Groß").first).to_be_visible()
    page.get_by_role("button", name="✓ Weiß Bescheid").click()
    expect(page.get_by_text("1 Person weiß Bescheid").first).to_be_visible()

    here = page.get_by_role("button", name="✓ Da")
    here.click()
    expect(here).to_have_attribute("aria-pressed", "true")
    here.click()
    expect(here).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Alle da").click()
    expect(here).to_have_attribute("aria-pressed", "true")
    with people.reading() as session:
        assert sorted(session.scalars(select(Enrolment.state))) == [State.ARRIVED, State.CANCELLED]

    with page.expect_download() as download:
        page.get_by_role("button", name="Teilnahmeliste (PDF)").click()
    text = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages[0].extract_text()
    assert "Teilnahmeliste: Rückenfit" in text
    assert "Ben Groß" in text
    assert "Anna Müller" not in text
    assert not tab.complaints
    assert not tab.strangers()
