"""Documents through the frame: who may add, change and look, and what a file that is gone looks like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from actions.documents import add_documents
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM, ROLES, Permission, Role
from domain.documents import CheckedFile
from gateways.storage import Storage
from i18n.texts import speaking
from tests.files import a_file, a_pdf, an_open_xml
from tests.pages.conftest import Opener, sent
from tests.pages.test_crm import listed, press
from tests.pages.test_pages import HOSTILE, somebody


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def kept(house: Database, *files: CheckedFile, title: str = "") -> int:
    """Documents of a contact; the id of the first."""
    contact = somebody(house)
    with house.writing(datetime.now(UTC)) as session:
        made = add_documents(
            session, PROGRAM, contact_id=contact.id, files=files, storage=Storage(settings().storage_url), title=title
        )
    return made[0].id


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_looks_and_who_may_changes(opened: Opener, house: Database, role: Role) -> None:
    key = kept(house, a_file("Attest.pdf", a_pdf(2)))
    app = opened("crm", role, contact="10001", tab="documents")
    assert listed(app) == ["Attest.pdf"]
    may = Permission.EDIT_ACTIVITIES in ROLES[role]
    assert ("New: Document" in buttons(app)) is may
    press(app, "documents", "open", key)
    assert not app.exception
    assert f"/documents/{key}/2" in sent(app)
    assert f"href='/documents/{key}'" in sent(app).replace('"', "'")
    assert ("Delete" in buttons(app)) is may
    assert ("Save" in buttons(app)) is may


def test_hostile_names_and_texts_stand_as_they_are(opened: Opener, house: Database) -> None:
    key = kept(
        house, a_file("<b>x</b>.txt", f"{HOSTILE}\n</div><script>alert(1)</script>".encode(), "txt"), title=HOSTILE
    )
    app = opened("crm", Role.OFFICE, contact="10001", tab="documents")
    assert listed(app) == [HOSTILE]
    press(app, "documents", "open", key)
    assert not app.exception
    assert "<script>alert(1)" not in sent(app)
    assert "&lt;script&gt;alert(1)" in sent(app)
    assert "&lt;b&gt;x&lt;/b&gt;.txt" in sent(app)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (a_file("Brief.docx", an_open_xml("docx"), "docx"), "no preview"),
        (a_file("kaputt.pdf", b"%PDF-1.7\n%%EOF"), "locked with a password or damaged"),
    ],
)
def test_without_a_preview_it_says_why(opened: Opener, house: Database, file: CheckedFile, said: str) -> None:
    key = kept(house, file)
    app = press(opened("crm", Role.OFFICE, contact="10001", tab="documents"), "documents", "open", key)
    assert any(said in one.value for one in app.info)
    assert f"/documents/{key}" in sent(app)


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_file_that_is_gone_is_said_and_what_is_known_of_it_stays(opened: Opener, house: Database, harm: str) -> None:
    key = kept(house, a_file())
    path = next(Path(settings().storage_url).rglob(sha256(a_pdf()).hexdigest()))
    path.unlink() if harm == "missing" else path.write_bytes(b"x")
    app = press(opened("crm", Role.OFFICE, contact="10001", tab="documents"), "documents", "open", key)
    assert not app.exception
    assert any("no longer in the storage" in one.value for one in app.error)
    assert "Save" in buttons(app)
