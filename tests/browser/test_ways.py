"""The main ways of a user through the program, in a real browser."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from db.session import Database
from models.contact import Contact, ContactPhone
from models.user import UserSession
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
HOSTILE = "**Müller** <b>x</b> :red[y] $z$ =1+1"


def to_the_picker(page: Page) -> None:
    """Press the key for it, once the page listens to keys."""
    page.locator("body[data-picker-keys=on]").wait_for(state="attached")
    page.keyboard.press("/")
    expect(page.locator(".st-key-picker_box input")).to_be_focused()


def test_a_link_leads_to_its_contact_after_the_sign_in(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/master-data?contact=10002")
    expect(page.locator(".k-name")).to_have_text("Ben Groß")
    assert page.url.endswith("/master-data?contact=10002")


def test_the_picker_by_keyboard_alone(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/contacts")
    to_the_picker(page)
    page.keyboard.type("gross")
    expect(page.locator(".st-key-picker_hits")).to_contain_text("Ben Groß")
    page.keyboard.press("Enter")
    expect(page.locator(".k-name")).to_have_text("Ben Groß")
    to_the_picker(page)
    page.keyboard.type("0221 99")
    expect(page.locator(".st-key-picker_hits")).to_contain_text("Anna Müller")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".k-name")).to_have_text("Anna Müller")
    expect(page.locator(".st-key-picker_box input")).to_have_value("")


def test_the_picker_by_mouse_and_what_was_opened_last(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/contacts")
    field = page.locator(".st-key-picker_box input")
    field.click()
    field.press_sequentially("ben")
    page.locator(".st-key-picker_hits button", has_text="Ben").click()
    expect(page.locator(".k-name")).to_have_text("Ben Groß")
    field.click()
    expect(page.locator(".st-key-picker_hits button").first).to_contain_text("Ben Groß")


def test_the_contact_survives_menu_reload_and_back(visit: Callable[..., Visit]) -> None:
    tab = visit()
    page = tab.sign_in("/overview?contact=10001")
    expect(page.locator(".k-name")).to_have_text("Anna Müller")
    page.get_by_role("link", name="Master data").click()
    page.wait_for_url("**/master-data?contact=10001")
    page.get_by_role("tab", name="History").click()
    page.wait_for_url("**tab=history**")
    page.reload()
    tab.settled()
    expect(page.get_by_role("tab", name="History")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".k-name")).to_have_text("Anna Müller")
    page.get_by_role("link", name="Contacts").click()
    page.wait_for_url("**/contacts**")  # the name of before is still there until then
    page.get_by_role("link", name="Overview").click()
    page.wait_for_url("**/overview?contact=10001")
    expect(page.locator(".k-name")).to_have_text("Anna Müller")
    page.goto(tab.address + "/overview?contact=10002")
    expect(page.locator(".k-name")).to_have_text("Ben Groß")
    page.go_back()
    expect(page.locator(".k-name")).to_have_text("Anna Müller")


def test_a_contact_is_created_after_a_look_at_its_likeness(visit: Callable[..., Visit], people: Database) -> None:
    page = visit().sign_in("/contacts")
    page.keyboard.press("Alt+n")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("First name").fill("Anna")
    dialog.get_by_label("Last name").fill("Mueller")
    expect(dialog.get_by_text("Already here?")).to_be_visible()
    expect(dialog.get_by_role("button", name="Anna Müller")).to_be_visible()
    dialog.get_by_label("Birthday").fill("310299")
    dialog.get_by_role("button", name="Create contact").click()
    expect(dialog.get_by_text("This day is not in the calendar.")).to_be_visible()
    expect(dialog.get_by_label("Last name")).to_have_value("Mueller")
    dialog.get_by_label("Birthday").fill("280299")
    dialog.get_by_label("E-mail").fill("anna@example.com")
    expect(dialog.get_by_label("E-mail")).to_have_value("anna@example.com")
    dialog.get_by_role("button", name="Create contact").click()
    page.wait_for_url("**/master-data?contact=10004")
    expect(page.locator(".k-name")).to_have_text("Anna Mueller")
    expect(page.locator(".k-missing").first).to_be_visible()
    with people.reading() as session:
        assert session.scalar(select(Contact.born_on).where(Contact.number == "10004")).isoformat() == "1999-02-28"


def test_who_types_before_the_form_takes_the_keyboard_keeps_the_field(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/contacts")
    page.evaluate("""() => {
        const quick = new MutationObserver(() => {
            const field = document.querySelector('[role=dialog] input[aria-label="Last name"]');
            if (field) { quick.disconnect(); field.focus(); }
        });
        quick.observe(document.body, { childList: true, subtree: true });
    }""")
    page.keyboard.press("Alt+n")
    page.locator(".st-key-new_contact[data-focused]").wait_for()
    expect(page.get_by_role("dialog").get_by_label("Last name")).to_be_focused()


def test_a_contact_is_created_by_keyboard_alone(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/contacts")
    page.keyboard.press("Alt+n")
    for label, typed in (("First name", "Udo"), ("Last name", "Ünal"), ("Birthday", "1.2.1980")):
        expect(page.get_by_role("dialog").get_by_label(label)).to_be_focused()
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    for label in ("Salutation", "Phone", "E-mail"):
        expect(page.get_by_role("dialog").get_by_label(label)).to_be_focused()
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("udo@example.com")
    page.keyboard.press("Enter")
    page.wait_for_url("**/master-data?contact=10004")
    expect(page.locator(".k-name")).to_have_text("Udo Ünal")
    expect(page.get_by_text("udo@example.com").first).to_be_visible()


def test_wrong_input_stays_and_what_was_done_can_be_taken_back(visit: Callable[..., Visit], people: Database) -> None:
    page = visit().sign_in("/overview?contact=10002")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Add phone number …").click()
    dialog = page.get_by_role("dialog")
    number = dialog.get_by_role("textbox", name="Phone number")
    number.fill("123")
    number.press("Enter")
    expect(dialog.get_by_text("area code")).to_be_visible()
    expect(number).to_have_value("123")
    number.fill("0170 1234567")
    number.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("0170 1234567")).to_have_count(2)  # in the facts and in the latest changes
    page.locator(".st-key-undo").get_by_role("button", name="Undo").click()
    expect(page.locator(".k-rows").get_by_text("0170 1234567")).to_have_count(0)
    with people.reading() as session:
        contact = session.scalar(select(Contact.id).where(Contact.number == "10002"))
        assert session.scalars(select(ContactPhone.number).where(ContactPhone.contact_id == contact)).all() == []


def test_a_photo_is_uploaded_and_a_fake_is_refused(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/overview?contact=10001")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Photo …").click()
    dialog = page.get_by_role("dialog")
    upload = dialog.locator("input[type=file]")
    upload.set_input_files({"name": "fake.jpg", "mimeType": "image/jpeg", "buffer": b"<script>alert(1)</script>"})
    dialog.get_by_role("button", name="Use this photo").click()
    expect(dialog.get_by_text("not a picture")).to_be_visible()
    picture = io.BytesIO()
    Image.new("RGB", (300, 500), "teal").save(picture, "PNG")
    upload.set_input_files({"name": "me.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    dialog.get_by_text("me.png").wait_for()
    expect(dialog.get_by_text("not a picture")).to_be_hidden()
    dialog.get_by_role("button", name="Use this photo").click()
    expect(page.locator("img.k-photo")).to_be_visible()
    assert page.locator("img.k-photo").evaluate("image => image.naturalWidth") > 100


@pytest.mark.parametrize("path", ["/overview", "/master-data"])
def test_names_show_literally(visit: Callable[..., Visit], path: str) -> None:
    page = visit().sign_in(f"{path}?contact=10003")
    expect(page.locator(".k-name")).to_have_text(HOSTILE)
    to_the_picker(page)
    page.keyboard.type("red")
    hit = page.locator(".st-key-picker_hits button").first
    expect(hit).to_contain_text(HOSTILE)
    assert page.locator(".st-key-picker_hits b").count() == 0


def test_the_list_opens_a_contact_and_shows_names_literally(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("/contacts")
    cell = page.frame_locator("iframe").get_by_text(":red[y] $z$ =1+1, **Müller** <b>x</b>")
    cell.click()
    expect(page.locator(".k-name")).to_have_text(HOSTILE)


@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_no_page_asks_another_host_or_fails(visit: Callable[..., Visit], language: str) -> None:
    tab = visit(language)
    tab.sign_in("/overview?contact=10001", "admin")
    for path in ("/overview", "/master-data", "/contacts", "/settings"):
        tab.page.goto(f"{tab.address}{path}?contact=10001")
        tab.settled()
    tab.page.wait_for_load_state("networkidle")
    assert tab.strangers() == []
    assert tab.complaints == []


def test_an_open_picker_finds_nobody_after_the_session_has_ended(visit: Callable[..., Visit], people: Database) -> None:
    """Fragments run without the frame: the session is asked each time all the same."""
    page = visit().sign_in("/overview?contact=10001")
    expect(page.locator(".k-name")).to_have_text("Anna Müller")
    with people.writing() as session:
        session.query(UserSession).update({"ended_at": session.info["now"]})
    to_the_picker(page)
    page.keyboard.type("ben")
    expect(page.get_by_text("You are signed out.").first).to_be_visible()
    assert page.get_by_text("Ben Groß").count() == 0


def test_signing_out_leads_to_the_way_in(visit: Callable[..., Visit]) -> None:
    tab = visit()
    page = tab.sign_in("/overview?contact=10001")
    page.locator(".st-key-account button").click()
    page.get_by_role("menuitem", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto(f"{tab.address}/overview?contact=10001")
    expect(page.locator("input[name=login]")).to_be_visible()


def test_on_a_phone_the_actions_are_one_menu(visit: Callable[..., Visit]) -> None:
    page = visit(width=390, height=844).sign_in("/overview?contact=10001")
    expect(page.get_by_role("button", name="Note", exact=True)).to_be_hidden()
    page.locator("[data-menu=head_phone]").click()
    page.get_by_role("menuitem", name="Note", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
