"""E-mails of the demo studio: its texts, two years of what was written and answered, and some in each state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.templates import add_template
from domain.access import Actor, Role
from domain.activities import ActivityKind, Direction, State
from domain.clock import day_of
from domain.consents import Purpose
from domain.mail import MailFault
from domain.templates import TemplateKind
from i18n.texts import speaking
from i18n.words import word
from models.contact import Contact, ContactEmail
from models.email import Email, TextTemplate
from queries.templates import language_of, previewed
from tools.demo_activities import DAYS_BACK, MOST_CONTACTS, EntryDesk, Row
from tools.demo_studio import studio_card

CATEGORIES = {ActivityKind.EMAIL: {"Vertrag": "blue", "Termin": "green", "Abrechnung": "orange", "Beschwerde": "red"}}
GREETING = "{{anrede}},\n\n"
CLOSING = (
    "\n\nBei Fragen sind wir gern für Sie da: {{studio_telefon}}.\n\nMit sportlichen Grüßen\n{{benutzer}}\n{{studio}}"
)
TEXTS: tuple[tuple[TemplateKind, str, Purpose | None, str, str], ...] = (
    (
        TemplateKind.EMAIL,
        "Willkommen",
        None,
        "Willkommen im {{studio}}",
        "schön, dass Sie da sind! Ihre Kundennummer ist {{nummer}}.\n"
        "Bitte bringen Sie zum ersten Training Handtuch und saubere Hallenschuhe mit.",
    ),
    (
        TemplateKind.EMAIL,
        "Terminerinnerung",
        Purpose.APPOINTMENTS,
        "Ihr Termin am {{nächster_termin}}",
        "wir freuen uns auf Ihren Termin am {{nächster_termin}} Uhr.\n"
        "Wenn Sie nicht kommen können, sagen Sie uns bitte spätestens am Tag vorher Bescheid.",
    ),
    (
        TemplateKind.EMAIL,
        "Unterlagen fehlen",
        None,
        "Uns fehlt noch eine Unterschrift",
        "für Ihre Unterlagen brauchen wir noch Ihre Unterschrift. "
        "Kommen Sie dazu einfach beim nächsten Besuch an die Theke.",
    ),
    (
        TemplateKind.EMAIL,
        "Neues Kursprogramm",
        Purpose.NEWS,
        "Das neue Kursprogramm ist da",
        "ab nächstem Monat gibt es neue Kurse: Rückenfit am Vormittag und Yoga am Freitagabend. "
        "Das ganze Programm hängt im Studio aus.",
    ),
    (
        TemplateKind.EMAIL,
        "Rückkehrangebot",
        Purpose.OFFERS,
        "Wir vermissen Sie, {{vorname}}!",
        "lange nicht gesehen! Wenn Sie wieder einsteigen, schenken wir Ihnen den ersten Monat.",
    ),
    (
        TemplateKind.LETTER,
        "Bestätigung der Mitgliedschaft",
        None,
        "Bestätigung Ihrer Mitgliedschaft",
        "hiermit bestätigen wir, dass Sie unter der Nummer {{nummer}} bei uns geführt werden.\n\n"
        "Diese Bescheinigung wurde am {{heute}} ausgestellt und dient zur Vorlage bei Ihrer Krankenkasse.",
    ),
    (
        TemplateKind.LETTER,
        "Einladung zum Gesundheitscheck",
        Purpose.OFFERS,
        "Ihr Gesundheitscheck",
        "gern laden wir Sie zu einem kostenlosen Gesundheitscheck ein. "
        "Bitte vereinbaren Sie einen Termin an der Theke oder telefonisch.",
    ),
)
CAME = (
    ("Vertrag", "Frage zu meinem Vertrag", "Hallo,\n\nbis wann kann ich in den Jahrestarif wechseln?\n\nViele Grüße"),
    ("Termin", "Termin verschieben", "Guten Tag,\n\nich schaffe es am Donnerstag nicht. Ginge auch Freitag um 17 Uhr?"),
    ("Abrechnung", "Abbuchung im letzten Monat", "Hallo,\n\nkönnen Sie mir sagen, wofür die 12,50 € waren?\n\nDanke!"),
    ("Vertrag", "Neue Adresse", "Guten Tag,\n\nich bin umgezogen, die neue Anschrift steht im Anhang."),
    (
        "Beschwerde",
        "Umkleide",
        "Hallo,\n\nin der Umkleide ist seit Tagen ein Spind kaputt. Bitte kümmern Sie sich darum.",
    ),
    ("Termin", "Probetraining", "Guten Tag,\n\nich würde gern einmal probeweise trainieren. Wann passt es?"),
)
TO_SHOW = (
    (State.FAILED, "550 5.1.1 <unknown>: Recipient address rejected: User unknown", MailFault.NONE, 1),
    (State.FAILED, "554 5.7.1 Message rejected as spam by content filtering", MailFault.NONE, 1),
    (State.UNCLEAR, "", MailFault.CUT_OFF, 1),
    (State.QUEUED, "450 4.2.0 Greylisted, please try again in 5 minutes", MailFault.NONE, 2),
    (State.DROPPED, "", MailFault.NONE, 0),
)
"""What is still to be decided, or waits: state, what the server said, our own words, attempts."""


def enter_emails(session: Session, staff: dict[Role, Actor]) -> None:
    """Enter the texts, and the e-mails up to the instant of this transaction."""
    texts = [
        add_template(
            session,
            staff[Role.MANAGER],
            kind=kind,
            name=name,
            purpose=purpose,
            subject=subject,
            text=GREETING + text + CLOSING,
        )
        for kind, name, purpose, subject, text in TEXTS
    ]
    desk = EntryDesk(session, staff, CATEGORIES)
    people = session.execute(
        select(Contact.id, Contact.created_at, ContactEmail.address)
        .join(ContactEmail, (ContactEmail.contact_id == Contact.id) & ContactEmail.is_primary)
        .where(Contact.archived_on.is_(None), Contact.deceased_on.is_(None), Contact.merged_into_id.is_(None))
        .where(ContactEmail.undeliverable_on.is_(None))
        .order_by(Contact.id)
        .limit(MOST_CONTACTS)
    ).all()
    desk.enter(Email, [row for one in people for row in _history(desk, one, texts)])
    some = desk.rng.sample(people, min(len(TO_SHOW), len(people)))
    desk.enter(Email, [_to_show(desk, one, texts[2], *shown) for one, shown in zip(some, TO_SHOW, strict=False)])


def _history(desk: EntryDesk, one: Any, texts: list[TextTemplate]) -> Iterator[tuple[Row, Row]]:
    """What a contact wrote and was written since it is there."""
    first = max(day_of(one.created_at), desk.today - timedelta(days=DAYS_BACK))
    span = (desk.today - first).days
    if desk.rng.random() < 0.25:
        at = desk.instant(first + timedelta(days=min(span, 1)))
        yield _sent(desk, one, texts[0], at)
    for _number in range(desk.rng.choice((0, 0, 0, 1, 1, 2))):
        at = desk.instant(first + timedelta(days=desk.rng.randint(0, span)))
        category, title, text = desk.rng.choice(CAME)
        shared = desk.shared(
            ActivityKind.EMAIL, one.id, at, State.NONE, title=title, text=text, category=category, words=one.address
        )
        yield shared, _own(Direction.INCOMING, one.address, STUDIO)


STUDIO = studio_card().email or ""


def _own(direction: Direction, sender: str, recipient: str, **given: Any) -> Row:
    own = {
        "direction": direction,
        "sender": sender,
        "recipients": recipient,
        "message_id": "",
        "attempts": 0,
        "next_try_at": None,
        "sending_since": None,
        "answer": "",
        "overridden": "",
        "template_id": None,
    }
    return own | given


def _sent(desk: EntryDesk, one: Any, template: TextTemplate, at: Any) -> tuple[Row, Row]:
    return _from_template(desk, one, template, at, State.SENT, answer="250 2.0.0 Ok: queued", attempts=1)


def _to_show(
    desk: EntryDesk, one: Any, template: TextTemplate, state: State, said: str, fault: MailFault, attempts: int
) -> tuple[Row, Row]:
    with speaking("de"):
        answer = said or word(fault) if fault else said
    next_try_at = desk.now + timedelta(minutes=15) if state is State.QUEUED else None
    at = desk.now - timedelta(hours=desk.rng.randint(1, 30))
    return _from_template(desk, one, template, at, state, answer=answer, attempts=attempts, next_try_at=next_try_at)


def _from_template(
    desk: EntryDesk, one: Any, template: TextTemplate, at: Any, state: State, **given: Any
) -> tuple[Row, Row]:
    filled = previewed(
        desk.session,
        template.subject,
        template.text,
        one.id,
        language=language_of(template.language),
        user=desk.staff[Role.RECEPTION].name,
    )
    shared = desk.shared(
        ActivityKind.EMAIL, one.id, at, state, title=filled.subject, text=filled.text, words=f"{STUDIO} {one.address}"
    )
    message_id = f"{desk.rng.getrandbits(128):032x}@{STUDIO.rpartition('@')[2]}"
    own = _own(Direction.OUTGOING, STUDIO, one.address, template_id=template.id, message_id=message_id, **given)
    return shared, own
