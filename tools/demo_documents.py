"""The documents of the demo studio: papers that people brought, some of them running out soon, and letters to them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from actions.categories import add_category
from actions.documents import add_documents, keep_letter
from actions.templates import add_template
from domain.access import Actor, Role
from domain.activities import ActivityKind, Direction
from domain.clock import day_of
from domain.contacts import ContactKind
from domain.documents import CheckedFile
from domain.templates import TemplateKind
from gateways.storage import Storage
from models.base import moment
from models.contact import Contact
from models.email import TextTemplate
from queries.letters import letter_draft
from queries.templates import filled
from tools.demo_studio import SEED

MOST_CONTACTS = 400
SHARE = 0.6
"""Of the contacts have papers."""
LETTERS = 4
DAYS_BACK = 730


@dataclass(frozen=True, slots=True)
class _Paper:
    title: str
    category: str
    lines: tuple[str, ...]
    days: int | None
    """For how long it is good."""
    weight: int
    direction: Direction = Direction.INCOMING
    kind: str = "pdf"


PAPERS = (
    _Paper("Anmeldebogen", "Vertrag", ("Name, Anschrift, Bankverbindung", "Unterschrift"), None, 5),
    _Paper("Ärztliches Attest", "Attest", ("Sporttauglichkeit ohne Einschränkung",), 365, 4),
    _Paper("Verordnung Krankengymnastik", "Verordnung", ("6 x Krankengymnastik", "ICD-10: M54.5"), 28, 4),
    _Paper("Studienbescheinigung", "Ermäßigung", ("Wintersemester", "Vollzeit"), 180, 2),
    _Paper("Schwerbehindertenausweis", "Ermäßigung", ("GdB 50",), 1_500, 1, kind="jpg"),
    _Paper(
        "Krankenkassenbescheinigung", "Bescheinigung", ("Teilnahme am Präventionskurs",), None, 2, Direction.OUTGOING
    ),
)
LETTER = (
    "Bestätigung Ihrer Kündigung",
    "{{anrede}},\n\nwir haben Ihre Kündigung erhalten und bestätigen sie hiermit. Ihre Karte geben Sie bitte am "
    "letzten Tag am Empfang zurück.\n\nFür Fragen sind wir unter {{studio_telefon}} gern für Sie da.\n\n"
    "Mit freundlichen Grüßen\n\n\n{{benutzer}}\n{{studio}}",
)
WELCOME = (
    "Willkommen im Studio",
    "{{anrede}},\n\nherzlich willkommen! Ihre Kundennummer ist {{nummer}}. Zum ersten Termin bringen Sie bitte ein "
    "Handtuch und feste Schuhe mit.\n\nWir freuen uns auf Sie.\n\n\n{{benutzer}}\n{{studio}}",
)


def file_documents(session: Session, staff: dict[Role, Actor], storage: Storage) -> None:
    """File the papers, with categories and templates for letters."""
    office, rng, today = staff[Role.OFFICE], Random(SEED), day_of(moment(session))  # noqa: S311
    names = dict.fromkeys(paper.category for paper in PAPERS)
    category = {
        name: add_category(session, office, kind=ActivityKind.DOCUMENT, name=name).id for name in (*names, "Brief")
    }
    files = {paper: _file(paper) for paper in PAPERS}
    alive = select(Contact.id).where(
        Contact.kind == ContactKind.PERSON,
        Contact.archived_on.is_(None),
        Contact.deceased_on.is_(None),
        Contact.merged_into_id.is_(None),
    )
    contacts = session.scalars(alive.order_by(Contact.id).limit(MOST_CONTACTS)).all()
    for contact_id in contacts:
        if rng.random() > SHARE:
            continue
        for paper in set(rng.choices(PAPERS, [paper.weight for paper in PAPERS], k=rng.choice((1, 1, 2, 3)))):
            back = rng.randrange(2, DAYS_BACK)
            if paper.days and rng.random() < 0.5:  # half of them are good for some weeks yet
                back = max(2, paper.days - rng.randrange(60))
            at = moment(session) - timedelta(days=back, minutes=rng.randrange(300))
            add_documents(
                session,
                staff[rng.choice((Role.RECEPTION, Role.OFFICE))],
                contact_id=contact_id,
                files=[files[paper]],
                storage=storage,
                direction=paper.direction,
                at=at,
                title=paper.title,
                category_id=category[paper.category],
                valid_until=today + timedelta(days=paper.days - back) if paper.days else None,
            )
    _write_letters(session, office, storage, contacts[:LETTERS], category["Brief"])


def _write_letters(session: Session, actor: Actor, storage: Storage, contacts: Sequence[int], category_id: int) -> None:
    from documents.letter import letter_pdf

    if session.scalar(select(exists().where(TextTemplate.kind == TemplateKind.LETTER))):
        return
    letters = [
        add_template(session, actor, kind=TemplateKind.LETTER, name=subject, subject=subject, text=text)
        for subject, text in (WELCOME, LETTER)
    ]
    session.flush()
    for place, contact_id in enumerate(contacts):
        text = filled(session, letters[place % len(letters)].id, contact_id, user=actor.name)
        assert text is not None
        draft = letter_draft(session, contact_id, subject=text.subject, text=text.text, clerk=actor.name)
        data = letter_pdf(replace(draft.letter, language="de"))
        keep_letter(
            session,
            actor,
            contact_id=contact_id,
            subject=text.subject,
            text=text.text,
            category_id=category_id,
            file=CheckedFile(data, f"Brief {draft.letter.day} {text.subject}.pdf", "pdf"),
            storage=storage,
        )


def _file(paper: _Paper) -> CheckedFile:
    data = _card(paper) if paper.kind == "jpg" else _sheet(paper)
    return CheckedFile(data, f"{paper.title}.{paper.kind}", paper.kind)


def _sheet(paper: _Paper) -> bytes:
    from fpdf import FPDF

    from documents.fonts import FAMILY, add_fonts

    pdf = FPDF()
    add_fonts(pdf)
    pdf.add_page()
    pdf.set_font(FAMILY, "B", 16)
    pdf.multi_cell(0, 9, paper.title, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FAMILY, "", 11)
    pdf.ln(6)
    for line in (*paper.lines, "", "Muster für das Demo-Studio", "", "_" * 30, "Stempel und Unterschrift"):
        pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _card(paper: _Paper) -> bytes:
    """Something like a photographed card."""
    picture = Image.new("RGB", (900, 560), (196, 205, 196))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((60, 60, 840, 500), 30, fill=(236, 240, 228), outline=(90, 120, 90), width=4)
    pen.rectangle((100, 140, 300, 400), fill=(150, 160, 165))
    pen.ellipse((155, 180, 245, 280), fill=(225, 200, 180))
    pen.text((340, 100), "Schwerbehindertenausweis", fill=(60, 80, 60), font_size=34)
    for place, line in enumerate((*paper.lines, "Muster")):
        pen.text((340, 190 + 60 * place), line, fill=(40, 40, 40), font_size=28)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=80)
    return written.getvalue()
