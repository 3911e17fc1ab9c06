"""The list of contacts and data quality through the frame: filters in the address, and what each role sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.contacts import archive_contact, set_tags
from actions.payment_data import set_payment_data
from actions.saved_views import save_view
from db.session import Database
from domain.access import PROGRAM, ROLES, Permission, Role
from domain.contacts import PaymentMethod
from i18n.texts import speaking
from models.contact import Tag
from pages.contacts import filters
from queries.data_quality import STORED
from tests.building import a_contact
from tests.pages.conftest import Opener, sent
from tests.pages.test_pages import IBAN, shown, somebody


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """`AppTest` asks for the words of tabs and boxes outside of the page."""
    with speaking("en"):
        yield


@pytest.fixture
def people(house: Database) -> None:
    """Anna in Köln who pays by direct debit, Ben who was born in March, Cem in the archive."""
    somebody(house)
    with house.writing(datetime.now(UTC)) as session:
        ben = a_contact(session, "Ben", "Groß", born_on=date(1990, 3, 1), email="ben@example.com")
        cem = a_contact(session, "Cem", "Kaya")
        set_tags(session, PROGRAM, contact_id=ben.id, names=("VIP",))
        archive_contact(session, PROGRAM, contact_id=cem.id)


def chips(app: AppTest) -> list[str]:
    return [button.label for button in app.button if (button.key or "").startswith("chip_")]


@pytest.mark.parametrize(
    ("query", "count", "chip"),
    [
        ({}, "3 contacts", []),
        ({"status": "archived"}, "1 contact", ["Archived"]),
        ({"town": "koeln"}, "1 contact", ["Town&#58; koeln"]),
        ({"month": "3"}, "1 contact", ["Birthday in March"]),
        ({"age_from": "18", "age_to": "60"}, "1 contact", ["Aged 18 to 60"]),
        ({"age_to": "0"}, "0 contacts", ["Aged 0 or younger"]),
        ({"method": "debit"}, "1 contact", ["Pays&#58; Direct debit"]),
        ({"method": "none"}, "2 contacts", ["Pays&#58; Not agreed"]),
        ({"gap": "no_address"}, "1 contact", ["No postal address"]),
        ({"gap": "mandate_missing", "town": "k"}, "1 contact", None),
        ({"q": "gross", "status": "archived"}, "0 contacts", None),
    ],
)
@pytest.mark.usefixtures("people")
def test_the_address_filters_and_says_so(
    opened: Opener, query: dict[str, str], count: str, chip: list[str] | None
) -> None:
    app = opened("contacts", Role.OFFICE, **query)
    assert not app.exception
    assert count in shown(app)
    assert chip is None or chips(app) == chip


@pytest.mark.parametrize(
    "query",
    [
        {"status": "x", "gap": "x", "month": "13", "age_from": "-1", "tag": "999", "method": "x", "order": "x"},
        {"age_from": "9" * 18, "page": "9" * 18, "view": "9" * 18},
        {"town": "%", "q": "'"},
        {"tag": "1.2.3.'.--", "month": "³", "age_to": "٣"},
        {"gap": "possible_duplicate"},
    ],
)
@pytest.mark.usefixtures("people")
def test_nonsense_in_the_address_breaks_nothing(opened: Opener, query: dict[str, str]) -> None:
    app = opened("contacts", Role.OFFICE, **query)
    assert not app.exception


@pytest.mark.usefixtures("people")
def test_each_chip_and_the_reset_take_their_filters_away(opened: Opener, house: Database) -> None:
    with house.reading() as session:
        tag = session.scalars(select(Tag.id)).one()
    app = opened("contacts", Role.OFFICE, tag=str(tag), month="3", age_from="5", order="town", page="2")
    assert chips(app) == ["Tag&#58; VIP", "Aged 5 or older", "Birthday in March"]
    app.button("chip_age").click().run()
    assert chips(app) == ["Tag&#58; VIP", "Birthday in March"]
    app.button("contacts_reset").click().run()
    assert chips(app) == []
    assert "3 contacts" in shown(app)
    assert app.query_params["order"] in ("town", ["town"])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.usefixtures("people")
def test_bank_data_neither_filter_nor_count_for_roles_that_may_not_see_them(opened: Opener, role: Role) -> None:
    may = Permission.SEE_BANK_DATA in ROLES[role]
    listed = opened("contacts", role, method="debit", gap="mandate_missing")
    assert ("1 contact" in shown(listed)) == may
    assert ("3 contacts" in shown(listed)) != may
    quality = shown(opened("data_quality", role))
    assert ("Pays by direct debit" in quality) == may
    assert IBAN not in sent(listed)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.usefixtures("people")
def test_only_who_may_edit_can_choose_and_tag(opened: Opener, role: Role) -> None:
    app = opened("contacts", role)
    keys = {button.key for button in app.button}
    assert ("contacts_choose" in keys) == (Permission.EDIT_CONTACTS in ROLES[role])
    if "contacts_choose" in keys:
        app.button("contacts_choose").click().run()
        assert {"bulk.tags", "contacts_none"} <= {button.key for button in app.button}


@pytest.mark.usefixtures("people")
def test_a_list_that_was_left_shows_what_it_showed(opened: Opener) -> None:
    from tests.pages.conftest import HOME

    app = opened("contacts", Role.OFFICE, status="archived")
    app.switch_page(str(HOME / "pages" / "settings" / "page.py")).run()
    app.query_params.clear()
    app.switch_page(str(HOME / "pages" / "contacts" / "page.py")).run()
    assert "1 contact" in shown(app)
    app.button("contacts_reset").click().run()
    assert "3 contacts" in shown(app)


@pytest.mark.usefixtures("people")
def test_a_selection_of_somebody_else_is_not_named(opened: Opener, house: Database) -> None:
    with house.writing(datetime.now(UTC)) as session:
        save_view(session, PROGRAM, page="contacts", name="Of all", query="status=archived", for_all=True)
    app = opened("contacts", Role.READ_ONLY, view="1")
    assert not app.exception
    assert "Saved selections" not in sent(app)
    app = opened("contacts", Role.READ_ONLY, view="2", q="x")
    assert not app.exception


@pytest.mark.usefixtures("people")
def test_quality_leads_to_the_list_and_from_there_to_the_dialog(opened: Opener) -> None:
    quality = opened("data_quality", Role.OFFICE)
    keys = {button.key for button in quality.button}
    assert {"rule_no_phone", "rule_no_address", "rule_mandate_missing", "rule_no_email"} <= keys
    assert "rule_iban_invalid" not in keys
    assert "The IBAN is wrong." in shown(quality)  # done
    app = opened("master_data", Role.OFFICE, contact="10002", mend="no_phone")
    assert "Phone number" in [field.label for field in app.text_input]
    assert "mend" not in app.query_params


@pytest.mark.parametrize(
    ("role", "mend"),
    [(Role.READ_ONLY, "no_phone"), (Role.THERAPIST, "mandate_missing"), (Role.OFFICE, "iban_missing")]
    + [(Role.OFFICE, nonsense) for nonsense in ("x", "", "possible_duplicate")],
)
@pytest.mark.usefixtures("people")
def test_a_link_opens_no_dialog_that_does_not_apply(opened: Opener, role: Role, mend: str) -> None:
    app = opened("master_data", role, contact="10002", mend=mend)
    assert not app.exception
    assert not {"Phone number", "IBAN"} & {field.label for field in app.text_input}


def test_every_rule_has_its_place_on_the_page_and_its_filter(house: Database, opened: Opener) -> None:
    quality = shown(opened("data_quality"))
    from i18n.words import word

    assert [hint for hint in STORED if word(hint) not in quality.replace("&#x27;", "'")] == []
    assert set(filters.MORE) < set(filters.FILTERS)


@pytest.mark.parametrize("role", list(Role))
def test_payment_data_are_there_but_hidden(house: Database, opened: Opener, role: Role) -> None:
    somebody(house)
    with house.writing(datetime.now(UTC)) as session:
        other = a_contact(session, "Ben", "Groß")
        set_payment_data(
            session,
            PROGRAM,
            contact_id=other.id,
            version=other.version,
            method=PaymentMethod.CASH,
            holder="Canary Holder",
            iban="",
        )
    app = opened("master_data", role, contact="10001")
    for number, secrets in (("10001", (IBAN, IBAN[-4:], "COBA", "Direct debit")), ("10002", ("Canary", "Cash"))):
        app.query_params["contact"] = number
        page = sent(app.run())
        told = [secret for secret in secrets if secret in page]
        assert bool(told) == (Permission.SEE_BANK_DATA in ROLES[role])
        assert "Payment data" in page
        assert ("hidden" in page) or (Permission.SEE_BANK_DATA in ROLES[role])
