"""`check` names each document whose file is gone, in the bin too."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from actions.activities import bin_activity
from actions.documents import add_documents
from actions.invoices import issue_invoice
from actions.purchases import sell_products
from db.session import Database
from domain.access import PROGRAM
from domain.catalogue import ProductKind
from domain.purchases import SaleItem
from gateways.storage import Storage
from models.catalogue import Product
from models.claim import Claim
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW
from tests.files import a_file, a_picture
from tests.invoices import a_recipient, a_studio
from tools.check_documents import document_breaches


def test_a_document_without_its_file_is_named(database: Database, tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    files = [a_file(), a_file("Foto.jpg", a_picture(), "jpg")]
    with database.writing(NOW) as session:
        made = add_documents(session, PROGRAM, contact_id=a_contact(session).id, files=files, storage=storage)
        keys = [document.id for document in made]
    with database.writing(NOW) as session:
        bin_activity(session, PROGRAM, activity_id=keys[1])
    with database.reading(NOW) as session:
        assert list(document_breaches(session, storage)) == []
        gone = made[1].file
        next(tmp_path.rglob(gone)).unlink()
        assert list(document_breaches(session, storage)) == [
            f"Document {keys[1]}: its file is not in the storage: {gone}."
        ]


def test_an_invoice_without_its_pdf_is_named(database: Database, tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    with database.writing(NOW) as session:
        a_studio(session)
        contact_id = a_recipient(session)
        product = Product(name="Shake", kind=ProductKind.GOODS, price_cents=10_00)
        session.add(product)
        past_the_trail(session)
        sell_products(session, PROGRAM, contact_id=contact_id, items=[SaleItem(product.id)])
        claims = list(session.scalars(select(Claim.id)))
        made = issue_invoice(session, PROGRAM, contact_id=contact_id, claim_ids=claims, storage=storage)
    with database.reading(NOW) as session:
        assert list(document_breaches(session, storage)) == []
        next(tmp_path.rglob(made.file)).unlink()
        assert list(document_breaches(session, storage)) == [
            f"Invoice {made.id}: its file is not in the storage: {made.file}."
        ]
