"""Tabs, filters and pages in the address: the same in every language, after a reload, and for whoever gets the link."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from actions.contacts import archive_contact, set_tags, write_remark
from components import address
from db.session import Database
from domain.access import PROGRAM, Role
from domain.contacts import Status
from models.contact import Contact, Tag
from pages.contacts import import_report
from queries.contact_list import Order
from tests.building import a_contact
from tests.pages.conftest import Opener, Presser, sent
from tests.pages.test_pages import shown

LOG = "<ul class='k-log'>"
HOSTILE = ["Verlauf", "<script>", "\x00", "x" * 5000, "-1", "0", "9" * 40, "1e3", "٣", "' OR 1=1 --"]


def listed(app: AppTest) -> str:
    """What the list says about how many it shows."""
    return next(caption.value for caption in app.caption if "contact" in caption.value or "Kontakt" in caption.value)


@pytest.fixture
def many(house: Database) -> None:
    """120 contacts; the first is archived and a VIP."""
    with house.writing() as session:
        made = [a_contact(session, "Anna", f"Müller{place:03}") for place in range(120)]
        set_tags(session, PROGRAM, contact_id=made[0].id, names=("VIP",))
        archive_contact(session, PROGRAM, contact_id=made[0].id)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("tab", "steps"), [("history", True), ("data", False), ("Verlauf", False)])
def test_a_tab_opens_by_its_code_in_any_language(
    house: Database, opened: Opener, language: str, tab: str, steps: bool
) -> None:
    with house.writing() as session:
        a_contact(session)
    app = opened("master_data", Role.OFFICE, language, contact="10001", tab=tab)
    assert (LOG in shown(app)) is steps
    assert app.query_params == {"contact": "10001"} | ({"tab": tab} if tab != "Verlauf" else {})


@pytest.mark.parametrize("language", ["de", "en"])
def test_filters_open_by_their_codes_in_any_language(
    house: Database, opened: Opener, many: None, language: str
) -> None:
    with house.reading() as session:
        tag = str(session.query(Tag.id).scalar())
    link = {"q": "müller", "status": "archived", "tag": tag, "order": "newest"}
    app = opened("contacts", Role.OFFICE, language, **link)
    assert not app.exception
    assert listed(app).startswith("1 ")
    assert [box.value for box in app.selectbox][:2] == ["archived", "newest"]
    assert app.multiselect(key="tag").value == [tag]
    assert app.text_input(key="q").value == "müller"
    assert app.query_params == link


def test_what_is_chosen_goes_into_the_address_in_one_run(opened: Opener, many: None) -> None:
    app = opened("contacts", Role.OFFICE, page="2", contact="10001")
    app.selectbox(key="status").select(Status.ARCHIVED.value).run()
    assert app.query_params == {"contact": "10001", "status": "archived"}
    assert listed(app) == "1 contact"
    app.selectbox(key="order").select(Order.NUMBER.value).run()
    app.text_input(key="q").input("anna").run()
    assert app.query_params == {"contact": "10001", "status": "archived", "order": "number", "q": "anna"}
    app.selectbox(key="status").select_index(None).run()
    app.selectbox(key="order").select(Order.NAME.value).run()
    assert app.query_params == {"contact": "10001", "q": "anna"}


def test_the_way_back_shows_what_the_address_says(opened: Opener, many: None) -> None:
    app = opened("contacts", Role.OFFICE, q="müller001")
    assert listed(app) == "1 contact"
    app.query_params.pop("q")
    app.run()
    assert listed(app) == "120 contacts"
    assert app.text_input(key="q").value == ""


@pytest.mark.parametrize(("page", "left"), [("1", "1"), ("3", "3"), ("4", "3"), ("9" * 18, "3")])
def test_a_page_beyond_the_last_is_the_last(opened: Opener, many: None, page: str, left: str) -> None:
    app = opened("contacts", Role.OFFICE, page=page)
    assert listed(app) == "120 contacts"
    assert app.query_params["page"] == left
    assert not app.info


@pytest.mark.parametrize("name", ["tab", "q", "status", "tag", "order", "page"])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:9]))
def test_nothing_in_the_address_breaks_the_list(opened: Opener, house: Database, name: str, value: str) -> None:
    with house.writing() as session:
        a_contact(session)
    app = opened("contacts", Role.OFFICE, **{name: value})
    assert not app.exception
    if name != "q":
        assert listed(app) == "1 contact"


def test_the_history_goes_on_to_its_beginning(house: Database, opened: Opener) -> None:
    with house.writing() as session:
        contact = a_contact(session)
        for place in range(120):
            contact = session.get_one(Contact, contact.id)
            write_remark(session, PROGRAM, contact_id=contact.id, version=contact.version, remark=f"No. {place}.")
            session.flush()
    app = opened("master_data", Role.OFFICE, contact="10001", tab="history")
    seen = []
    while True:
        seen.append(shown(app).count("<li>"))
        if not [button for button in app.button if button.key == "history.older"]:
            break
        app.button(key="history.older").click().run()
    assert seen == [50, 50, sum(seen) - 100]
    assert sum(seen) >= 121
    app.button(key="history.newest").click().run()
    assert app.query_params == {"contact": "10001", "tab": "history"}
    assert "No. 119." in shown(app)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_trail_is_filtered_by_the_code_of_the_step(house: Database, opened: Opener, language: str) -> None:
    with house.writing() as session:
        a_contact(session)
    app = opened("settings", Role.MANAGER, language, tab="trail", step="archive_contact", before="99999")
    assert not app.exception
    assert app.query_params == {"tab": "trail", "step": "archive_contact", "before": "99999"}
    assert LOG in shown(app)
    assert "<li>" not in shown(app)


def test_after_an_import_the_newest_are_shown_whatever_was_filtered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = {"contact": "10001", "tab": "import", "q": "x", "status": "archived", "page": "7"}
    monkeypatch.setattr(address.st, "query_params", held)
    import_report._show_newest()
    assert held == {"contact": "10001", "order": "newest"}


def test_a_press_opens_a_tab_and_leaves_it_in_the_address(house: Database, opened: Opener, press: Presser) -> None:
    with house.writing() as session:
        a_contact(session)
    app = press(opened("master_data", Role.OFFICE, contact="10001"), "tab.history")
    assert app.query_params == {"contact": "10001", "tab": "history"}
    assert LOG in shown(app)
    app = press(app, "tab.data")
    assert app.query_params == {"contact": "10001"}
    assert LOG not in shown(app)
    assert re.findall(r'aria-selected="(\w+)"', sent(app)) == ["true", "false"]
