"""Documents are given out by their number to whom the role permits it, as files that a browser never runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.activities import bin_activity
from actions.documents import add_documents
from actions.invoices import issue_invoice
from actions.purchases import sell_products
from actions.users import disable_user
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM, ROLES, Permission, Role
from domain.catalogue import ProductKind
from domain.documents import CheckedFile
from domain.purchases import SaleItem
from gateways.storage import Storage
from models.catalogue import Product
from models.claim import Claim
from models.document import Document
from models.user import UserAccount
from tests.building import a_contact, past_the_trail
from tests.files import a_file, a_pdf, a_picture
from tests.invoices import a_recipient, a_studio
from tests.web.browser import Visitor
from tests.web.test_gate import signed_in_visitor

HOSTILE = '"; filename="x.exe".pdf'


@pytest.fixture
def files(house: Database) -> Storage:
    """Where the files of this database lie."""
    return Storage(settings().storage_url)


def kept(house: Database, files: Storage, file: CheckedFile) -> int:
    with house.writing(datetime.now(UTC)) as session:
        contact = a_contact(session)
        return add_documents(session, PROGRAM, contact_id=contact.id, files=[file], storage=files)[0].id


@pytest.mark.parametrize("role", list(Role))
def test_every_role_that_sees_contacts_gets_the_file(
    visitor: Visitor, house: Database, files: Storage, role: Role
) -> None:
    key = kept(house, files, a_file("Verordnung Müller.pdf"))
    answer = signed_in_visitor(visitor, house, role).get(f"/documents/{key}")
    assert (answer.status, answer.body) == (200, a_pdf())
    assert answer["content-type"] == "application/pdf"
    assert answer["content-disposition"] == "attachment; filename*=UTF-8''Verordnung%20M%C3%BCller.pdf"
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["cache-control"] == "no-store"
    assert answer["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer["cross-origin-resource-policy"] == "same-origin"


def test_without_a_session_there_is_neither_file_nor_page(visitor: Visitor, house: Database, files: Storage) -> None:
    key = kept(house, files, a_file())
    signed_in_visitor(visitor, house)
    visitor.cookies.clear()
    for path in (f"/documents/{key}", f"/documents/{key}/1", "/documents/4711"):
        answer = visitor.get(path, accept="*/*")
        assert (answer.status, answer.body) == (401, b"")
        forged = visitor.get(path, accept="*/*", x_kontor_session="x" * 43)
        assert (forged.status, forged.body) == (401, b"")


def test_a_user_who_was_disabled_gets_nothing_more(visitor: Visitor, house: Database, files: Storage) -> None:
    key = kept(house, files, a_file())
    signed_in_visitor(visitor, house)
    assert visitor.get(f"/documents/{key}").status == 200
    with house.writing(datetime.now(UTC)) as session:
        olga = session.query(UserAccount).filter_by(login="olga").one()
        disable_user(session, PROGRAM, user_id=olga.id)
    assert visitor.get(f"/documents/{key}", accept="*/*").status == 401


def test_who_may_not_see_contacts_learns_not_even_that_it_is_there(
    visitor: Visitor, house: Database, files: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = kept(house, files, a_file())
    monkeypatch.setitem(ROLES, Role.READ_ONLY, ROLES[Role.READ_ONLY] - {Permission.SEE_CONTACTS})
    signed_in_visitor(visitor, house, Role.READ_ONLY)
    there, never = visitor.get(f"/documents/{key}"), visitor.get("/documents/4711")
    assert (there.status, there.body) == (never.status, never.body) == (404, b"")
    assert visitor.get(f"/documents/{key}/1").status == 404


def test_what_lies_in_the_bin_is_not_given_out(visitor: Visitor, house: Database, files: Storage) -> None:
    key = kept(house, files, a_file())
    with house.writing(datetime.now(UTC)) as session:
        bin_activity(session, PROGRAM, activity_id=key)
    signed_in_visitor(visitor, house)
    assert visitor.get(f"/documents/{key}").status == 404
    assert visitor.get(f"/documents/{key}/1").status == 404


def test_a_file_is_asked_for_by_its_number_only(visitor: Visitor, house: Database, files: Storage) -> None:
    digest = files.put(a_pdf())
    key = kept(house, files, a_file())
    signed_in_visitor(visitor, house)
    for path in (digest, f"{digest}/1", f"-{key}", f"{key}.pdf", "0", str(2**31), str(2**63), "9" * 60, f"{key}/0"):
        answer = visitor.get(f"/documents/{path}")
        assert answer.status == 404 or b"inside" in answer.body, path
        assert a_pdf() not in answer.body


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_file_that_the_storage_has_lost_is_said_in_words(
    visitor: Visitor, house: Database, files: Storage, harm: str
) -> None:
    key = kept(house, files, a_file(HOSTILE.replace('"', "")))
    with house.reading() as session:
        digest = session.scalars(select(Document.file).where(Document.id == key)).one()
    [path] = Path(settings().storage_url).rglob(digest)
    path.unlink() if harm == "missing" else path.write_bytes(b"x")
    visitor.language = "de"
    signed_in_visitor(visitor, house)
    answer = visitor.get(f"/documents/{key}")
    assert answer.status == 410
    assert "fehlt in der Ablage oder ist beschädigt" in answer.text
    assert visitor.get(f"/documents/{key}/1").status == 404


def test_a_hostile_name_stays_a_name(visitor: Visitor, house: Database, files: Storage) -> None:
    key = kept(house, files, a_file(HOSTILE))
    answer = signed_in_visitor(visitor, house).get(f"/documents/{key}")
    assert answer["content-disposition"] == "attachment; filename*=UTF-8''%22%3B%20filename%3D%22x.exe%22.pdf"


def test_pages_are_pictures_whatever_is_in_the_file(visitor: Visitor, house: Database, files: Storage) -> None:
    paper, photo = (
        kept(house, files, a_file(data=a_pdf(2))),
        kept(house, files, a_file("x.png", a_picture("PNG"), "png")),
    )
    text = kept(house, files, a_file("x.txt", b"<script>alert(1)</script>", "txt"))
    signed_in_visitor(visitor, house)
    for key, page, status in ((paper, 1, 200), (paper, 2, 200), (paper, 3, 404), (photo, 1, 200), (text, 1, 404)):
        answer = visitor.get(f"/documents/{key}/{page}")
        assert answer.status == status
        if status == 200:
            assert answer["content-type"] == "image/webp"
            assert answer.body.startswith(b"RIFF")
            assert answer["cache-control"] == "no-store"
            assert answer["content-security-policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("role", list(Role))
def test_an_invoice_is_given_to_who_may_see_money(
    visitor: Visitor, house: Database, files: Storage, role: Role
) -> None:
    with house.writing(datetime.now(UTC)) as session:
        a_studio(session)
        contact_id = a_recipient(session)
        product = Product(name="Shake", kind=ProductKind.GOODS, price_cents=10_00)
        session.add(product)
        past_the_trail(session)
        sell_products(session, PROGRAM, contact_id=contact_id, items=[SaleItem(product.id)])
        claims = list(session.scalars(select(Claim.id)))
        made = issue_invoice(session, PROGRAM, contact_id=contact_id, claim_ids=claims, storage=files)
        key, number, digest = made.id, made.number, made.file
    desk = signed_in_visitor(visitor, house, role)
    answer = desk.get(f"/invoices/{key}")
    if Permission.SEE_MONEY not in ROLES[role]:
        assert answer.status == 404
        return
    assert (answer.status, answer.body) == (200, files.get(digest))
    assert answer["content-disposition"] == f"attachment; filename*=UTF-8''{number}.pdf"
    assert desk.get("/invoices/4711").status == 404
