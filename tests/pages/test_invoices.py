"""Invoices through the frame: from the claims to the document, its cancellation and its correction."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.invoices import cancel_invoice, credit_invoice, issue_invoice
from actions.purchases import sell_products
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM, Role
from domain.catalogue import ProductKind
from domain.clock import day_of
from domain.invoices import InvoiceKind
from domain.purchases import SaleItem
from gateways.storage import Storage
from i18n.texts import Language
from models.catalogue import Product
from models.claim import Claim
from models.contact import Contact
from models.invoice import Invoice, InvoiceLine
from models.studio import Studio
from queries.invoices import InvoiceState, invoices_of
from tests.building import past_the_trail
from tests.invoices import a_recipient, a_studio
from tests.pages.conftest import Opener, sent
from tests.people import a_session, a_user

NOW = datetime.now(UTC)
HOSTILE = "<b>:red[x]</b> 50% $a$"


@pytest.fixture
def anna(house: Database) -> Contact:
    """A contact who owes for two things, one with a hostile name."""
    with house.writing(NOW) as session:
        a_studio(session)
        contact = session.get_one(Contact, a_recipient(session))
        products = [Product(name=name, kind=ProductKind.GOODS, price_cents=10_00) for name in (HOSTILE, "Shake")]
        session.add_all(products)
        past_the_trail(session)
        items = [SaleItem(product.id) for product in products]
        sell_products(session, PROGRAM, contact_id=contact.id, items=items)
    return contact


def issued(house: Database, contact: Contact) -> int:
    """The key of an invoice for all that is owed."""
    with house.writing(NOW) as session:
        claims = list(session.scalars(select(Claim.id)))
        storage = Storage(settings().storage_url)
        return issue_invoice(session, PROGRAM, contact_id=contact.id, claim_ids=claims, storage=storage).id


def dialog(name: str, contact_id: int) -> None:
    """A dialog without the page around it."""
    from sqlalchemy import select as choose

    from components import invoices
    from components.perform import reading, today
    from i18n.texts import speaking
    from models.claim import Claim as AnyClaim
    from queries.invoices import invoices_of as all_of

    with speaking("en"):
        if name == "issue":
            with reading() as session:
                claims = tuple(session.scalars(choose(AnyClaim.id)))
            invoices._issue(contact_id, claims)
        else:
            with reading() as session:
                row = all_of(session, contact_id, today())[-1]
            getattr(invoices, f"_{name}")(row)


def opened_dialog(house: Database, name: str, contact: Contact) -> AppTest:
    app = AppTest.from_function(dialog, kwargs={"name": name, "contact_id": contact.id}, default_timeout=30)
    user = a_user(house, f"me-{name}", role=Role.MANAGER, now=NOW)
    app.user = {"session": a_session(house, user, now=NOW).token}
    app.context = {"locale": "en"}
    app.run()
    assert not app.exception
    return app


def send(app: AppTest) -> AppTest:
    [button] = [one for one in app.button if str(one.key).endswith(".send")]
    button.click().run()
    assert not app.exception
    return app


def field(app: AppTest, end: str) -> object:
    return next(one for one in app.text_input if str(one.key).endswith(end))


def documents(house: Database) -> list[tuple[InvoiceKind, int]]:
    with house.reading(NOW) as session:
        return [(one.kind, one.gross_cents) for one in session.scalars(select(Invoice).order_by(Invoice.id))]


def test_an_invoice_is_looked_at_and_issued(anna: Contact, house: Database) -> None:
    app = opened_dialog(house, "issue", anna)
    assert "data:image/webp" in sent(app)
    assert documents(house) == [], "a preview draws no number"
    send(app)
    assert documents(house) == [(InvoiceKind.INVOICE, 20_00)]


def test_what_is_missing_is_said_before(anna: Contact, house: Database) -> None:
    with house.writing(NOW) as session:
        session.get_one(Studio, 1).tax_number = ""
        past_the_trail(session)
    app = opened_dialog(house, "issue", anna)
    assert [unescape(error.value) for error in app.error] == [
        "An invoice needs more about the studio: Tax number. Enter it in the settings first."
    ]
    assert not app.button


def test_a_cancellation_needs_a_reason(anna: Contact, house: Database) -> None:
    issued(house, anna)
    app = send(opened_dialog(house, "cancel", anna))
    assert len(documents(house)) == 1
    field(app, ".reason").set_value("Wrong address")  # type: ignore[attr-defined]
    send(app)
    assert documents(house)[1:] == [(InvoiceKind.CANCELLATION, -20_00)]


def test_a_correction_by_line(anna: Contact, house: Database) -> None:
    invoice_id = issued(house, anna)
    with house.reading(NOW) as session:
        line_id = session.scalars(select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice_id)).first()
    app = opened_dialog(house, "credit", anna)
    field(app, f".cents.{line_id}").set_value("10.01")  # type: ignore[attr-defined]
    field(app, ".reason").set_value("Broken")  # type: ignore[attr-defined]
    send(app)
    assert any("Only €10.00 of this line" in unescape(one.value) for one in app.markdown)
    assert len(documents(house)) == 1
    field(app, f".cents.{line_id}").set_value("2.50")  # type: ignore[attr-defined]
    send(app)
    assert documents(house)[1:] == [(InvoiceKind.CREDIT_NOTE, -2_50)]


def test_the_pages_of_an_issued_document(anna: Contact, house: Database) -> None:
    issued(house, anna)
    assert "data:image/webp" in sent(opened_dialog(house, "view", anna))


@pytest.mark.parametrize(("language", "words"), [("de", "Rechnung R-00001"), ("en", "Invoice R-00001")])
def test_the_tab_lists_documents_with_a_link_to_the_file(
    anna: Contact, house: Database, opened: Opener, language: Language, words: str
) -> None:
    app = opened("billing", contact=anna.number, language=language, tab="invoices")
    assert ("noch keine Rechnungen" if language == "de" else "no invoices yet") in sent(app)
    invoice_id = issued(house, anna)
    app = opened("billing", contact=anna.number, language=language, tab="invoices", again="1")
    said = sent(app)
    assert words in said
    assert f"/invoices/{invoice_id}" in said
    assert '"cancel"' in said


def test_the_reception_issues_and_corrects_nothing(anna: Contact, house: Database, opened: Opener) -> None:
    issued(house, anna)
    said = sent(opened("billing", Role.RECEPTION, contact=anna.number, tab="invoices"))
    assert "R-00001" in said
    assert '"cancel"' not in said
    assert '"credit"' not in said


def test_how_it_stands_with_each_document(anna: Contact, house: Database) -> None:
    storage = Storage(settings().storage_url)
    first = issued(house, anna)
    with house.writing(NOW) as session:
        cancel_invoice(session, PROGRAM, invoice_id=first, reason="x", storage=storage)
    second = issued(house, anna)
    with house.writing(NOW) as session:
        line = session.scalars(select(InvoiceLine.id).where(InvoiceLine.invoice_id == second)).first()
        credit_invoice(session, PROGRAM, invoice_id=second, cents={line or 0: 10_00}, reason="x", storage=storage)
    with house.reading(NOW) as session:
        rows = invoices_of(session, anna.id, day_of(NOW))
    assert [row.state for row in rows] == [
        InvoiceState.CORRECTION,
        InvoiceState.OPEN,
        InvoiceState.CORRECTION,
        InvoiceState.CANCELLED,
    ]
    assert (rows[1].open_cents, rows[1].credited_cents, rows[0].corrects) == (10_00, 10_00, rows[1].number)
    assert rows[3].corrected_by == (rows[2].number,)
