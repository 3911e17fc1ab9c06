"""Merging in a real browser: by one, by two at once, and while somebody has the duplicate open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from actions.contacts import archive_contact
from db.session import Database
from domain.access import PROGRAM
from models.contact import Contact, ContactPhone
from tests.browser.conftest import Visit
from tests.building import a_contact

pytestmark = pytest.mark.browser
BORN = date(1980, 12, 31)


@pytest.fixture
def twice(people: Database) -> Database:
    """Clara Weiß stands in the address book twice: as 10004 and as 10005."""
    with people.writing(datetime.now(UTC)) as session:
        a_contact(session, "Clara", "Weiß", born_on=BORN, email="clara@example.com")
        a_contact(session, "Clara Maria", "Weiss", born_on=BORN, phone="0221 555555")
    return people


def compare(page: Page) -> Locator:
    """Open the dialog of the first pair."""
    page.get_by_role("button", name="Compare and merge").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Nothing is lost")).to_be_visible()
    return dialog


def stands(page: Page, name: str, number: str) -> None:
    """Whose page it is."""
    expect(page.locator(".k-name")).to_have_text(name)
    expect(page.locator(".k-head .k-sub").first).to_contain_text(number)


def test_a_pair_is_merged_found_by_its_old_number_and_taken_apart(visit: Callable[..., Visit], twice: Database) -> None:
    tab = visit()
    page = tab.sign_in("/contacts?tab=duplicates")
    expect(page.get_by_text("1 pair.")).to_be_visible()
    dialog = compare(page)
    expect(dialog.get_by_text("Moves to 10004: 1 phone number.")).to_be_visible()
    dialog.get_by_role("button", name="Merge").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("No likely duplicates.")).to_be_visible()
    page.goto(tab.address + "/overview?contact=10005")
    stands(page, "Clara Maria Weiss", "10004")
    expect(page.get_by_text("10005 was merged into 10004")).to_be_visible()
    page.wait_for_url("**/overview?contact=10004")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Undo merge with 10005").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo merge").click()
    expect(page.get_by_text("10005 is a contact of its own again.")).to_be_visible()
    page.goto(tab.address + "/overview?contact=10005")
    stands(page, "Clara Maria Weiss", "10005")
    assert not tab.complaints
    assert not tab.strangers()


def test_a_merge_is_taken_back_from_its_message(visit: Callable[..., Visit], twice: Database) -> None:
    page = visit().sign_in("/contacts?tab=duplicates")
    dialog = compare(page)
    dialog.get_by_text("10005 Clara Maria Weiss").click()
    expect(dialog.get_by_text("Moves to 10005: 1 e-mail address.")).to_be_visible()
    dialog.get_by_role("button", name="Merge").click()
    expect(page.locator(".st-key-undo")).to_contain_text("10004 was merged into 10005.")
    page.locator(".st-key-undo").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 pair.")).to_be_visible()
    with twice.reading() as session:
        assert not session.scalars(select(Contact.id).where(Contact.merged_into_id.is_not(None))).all()


def test_whoever_has_the_duplicate_open_is_led_to_the_contact_that_stays(
    visit: Callable[..., Visit], twice: Database
) -> None:
    other = visit().sign_in("/overview?contact=10005")
    other.get_by_role("button", name="More", exact=True).click()
    other.get_by_role("menuitem", name="Add phone number …").click()
    number = other.get_by_role("dialog").get_by_role("textbox", name="Phone number")
    number.fill("0221 777777")
    mine = visit().sign_in("/contacts?tab=duplicates")
    dialog = compare(mine)
    dialog.get_by_role("button", name="Merge").click()
    expect(dialog).to_be_hidden()
    number.press("Enter")
    said = other.get_by_role("dialog").get_by_text("Contact 10005 was merged into 10004")
    expect(said).to_be_visible()
    expect(number).to_have_value("0221 777777")
    other.keyboard.press("Escape")
    other.get_by_role("link", name="Master data").click()
    stands(other, "Clara Maria Weiss", "10004")
    other.wait_for_url("**/master-data?contact=10004")
    with twice.reading() as session:
        held = session.execute(select(Contact.number, ContactPhone.number).join(ContactPhone).order_by(Contact.id))
        assert list(map(tuple, held))[1:] == [("10004", "+49221555555")]


def test_of_two_who_merge_one_wins_and_the_other_is_told(visit: Callable[..., Visit], twice: Database) -> None:
    pages = [visit().sign_in("/contacts?tab=duplicates") for _person in range(2)]
    dialogs = [compare(page) for page in pages]
    first, second = pages
    dialogs[0].get_by_role("button", name="Merge").click()
    expect(first.locator(".st-key-undo")).to_contain_text("10005 was merged into 10004.")
    dialogs[1].get_by_role("button", name="Merge").click()
    expect(second.get_by_role("dialog").get_by_text("in the meantime")).to_be_visible()
    with twice.reading() as session:
        assert len(session.scalars(select(Contact.id).where(Contact.merged_into_id.is_not(None))).all()) == 1


def test_any_contact_is_found_to_be_merged(visit: Callable[..., Visit], twice: Database) -> None:
    page = visit().sign_in("/overview?contact=10002")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Merge with …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("müller")
    dialog.get_by_role("button", name="Anna Müller").click()
    expect(dialog.get_by_text("From now on 10002 leads to 10001.")).to_be_visible()
    dialog.get_by_role("button", name="Merge").click()
    stands(page, "Ben Groß", "10001")
    expect(page.locator(".st-key-undo")).to_contain_text("10002 was merged into 10001.")


def test_what_is_no_duplicate_is_remembered_and_can_be_looked_at_again(
    visit: Callable[..., Visit], twice: Database
) -> None:
    page = visit().sign_in("/contacts?tab=duplicates")
    page.get_by_role("button", name="Not a duplicate").click()
    expect(page.get_by_text("No likely duplicates.")).to_be_visible()
    page.goto(page.url.partition("?")[0] + "?tab=duplicates&pairs=settled")
    page.get_by_role("button", name="Look at it again").click()
    expect(page.get_by_text("Back in the list.")).to_be_visible()
    expect(page.get_by_text("Nobody has said of any pair")).to_be_visible()


def test_a_former_member_is_taken_out_of_the_archive_instead_of_entered_anew(
    visit: Callable[..., Visit], twice: Database
) -> None:
    with twice.writing(datetime.now(UTC)) as session:
        former = session.scalars(select(Contact).where(Contact.number == "10004")).one()
        archive_contact(session, PROGRAM, contact_id=former.id)
    page = visit().sign_in("/contacts")
    page.keyboard.press("Alt+n")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("First name").fill("Clara")
    dialog.get_by_label("Last name").fill("Weiß")
    dialog.get_by_label("Birthday").fill("31121980")
    dialog.get_by_role("button", name="Take out of the archive").click()
    stands(page, "Clara Weiß", "10004")
    with twice.reading() as session:
        assert session.scalar(select(Contact.archived_on).where(Contact.number == "10004")) is None
