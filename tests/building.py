"""What tests build on: only what matters is named."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import replace
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

import actions
from actions.action import ALL
from actions.appointments import book_appointment
from actions.calls import add_call
from actions.catalogue import ProductCard, QuotaCard, add_product, add_quota_type
from actions.categories import add_category
from actions.consents import give_consents
from actions.contact_details import add_address, add_email, add_phone
from actions.contacts import create_contact, set_doctor
from actions.course_dates import add_dates
from actions.courses import add_course
from actions.doctors import DoctorCard, add_doctor
from actions.documents import add_documents
from actions.emails import document_email
from actions.health_data import write_health_note
from actions.notes import add_health_entry, add_note
from actions.payment_data import record_mandate, set_payment_data
from actions.quotas import sell_quota
from actions.relationships import add_relationship
from actions.rooms import add_room
from actions.saved_views import save_view
from actions.tags import add_tag
from actions.tariffs import add_tariff, add_version
from actions.tasks import add_task
from actions.templates import add_template
from domain.access import PROGRAM, Actor, Role
from domain.activities import ActivityKind, CallOutcome, Direction, Every
from domain.catalogue import Offer, TermOffer
from domain.consents import Channel, ConsentSource, Purpose
from domain.contacts import AddressKind, ContactKind, EmailKind, Identity, PaymentMethod, PhoneKind, Salutation
from domain.contract_terms import Terms
from domain.relationships import Relation
from domain.templates import TemplateKind
from gateways.storage import Storage
from models.activity import Category
from models.base import moment
from models.catalogue import QuotaType
from models.changes import log_of
from models.contact import Contact
from tests.files import a_file

IBAN = "DE89370400440532013000"
OFFICE = Actor(user_id=None, name="Office", role=Role.OFFICE)


def a_person(first_name: str = "Anna", last_name: str = "Müller", born_on: date | None = None) -> Identity:
    """A person's identity."""
    return Identity(ContactKind.PERSON, first_name=first_name, last_name=last_name, born_on=born_on)


def a_contact(
    session: Session,
    first_name: str = "Anna",
    last_name: str = "Müller",
    *,
    born_on: date | None = None,
    actor: Actor = PROGRAM,
    **more: str,
) -> Contact:
    """A contact made through the action."""
    return create_contact(session, actor, identity=a_person(first_name, last_name, born_on), **more)


