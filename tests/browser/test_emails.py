"""An e-mail at the desk, in German: from a template, really sent; refused, then sent with a reason; one from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from actions.studio import StudioCard, edit_studio
from actions.templates import add_template
from db.session import Database
from domain.access import PROGRAM
from domain.activities import State
from domain.consents import Purpose
from domain.templates import TemplateKind
from models.document import Document
from models.email import Email
from tests.browser.conftest import Visit
from tests.databases import SqliteTemplate
from tests.gateways.mail_servers import Box, mail_server
from tests.web.server import Server, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def box() -> Iterator[Box]:
    with mail_server() as box:
        yield box


@pytest.fixture(scope="session")
def served(
    sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory, box: Box
) -> Iterator[tuple[str, Server]]:
    """A server of its own that knows a mail server, and asks for work each second."""
    url = sqlite_template.url()
    mail = {"HOST": "127.0.0.1", "PORT": str(box.port), "SECURITY": "none"}
    environment = {f"KONTOR_SMTP_{name}": value for name, value in mail.items()} | {"KONTOR_WORKER_SECONDS": "1"}
    with running("uvicorn", url, log=tmp_path_factory.mktemp("server") / "log", environment=environment) as server:
        yield url, server
    sqlite_template.drop(url)


@pytest.fixture
def people(people: Database) -> Database:
    """The studio has an address and two texts."""
    with people.writing(datetime.now(UTC)) as session:
        edit_studio(session, PROGRAM, version=1, card=StudioCard(name="Studio Köln", email="info@studio.example"))
        for name, purpose in (("Willkommen", None), ("Angebot", Purpose.OFFERS)):
            add_template(
                session,
                PROGRAM,
                kind=TemplateKind.EMAIL,
                name=name,
                subject=f"{name} im {{{{studio}}}}",
                text="{{anrede}},\n\nschön, dass Sie da sind.",
                purpose=purpose,
            )
    return people


def emails(database: Database) -> list[Email]:
    with database.reading() as session:
        return list(session.scalars(select(Email).order_by(Email.__table__.c.id)))


def choose(page: Page, template: str) -> None:
    """Choose a template once the dialog stands; the form takes the focus when it has come."""
    expect(page.get_by_role("dialog").get_by_label("Betreff")).to_be_focused()
    page.get_by_role("dialog").get_by_role("combobox").first.click()
    page.get_by_role("option", name=template).click()


def test_from_a_template_to_the_mailbox(visit: Callable[..., Visit], people: Database, box: Box) -> None:
    box.got.clear()
    page = visit("de-DE").sign_in("/crm?contact=10002&tab=emails", "reception")
    page.get_by_role("button", name="Neu: E-Mail").click()
    dialog = page.get_by_role("dialog")
    choose(page, "Willkommen")
    expect(dialog.get_by_role("textbox").nth(0)).to_have_value("Willkommen im Studio Köln")
    text = dialog.get_by_role("textbox").nth(1)
    expect(text).to_have_value("Guten Tag Ben Groß,\n\nschön, dass Sie da sind.")
    text.fill("Guten Tag Herr Groß,\n\nschön, dass Sie da sind!")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Die E-Mail ist unterwegs.")).to_be_visible()
    expect(page.locator(".k-entries")).to_contain_text("Wartet auf Versand")
    for _second in range(40):
        if emails(people)[0].state is State.SENT:
            break
        page.wait_for_timeout(500)
    page.reload()
    expect(page.locator(".k-entries")).to_contain_text("Gesendet")
    [envelope] = box.got
    assert envelope.rcpt_tos == ["ben@example.com"]


def test_without_consent_it_takes_a_reason(visit: Callable[..., Visit], people: Database) -> None:
    page = visit("de-DE").sign_in("/crm?contact=10002&tab=emails", "office")
    page.get_by_role("button", name="Neu: E-Mail").click()
    dialog = page.get_by_role("dialog")
    choose(page, "Angebot")
    expect(dialog).to_contain_text("keine Einwilligung")
    dialog.get_by_role("button", name="Senden").last.click()
    expect(dialog.get_by_text("keine Einwilligung")).to_have_count(2)
    assert emails(people) == []
    dialog.get_by_label("Warum sie trotzdem hinausgeht").fill("Hat am Telefon darum gebeten")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Die E-Mail ist unterwegs.")).to_be_visible()
    assert [email.overridden for email in emails(people)] == ["Hat am Telefon darum gebeten"]


def test_a_file_becomes_an_email_and_its_attachment_a_document(visit: Callable[..., Visit], people: Database) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "Ben Groß <ben@example.com>", "info@studio.example"
    message["Subject"], message["Date"] = "Attest für März", "Mon, 02 Mar 2026 10:00:00 +0100"
    message.set_content("Hallo,\n\nanbei das Attest.")
    message.add_attachment(b"%PDF-1.7\n%%EOF", maintype="application", subtype="pdf", filename="Attest.pdf")
    page = visit("de-DE").sign_in("/crm?contact=10002&tab=emails", "reception")
    page.get_by_role("button", name="Neu: E-Mail").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Datei einlesen").click()
    file = {"name": "mail.eml", "mimeType": "message/rfc822", "buffer": message.as_bytes()}
    dialog.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(dialog.get_by_role("textbox").first).to_have_value("Attest für März")
    expect(dialog).to_contain_text("1 Anhang wird zum Dokument")
    dialog.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("E-Mail eingelesen.")).to_be_visible()
    [email] = emails(people)
    assert (email.sender, email.at) == ("ben@example.com", datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    with people.reading() as session:
        [document] = session.scalars(select(Document)).all()
    assert (document.file_name, document.origin_id) == ("Attest.pdf", email.id)
