"""What people of the demo studio consent to: on the form of the first visit, now and then with a scan of it."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.consents import give_consents, withdraw_consents
from domain.access import Actor
from domain.clock import day_of
from domain.consents import Cell, Channel, ConsentSource, Purpose
from gateways.proofs import checked_proof
from gateways.storage import Storage
from models.base import moment
from models.consent import Consent
from models.contact import Contact

FORMS: tuple[tuple[float, tuple[Cell, ...]], ...] = (
    (45, ()),
    (25, ((Channel.EMAIL, Purpose.APPOINTMENTS), (Channel.MESSAGE, Purpose.APPOINTMENTS))),
    (20, ((Channel.EMAIL, Purpose.APPOINTMENTS), (Channel.EMAIL, Purpose.NEWS), (Channel.EMAIL, Purpose.OFFERS))),
    (10, tuple((channel, purpose) for channel in (Channel.EMAIL, Channel.PHONE, Channel.POST) for purpose in Purpose)),
)
"""How many of a hundred tick what."""
NEWSLETTER = "Newsletter"
SCANNED = 0.06
SOURCES = (ConsentSource.PAPER, ConsentSource.PAPER, ConsentSource.WEB, ConsentSource.IN_PERSON)


def ask(session: Session, actor: Actor, contact: Contact, tags: tuple[str, ...], storage: Storage, rng: Random) -> None:
    """Enter what somebody ticked at the first visit."""
    cells = rng.choices([cells for _weight, cells in FORMS], [weight for weight, _cells in FORMS])[0]
    if NEWSLETTER in tags:
        cells = tuple(dict.fromkeys((*cells, (Channel.EMAIL, Purpose.NEWS))))
    if not cells:
        return
    today, source = day_of(moment(session)), rng.choice(SOURCES)
    scanned = source is ConsentSource.PAPER and rng.random() < SCANNED
    give_consents(
        session,
        actor,
        contact_id=contact.id,
        cells=cells,
        given_on=today,
        source=source,
        proof=f"Anmeldebogen vom {today:%d.%m.%Y}" if source is ConsentSource.PAPER else "",
        proof_file=checked_proof(_form(contact.display_name), f"Anmeldebogen {contact.number}") if scanned else None,
        storage=storage,
    )


def withdraw(session: Session, actor: Actor, contact_id: int) -> None:
    """Enter that somebody wants no more of it, as far as there was any."""
    running = session.scalars(
        select(Consent).where(Consent.contact_id == contact_id, Consent.withdrawn_on.is_(None))
    ).all()
    cells = [row.cell for row in running if row.purpose is not Purpose.APPOINTMENTS]
    if cells:
        today = day_of(moment(session))
        withdraw_consents(
            session, actor, contact_id=contact_id, cells=cells, withdrawn_on=today, source=ConsentSource.EMAIL
        )


def _form(name: str) -> bytes:
    """A sheet with lines, ticks and something like a signature."""
    sheet = Image.new("L", (620, 880), 250)
    pen = ImageDraw.Draw(sheet)
    for line in range(12):
        pen.rectangle((60, 120 + line * 45, 80, 140 + line * 45), outline=60, width=2)
        pen.line((100, 135 + line * 45, 540 - line % 3 * 60, 135 + line * 45), fill=150, width=3)
        if (len(name) + line) % 3:
            pen.line((62, 130 + line * 45, 70, 139 + line * 45, 82, 117 + line * 45), fill=20, width=3)
    pen.line([(90 + step * 12, 760 + (ord(letter) % 9 - 4) * 6) for step, letter in enumerate(name)], fill=30, width=3)
    written = io.BytesIO()
    sheet.save(written, "PNG", optimize=True)
    return written.getvalue()
