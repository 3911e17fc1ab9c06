"""Billing through the frame: the tabs of a contact, the strip, the dialogs, the run; by role and language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.billing import bill_contact
from actions.payments import record_payment
from actions.purchases import sell_products
from db.session import Database
from domain.access import PROGRAM, Role
from domain.calendar import add_months
from domain.catalogue import ProductKind
from domain.clock import day_of
from domain.purchases import SaleItem
from domain.settling import Means
from models.catalogue import Product
from models.claim import Claim
from models.contact import Contact
from models.payment import Payment
from tests.building import a_contact, past_the_trail
from tests.pages.conftest import Opener, pressable, sent, tab_words
from tests.people import a_session, a_user
from tests.services import a_contract, a_tariff

NOW = datetime.now(UTC)
TODAY = day_of(NOW)
HOSTILE = "<b>:red[x]</b> 50% $a$"


@pytest.fixture
def anna(house: Database) -> Contact:
    """A contact with a contract billed up to today, a part of it paid, and a sale with a hostile name."""
    with house.writing(NOW) as session:
        contact = a_contact(session)
        a_contract(session, contact.id, term_id=a_tariff(session), start_on=add_months(TODAY.replace(day=1), -2))
        product = Product(name=HOSTILE, kind=ProductKind.GOODS, price_cents=9_99)
        session.add(product)
        past_the_trail(session)
        product_id = product.id
    with house.writing(NOW) as session:
        bill_contact(session, PROGRAM, contact_id=contact.id, until=TODAY)
        record_payment(session, PROGRAM, contact_id=contact.id, cents=50_00, means=Means.CASH)
        sell_products(session, PROGRAM, contact_id=contact.id, items=[SaleItem(product_id, 2)])
    return contact


def keys(app: AppTest) -> set[str]:
    return {button.key or "" for button in app.button}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_account_says_what_was_booked(anna: Contact, opened: Opener, language: str) -> None:
    app = opened("billing", contact=anna.number, language=language)
    assert not app.exception
    words = ["Konto", "Offene Forderungen"] if language == "de" else ["Account", "Open claims"]
    assert tab_words(app)[0:3:2] == words
    said = sent(app)
    balance = "-118,68" if language == "de" else "118.68"
    assert balance in said, "50.00 less 29.00, three times 39.90 and 19.98"
    assert ("Beitrag Fitness" if language == "de" else "Fee Fitness") in said
    assert {"account.pay", "account.bill", "account.open"} <= keys(app)


@pytest.mark.parametrize("tab", ["account", "purchases", "claims", "transactions"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_tab_opens_and_shows_names_as_they_are(anna: Contact, opened: Opener, tab: str, language: str) -> None:
    app = opened("billing", contact=anna.number, language=language, tab=tab)
    assert not app.exception
    if tab == "purchases":
        assert HOSTILE in sent(app)


def test_the_strip_stands_on_every_page_of_the_contact(anna: Contact, opened: Opener) -> None:
    for page in ("overview", "master_data", "services"):
        app = opened(page, contact=anna.number)
        assert {"money.open", "money.overdue"} <= pressable(app)


def test_what_can_be_chosen_is_written_as_it_is(anna: Contact, opened: Opener) -> None:
    app = opened("billing", contact=anna.number, language="de")
    app.button(key="account.pay").click().run()
    assert any(HOSTILE in option for option in app.multiselect[0].options)
    assert not any("&#" in option for option in app.multiselect[0].options)
    app = opened("billing", contact=anna.number, language="de", tab="purchases")
    app.button(key="purchases.sell").click().run()
    assert app.multiselect[0].options == [f"{HOSTILE} · 9,99\u00a0€"]


def _opening(contact_id: int) -> None:
    from components.payment_dialogs import _opening as dialog
    from i18n.texts import speaking

    with speaking("de"):
        dialog(contact_id)


@pytest.mark.parametrize(("typed", "said"), [("-50", "über null"), ("", "Bitte ausfüllen"), ("0", "über null")])
def test_an_opening_balance_is_above_zero_on_either_side(anna: Contact, house: Database, typed: str, said: str) -> None:
    app = AppTest.from_function(_opening, kwargs={"contact_id": anna.id}, default_timeout=30)
    user = a_user(house, "me", role=Role.MANAGER, name="Me", now=NOW)
    app.user = {"session": a_session(house, user, now=NOW).token}
    app.run().text_input(key=f"opening.{anna.id}.cents").input(typed).run()
    app.button(key=f"opening.{anna.id}.send").click().run()
    assert not app.exception
    assert said in "".join(element.value for element in app.markdown)
    with house.reading(NOW) as session:
        assert session.scalars(select(Payment.means)).all() == [Means.CASH], "nothing has been taken over as credit"


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.READ_ONLY])
def test_who_may_not_see_money_sees_none(anna: Contact, opened: Opener, role: Role) -> None:
    app = opened("overview", contact=anna.number, role=role)
    assert not any(key.startswith("money.") for key in pressable(app))
    assert "118,68" not in sent(app)


def test_the_reception_takes_money_and_reverses_none(anna: Contact, opened: Opener) -> None:
    app = opened("billing", contact=anna.number, role=Role.RECEPTION, tab="transactions")
    assert "transactions.pay" in keys(app)
    assert '"reverse"' not in sent(app)


def _claims(house: Database) -> list[Claim]:
    with house.reading(NOW) as session:
        return list(session.scalars(select(Claim)))


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_billing_run_with_its_preview(anna: Contact, house: Database, opened: Opener, language: str) -> None:
    app = opened("receivables", language=language)
    before = len(_claims(house))
    app.button(key="billing_run.send").click().run()
    assert not app.exception
    assert len(_claims(house)) == before, "a preview keeps nothing"
    app.button(key="billing_run.go").click().run()
    assert not app.exception
    assert len(_claims(house)) > before
    assert ("Bis " if language == "de" else "Up to ") in sent(app)


def test_nobody_is_parked(anna: Contact, opened: Opener) -> None:
    app = opened("receivables", language="en", tab="parked")
    assert "Nobody is parked" in sent(app)


@pytest.mark.parametrize(("role", "seen"), [(Role.MANAGER, True), (Role.THERAPIST, False), (Role.READ_ONLY, False)])
def test_the_trail_tells_amounts_only_to_who_may_see_money(
    anna: Contact, opened: Opener, role: Role, seen: bool
) -> None:
    app = opened("overview", role, contact=anna.number, language="de")
    assert ("39,90" in sent(app)) is seen


def test_the_trail_names_who_owes(anna: Contact, opened: Opener) -> None:
    said = sent(opened("overview", contact=anna.number, language="de"))
    assert "Zahlungspflichtig: Anna" in said
