"""A day of reception in German: a call with the task that follows, My day, done, undo; and two people at one task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from actions.calls import FollowUp, add_call
from actions.tasks import add_task
from db.session import Database
from domain.access import PROGRAM
from domain.activities import CallOutcome, Direction, State
from domain.clock import day_of
from models.activity import Activity, Call, Task
from models.contact import Contact
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

HOSTILE = "**Tarif** <b>x</b> :red[y] $z$"


def stored(people: Database, kind: type[Activity]) -> list[Activity]:
    with people.reading() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def opened(page: Page) -> Locator:
    found = page.get_by_role("dialog")
    expect(found.locator("button[kind=primary]")).to_be_visible()
    return found


def box(place: Locator, label: str) -> Locator:
    return place.get_by_role("textbox", name=label, exact=True)


def test_a_call_with_a_task_and_the_day_after_it(visit: Callable[..., Visit], people: Database) -> None:
    come = visit("de-DE")
    page = come.sign_in("/overview?contact=10001", "reception")
    page.locator("button[data-press='head.call']").click()
    dialog = opened(page)
    expect(box(dialog, "Nummer")).to_be_focused()
    expect(box(dialog, "Nummer")).to_have_value("0221 998877")
    expect(dialog.locator("a.k-dial")).to_have_attribute("href", "tel:+49221998877")
    dialog.get_by_role("radio", name="Eingehend").click()
    dialog.get_by_role("radio", name="5 Min.", exact=True).click()
    expect(box(dialog, "Minuten")).to_have_value("5")
    box(dialog, "Worum ging es?").fill(HOSTILE)
    dialog.get_by_text("Folgeaufgabe anlegen").click()
    box(dialog, "Was ist zu tun?").fill("Unterlagen schicken")
    dialog.get_by_role("radio", name="Heute", exact=True).click()
    expect(box(dialog, "Fällig")).to_have_value(f"{day_of(datetime.now(UTC)):%d.%m.%Y}")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Anruf gespeichert.")).to_be_visible()
    expect(page.locator(".k-ahead").first).to_contain_text("Unterlagen schicken")
    [call], [task] = stored(people, Call), stored(people, Task)
    assert isinstance(call, Call)
    assert (call.direction, call.minutes, call.text) == (Direction.INCOMING, 5, HOSTILE)
    assert (task.origin_id, task.is_open) == (call.id, True)

    page.get_by_role("link", name="Mein Tag").click()
    row = page.locator(".k-entries li", has_text="Unterlagen schicken")
    expect(row).to_contain_text("Müller, Anna")
    row.get_by_role("button", name="✓ Erledigt").click()
    expect(row).to_be_hidden()
    assert stored(people, Task)[0].state is State.DONE
    page.get_by_role("button", name="Rückgängig").click()
    expect(row).to_be_visible()
    assert stored(people, Task)[0].state is State.OPEN

    row.locator(".k-entry-open").click()
    dialog = opened(page)
    dialog.get_by_role("button", name="Aus").click()
    dialog = page.get_by_role("dialog")
    expect(box(dialog, "Worum ging es?")).to_have_value(HOSTILE)
    page.keyboard.press("Escape")
    row.get_by_role("link", name="Müller, Anna").click()
    expect(page.locator(".k-name")).to_have_text("Anna Müller")
    assert come.complaints == []
    assert come.strangers() == []


@pytest.mark.parametrize("path", ["/crm?contact=10001&tab=tasks", "/overview?contact=10001", "/my-day"])
def test_from_a_task_to_what_it_came_of_and_back(visit: Callable[..., Visit], people: Database, path: str) -> None:
    with people.writing() as session:
        contact_id = session.scalars(select(Contact.id).where(Contact.number == "10001")).one()
        add_call(
            session,
            PROGRAM,
            contact_id=contact_id,
            direction=Direction.INCOMING,
            outcome=CallOutcome.REACHED,
            text="fragt nach dem Tarif",
            follow_up=FollowUp("Tarif schicken", due_on=day_of(datetime.now(UTC))),
        )
    come = visit("de-DE")
    page = come.sign_in(path, "reception")
    page.locator(".k-entry-open, .k-ahead-open", has_text="Tarif schicken").first.click()
    dialog = opened(page)
    expect(box(dialog, "Was ist zu tun?")).to_have_value("Tarif schicken")
    dialog.get_by_role("button", name="Aus: Anruf").click()
    expect(box(page.get_by_role("dialog"), "Worum ging es?")).to_have_value("fragt nach dem Tarif")
    page.get_by_role("dialog").get_by_role("button", name="Aufgabe · ").click()
    expect(box(page.get_by_role("dialog"), "Was ist zu tun?")).to_have_value("Tarif schicken")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert come.complaints == []


def test_a_task_by_the_keyboard_alone(visit: Callable[..., Visit], people: Database) -> None:
    page = visit("de-DE").sign_in("/my-day", "reception")
    page.get_by_role("button", name="Neue Aufgabe").focus()
    page.keyboard.press("Enter")
    dialog = opened(page)
    expect(box(dialog, "Was ist zu tun?")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Bitte ausfüllen.")).to_be_visible()
    page.keyboard.type("Kasse zählen")
    page.keyboard.press("Tab")
    expect(box(dialog, "Fällig")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("1.1.2020")
    expect(box(dialog, "Fällig")).to_have_value("1.1.2020")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    row = page.locator(".k-entries li", has_text="Kasse zählen")
    expect(row).to_contain_text("Überfällig")
    row.locator(".k-entry-open").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row).to_be_hidden()
    assert [task.state for task in stored(people, Task)] == [State.DONE]


def test_a_call_back_waits_in_the_day_until_it_is_done(visit: Callable[..., Visit], people: Database) -> None:
    page = visit("de-DE").sign_in("/crm?contact=10001&tab=calls", "reception")
    page.get_by_role("button", name="Neu: Anruf").click()
    dialog = opened(page)
    dialog.get_by_role("radio", name="Rückruf").click()
    again = box(dialog, "Rückruf am")
    expect(again).not_to_have_value("")
    again.fill("1.1.2020 10:00")
    box(dialog, "Minuten").fill("viel")
    dialog.locator("button[kind=primary]").click()
    expect(dialog.get_by_text("Dieser Tag ist schon vorbei.")).to_be_visible()
    expect(box(dialog, "Minuten")).to_have_value("viel")
    box(dialog, "Minuten").fill("")
    again.fill(f"{day_of(datetime.now(UTC)):%d.%m.%Y} 23:59")
    dialog.locator("button[kind=primary]").click()
    expect(dialog).to_be_hidden()
    [call] = stored(people, Call)
    assert isinstance(call, Call)
    assert (call.outcome, call.is_open) == (CallOutcome.CALL_BACK, True)
    page.goto(page.url.split("/crm")[0] + "/my-day")
    row = page.locator(".k-entries li", has_text="Rückruf")
    row.get_by_role("button", name="✓ Erledigt").click()
    expect(row).to_be_hidden()
    assert not stored(people, Call)[0].is_open


def test_two_people_edit_one_task(visit: Callable[..., Visit], people: Database) -> None:
    with people.writing() as session:
        contact_id = session.scalars(select(Contact.id).where(Contact.number == "10001")).one()
        due = day_of(datetime.now(UTC)) + timedelta(days=3)
        add_task(session, PROGRAM, contact_id=contact_id, title="Vertrag", due_on=due)
    pages = [visit("de-DE").sign_in("/crm?contact=10001&tab=tasks", login) for login in ("office", "reception")]
    dialogs = []
    for page in pages:
        page.locator(".k-entry-open", has_text="Vertrag").click()
        dialogs.append(opened(page))
    one, two = dialogs
    box(one, "Was ist zu tun?").fill("Vertrag unterschreiben")
    one.locator("button[kind=primary]").click()
    expect(one).to_be_hidden()

    box(two, "Was ist zu tun?").fill("Vertrag holen")
    box(two, "Text").fill("liegt im Büro")
    two.locator("button[kind=primary]").click()
    panel = two.locator(".st-key-conflict")
    expect(panel).to_contain_text("Inzwischen geändert von office")
    expect(panel.locator(".k-field"), "only what both changed is asked").to_have_count(1)
    two.locator("button[kind=primary]").click()
    expect(two.get_by_text("Noch nicht gespeichert")).to_be_visible()
    assert stored(people, Task)[0].title == "Vertrag unterschreiben"
    panel.get_by_text("Meine Fassung", exact=True).last.click()
    expect(box(two, "Was ist zu tun?")).to_have_value("Vertrag holen")
    two.locator("button[kind=primary]").click()
    expect(two).to_be_hidden()
    [task] = stored(people, Task)
    assert (task.title, task.text, task.version) == ("Vertrag holen", "liegt im Büro", 3)
