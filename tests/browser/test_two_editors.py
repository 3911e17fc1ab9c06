"""Two people in two browsers at one record: the second sees what the first has saved, chooses, and gets just that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from actions.contacts import write_remark
from db.session import Database
from domain.access import PROGRAM
from models.contact import Contact
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

WORDS = {
    "en-GB": {
        "save": "Save",
        "title": "Title",
        "first": "First name",
        "last": "Last name",
        "born": "Birthday",
        "remark": "Remark",
        "mine": "Mine",
        "theirs": "Theirs",
        "original": "Original",
        "empty": "empty",
        "by": "Changed in the meantime by office",
        "choose": "Nothing was saved yet: choose above which version is to hold for Last name.",
    },
    "de-DE": {
        "save": "Speichern",
        "title": "Titel",
        "first": "Vorname",
        "last": "Nachname",
        "born": "Geburtstag",
        "remark": "Bemerkung",
        "mine": "Meine Fassung",
        "theirs": "Andere Fassung",
        "original": "Ursprünglich",
        "empty": "leer",
        "by": "Inzwischen geändert von office",
        "choose": "Noch nicht gespeichert: Bitte wählen Sie oben, welche Fassung gelten soll für: Nachname.",
    },
}


def dialog(page: Page, what: str) -> Locator:
    """Open the dialog that changes this part of the master data."""
    page.locator(f"[data-press='change.{what}']").click()
    opened = page.get_by_role("dialog")
    expect(opened.locator("button[kind=primaryFormSubmit]")).to_be_visible()
    return opened


def field(opened: Locator, label: str) -> Locator:
    """The field with this label; the panel has groups of the same name."""
    return opened.get_by_role("textbox", name=label, exact=True)


def save(opened: Locator) -> None:
    opened.locator("button[kind=primaryFormSubmit]").click()


def both(visit: Callable[..., Visit], language: str, what: str, **second: int) -> tuple[Page, Locator, Page, Locator]:
    """Two people, each with the same dialog open."""
    pages = [
        visit(language).sign_in("/master-data?contact=10001", "office"),
        visit(language, **second).sign_in("/master-data?contact=10001", "admin"),
    ]
    one, two = (dialog(page, what) for page in pages)
    return pages[0], one, pages[1], two


def version(opened: Locator, label: str) -> list[str]:
    """What the panel shows of a field: original, theirs, mine."""
    shown = opened.locator(".st-key-conflict [data-testid=stHtml]", has=opened.page.locator(".k-field", has_text=label))
    expect(shown).to_be_visible()
    return [cell.strip() for cell in shown.locator("td .k-version").all_inner_texts()]


def choose(opened: Locator, label: str, side: str) -> None:
    """Press one of the two sides of a field."""
    opened.get_by_role("radiogroup", name=label, exact=True).get_by_text(side, exact=True).click()


def stored(people: Database, *columns: str) -> tuple[Any, ...]:
    with people.reading() as session:
        query = select(*(getattr(Contact, name) for name in columns)).where(Contact.number == "10001")
        return tuple(session.execute(query).one())


@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_the_second_sees_the_conflict_field_by_field_and_chooses(
    visit: Callable[..., Visit], people: Database, language: str
) -> None:
    words = WORDS[language]
    first_page, one, second_page, two = both(visit, language, "identity")
    field(one, words["last"]).fill("Meyer")
    field(one, words["title"]).fill("Dr.")
    field(one, words["born"]).fill("31.12.1980")
    save(one)
    expect(first_page.locator(".k-name")).to_have_text("Dr. Anna Meyer")

    field(two, words["last"]).fill("**Maier** <b>x</b>")
    field(two, words["first"]).fill("Änne")
    save(two)
    expect(two.locator(".st-key-conflict")).to_contain_text(words["by"])
    assert version(two, words["last"]) == ["Müller", "Meyer", "**Maier** <b>x</b>"]
    assert version(two, words["title"]) == [words["empty"], "Dr.", words["empty"]]
    assert two.locator(".k-field").count() == 3, "what only one of them changed is not asked"
    expect(field(two, words["title"])).to_have_value("Dr.")
    expect(field(two, words["first"])).to_have_value("Änne")
    expect(field(two, words["last"])).to_have_value("**Maier** <b>x</b>")

    save(two)
    expect(two.get_by_text(words["choose"])).to_be_visible()
    assert stored(people, "last_name", "first_name") == ("Meyer", "Anna")

    choose(two, words["last"], words["theirs"])
    expect(field(two, words["last"])).to_have_value("Meyer")
    choose(two, words["last"], words["mine"])
    expect(field(two, words["last"])).to_have_value("**Maier** <b>x</b>")
    choose(two, words["title"], words["mine"])
    expect(field(two, words["title"])).to_have_value("")
    save(two)
    expect(second_page.locator(".k-name")).to_have_text("Änne **Maier** <b>x</b>")
    expect(two).to_be_hidden()
    assert stored(people, "first_name", "last_name", "title", "born_on") == (
        "Änne",
        "**Maier** <b>x</b>",
        "",
        date(1980, 12, 31),
    )


def test_unrelated_fields_are_saved_without_a_question(visit: Callable[..., Visit], people: Database) -> None:
    office = visit().sign_in("/master-data?contact=10001", "office")
    admin = visit().sign_in("/master-data?contact=10001", "admin")
    remark, identity = dialog(office, "remark"), dialog(admin, "identity")
    field(remark, "Remark").fill("Calls back")
    save(remark)
    expect(office.get_by_text("Calls back").first).to_be_visible()
    field(identity, "Last name").fill("Meyer")
    save(identity)
    expect(admin.locator(".k-name")).to_have_text("Anna Meyer")
    expect(identity).to_be_hidden()
    assert stored(people, "last_name", "remark") == ("Meyer", "Calls back")


def test_what_was_typed_since_the_question_is_kept(visit: Callable[..., Visit], people: Database) -> None:
    """At phone width; the keyboard is at the first choice, and a third save asks anew."""
    first_page, one, second_page, two = both(visit, "en-GB", "remark", width=390, height=844)
    field(one, "Remark").fill("theirs")
    save(one)
    expect(first_page.get_by_text("theirs", exact=True).first).to_be_visible()
    typed = field(two, "Remark")
    typed.fill("mine")
    save(two)
    panel = two.locator(".st-key-conflict")
    expect(panel).to_be_in_viewport()
    expect(panel.get_by_role("radio", name="Mine")).to_be_focused()
    typed.fill("theirs and mine")
    choose(two, "Remark", "Mine")
    expect(panel.get_by_text("please choose")).to_be_hidden()
    expect(typed).to_have_value("theirs and mine")
    with people.writing() as session:
        contact = session.scalars(select(Contact).where(Contact.number == "10001")).one()
        write_remark(session, PROGRAM, contact_id=contact.id, version=contact.version, remark="again")
    save(two)
    expect(panel).to_contain_text("by Kontor")
    assert version(two, "Remark") == ["theirs", "again", "theirs and mine"]
    choose(two, "Remark", "Mine")
    save(two)
    expect(two).to_be_hidden()
    expect(second_page.get_by_text("theirs and mine").first).to_be_visible()
    assert stored(people, "remark") == ("theirs and mine",)


def test_closing_the_question_loses_nothing_that_is_stored(visit: Callable[..., Visit], people: Database) -> None:
    first_page, one, second_page, two = both(visit, "en-GB", "remark")
    field(one, "Remark").fill("theirs")
    save(one)
    expect(first_page.get_by_text("theirs", exact=True).first).to_be_visible()
    field(two, "Remark").fill("mine")
    save(two)
    expect(two.locator(".st-key-conflict")).to_be_visible()
    second_page.keyboard.press("Escape")
    expect(two).to_be_hidden()
    assert stored(people, "remark") == ("theirs",)
    again = dialog(second_page, "remark")
    expect(field(again, "Remark")).to_have_value("theirs")
    expect(again.locator(".st-key-conflict")).to_have_count(0)