def one_of_each(session: Session) -> None:
    """A contact with all that hangs on one, and cards to choose from."""
    identity = Identity(ContactKind.PERSON, Salutation.MS, "Dr.", "Anna", "Müller", "", date(1980, 1, 1))
    contact = create_contact(session, PROGRAM, identity=identity, language="de")
    for name in ("Alt", "Deren", "Meiner"):
        add_doctor(session, PROGRAM, card=DoctorCard(last_name=name, town="Köln"))
    set_doctor(session, PROGRAM, contact_id=contact.id, doctor_id=1)
    set_payment_data(
        session,
        PROGRAM,
        contact_id=contact.id,
        version=contact.version,
        method=PaymentMethod.TRANSFER,
        holder="Anna",
        iban=IBAN,
    )
    add_phone(session, PROGRAM, contact_id=contact.id, kind=PhoneKind.HOME, number="0221 998877")
    add_phone(session, PROGRAM, contact_id=contact.id, kind=PhoneKind.WORK, number="0221 112233")
    add_email(session, PROGRAM, contact_id=contact.id, kind=EmailKind.PRIVATE, address="a@example.com")
    add_email(session, PROGRAM, contact_id=contact.id, kind=EmailKind.WORK, address="b@example.com")
    for street in ("Ring 1", "Ring 2"):
        add_address(
            session,
            PROGRAM,
            contact_id=contact.id,
            kind=AddressKind.HOME,
            street=street,
            postcode="50667",
            town="Köln",
        )
    record_mandate(session, PROGRAM, contact_id=contact.id)
    add_tag(session, PROGRAM, name="Reha")
    sister = a_contact(session, "Ute", "Müller")
    add_relationship(session, PROGRAM, contact_id=contact.id, other_id=sister.id, seen=Relation.SIBLING)
    cells, source = [(Channel.EMAIL, Purpose.NEWS)], ConsentSource.PAPER
    give_consents(session, PROGRAM, contact_id=contact.id, cells=cells, given_on=None, source=source)
    write_health_note(session, PROGRAM, contact_id=contact.id, version=None, note="old")
    save_view(session, PROGRAM, page="contacts", name="old", query="town=Bonn", for_all=True)
    for kind in ActivityKind:
        if kind is not ActivityKind.HEALTH_NOTE:
            for name in ("Alt", "Deren", "Meiner"):
                add_category(session, PROGRAM, kind=kind, name=name)
    for name in ("Alt", "Deren", "Meiner"):
        add_room(session, PROGRAM, name=name)
    category = session.scalars(select(Category).where(Category.kind == ActivityKind.NOTE)).first()
    assert category is not None
    add_note(session, PROGRAM, contact_id=contact.id, title="old", text="old", category_id=category.id)
    add_health_entry(session, PROGRAM, contact_id=contact.id, content="old")
    _catalogue(session)
    course = add_course(session, PROGRAM, name="old", capacity=5)
    add_dates(session, PROGRAM, course_id=course.id, first=date(2040, 1, 3), starts="18:00", ends="19:00")
    document_email(
        session,
        PROGRAM,
        contact_id=contact.id,
        at=moment(session),
        direction=Direction.INCOMING,
        title="old",
        text="old",
    )
    add_documents(
        session, PROGRAM, contact_id=contact.id, files=[a_file()], storage=Storage("memory://one-of-each"), title="old"
    )
    add_template(session, PROGRAM, kind=TemplateKind.EMAIL, name="old", subject="old", text="old")
    kinds = select(Category.id).where(Category.kind == ActivityKind.APPOINTMENT).order_by(Category.id)
    book_appointment(
        session,
        PROGRAM,
        contact_id=contact.id,
        title="old",
        text="old",
        day=date(2031, 6, 10),
        clock=time(10),
        minutes=60,
        category_id=session.scalars(kinds).first(),
        room_id=1,
    )
    given = {"contact_id": contact.id, "title": "old", "text": "old"}
    add_call(session, PROGRAM, direction=Direction.OUTGOING, outcome=CallOutcome.REACHED, **given)
    add_task(session, PROGRAM, due_on=date(2026, 1, 1), every=Every.DAY, **given)
    kind = QuotaType(name="older", units=10, valid_value=3)
    session.add(kind)
    past_the_trail(session)
    sell_quota(session, PROGRAM, contact_id=contact.id, quota_type_id=kind.id)


def _catalogue(session: Session) -> None:
    """A card of each kind."""
    add_quota_type(session, PROGRAM, card=QuotaCard("old", 10, 1_00, valid_value=6))
    add_product(session, PROGRAM, card=ProductCard("old", 1_00))
    offer = Offer(date(2040, 1, 3), (TermOffer(Terms(12), 24_90),))
    tariff = add_tariff(session, PROGRAM, name="old", offer=offer)
    add_version(session, PROGRAM, tariff_id=tariff.id, offer=replace(offer, valid_from=date(2041, 1, 3)))


def versioned() -> set[str]:
    """The actions that ask for the version of what they change."""
    places = [importlib.import_module(f"actions.{module.name}") for module in pkgutil.iter_modules(actions.__path__)]
    return {
        name
        for name in ALL
        for place in places
        if hasattr(place, name) and "version" in inspect.signature(getattr(place, name)).parameters
    }


def past_the_trail(session: Session) -> None:
    """Let what a test changed by hand pass without an audit entry; the program itself cannot."""
    session.flush()
    log_of(session).drain()
