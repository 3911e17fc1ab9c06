"""The desk of the demo studio: enters each visit through the actions, as its staff would."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contact_details import add_address, add_phone, edit_address
from actions.contacts import (
    archive_contact,
    block_contact,
    create_contact,
    mark_deceased,
    set_doctor,
    set_tags,
    write_remark,
)
from actions.payment_data import hold_mandate, record_mandate, revoke_mandate, set_payment_data
from actions.photos import set_photo
from actions.undeliverable import MODELS, mark_undeliverable
from domain.access import Actor, Role
from domain.clock import day_of
from domain.contacts import AddressKind, ContactKind, PaymentMethod, Salutation, Way
from gateways.photos import clean_photo
from gateways.storage import Storage
from models.base import moment
from models.contact import Contact, ContactAddress
from models.mandate import Mandate
from tools.demo_consents import ask, withdraw
from tools.demo_family import Families, handover
from tools.demo_plan import DemoContact, Event, Later, Money
from tools.demo_portraits import portrait

GREY_FROM = 62
"""Age from which on portraits have grey hair."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Something that is entered at one instant: a new contact, or what happens to it later."""

    at: datetime
    place: int
    """Which of the planned contacts."""
    event: Event | None = None

    @property
    def is_first(self) -> bool:
        """Whether the contact is new."""
        return self.event is None


@dataclass(frozen=True, slots=True)
class _Made:
    """What a contact became in the database."""

    contact_id: int
    address_id: int | None
    mandate_id: int | None


class Desk:
    """Knows what is planned, who works here, and what was entered so far."""

    def __init__(
        self,
        planned: Sequence[DemoContact],
        staff: dict[Role, Actor],
        doctors: Sequence[int],
        storage: Storage,
    ) -> None:
        self._planned, self._staff, self._doctors, self._storage = planned, staff, doctors, storage
        self._made: dict[int, _Made] = {}
        self._rng = Random(len(planned))  # noqa: S311
        self._families = Families(self._rng)

    def visits(self) -> Iterator[Visit]:
        """Everything that is planned, in the order of time."""
        visits = [Visit(contact.at, place) for place, contact in enumerate(self._planned)]
        visits += [Visit(event.at, place, event) for place, one in enumerate(self._planned) for event in one.later]
        yield from sorted(visits, key=lambda visit: visit.at)

    def receive(self, session: Session, visit: Visit) -> None:
        """Enter a visit in the transaction of its instant."""
        if visit.event is None:
            self._made[visit.place] = self._enter(session, visit.place)
        else:
            EVENTS[visit.event.kind](session, self._staff[Role.OFFICE], self._made[visit.place], visit.event)

    def _enter(self, session: Session, place: int) -> _Made:
        actor = self._staff[self._rng.choices((Role.RECEPTION, Role.OFFICE), (3, 1))[0]]
        planned = self._planned[place]
        contact = create_contact(
            session,
            actor,
            identity=planned.person.identity,
            language="en" if planned.person.foreign else "de",
            email=planned.email,
        )
        address_id = self._enter_ways(session, actor, contact, planned)
        if planned.tags:
            set_tags(session, actor, contact_id=contact.id, names=planned.tags)
        if planned.doctor is not None:
            set_doctor(session, actor, contact_id=contact.id, doctor_id=self._doctors[planned.doctor])
        if planned.remark:
            write_remark(session, actor, contact_id=contact.id, version=contact.version, remark=planned.remark)
        self._families.welcome(session, actor, contact, planned.person, planned.tags, address_id)
        ask(session, actor, contact, planned.tags, self._storage, self._rng)
        mandate = _enter_money(session, actor, contact, planned)
        if planned.has_photo:
            set_photo(
                session,
                actor,
                contact_id=contact.id,
                photo=clean_photo(_portrait(planned, place)),
                storage=self._storage,
            )
        return _Made(contact.id, address_id, mandate.id if mandate else None)

    def _enter_ways(self, session: Session, actor: Actor, contact: Contact, planned: DemoContact) -> int | None:
        for kind, number in planned.phones:
            add_phone(session, actor, contact_id=contact.id, kind=kind, number=number)
        home, company = planned.person.home, contact.kind is ContactKind.COMPANY
        if home is None:
            return None
        return (
            self._families.move_in(session, actor, contact, planned.person)
            or add_address(
                session,
                actor,
                contact_id=contact.id,
                kind=AddressKind.WORK if company else AddressKind.HOME,
                street=home.street,
                postcode=home.postcode,
                town=home.town,
            ).id
        )


def _portrait(planned: DemoContact, place: int) -> bytes:
    identity = planned.person.identity
    age = planned.at.year - identity.born_on.year if identity.born_on else 0
    return portrait(place, long_hair=identity.salutation is Salutation.MS, grey=age >= GREY_FROM)


def _enter_money(session: Session, actor: Actor, contact: Contact, planned: DemoContact) -> Mandate | None:
    if planned.money is Money.NOTHING:
        return None
    if planned.money is Money.NO_IBAN:
        # The form refuses this state, which only an import leaves behind; the remark's step carries it into the trail.
        contact.payment_method = PaymentMethod.DEBIT
        session.flush()
        remark = f"{planned.remark}\nMöchte per Lastschrift zahlen, IBAN wird nachgereicht.".strip()
        write_remark(session, actor, contact_id=contact.id, version=contact.version, remark=remark)
        return None
    set_payment_data(
        session,
        actor,
        contact_id=contact.id,
        version=contact.version,
        method=planned.method,
        holder="",
        iban=planned.iban,
    )
    if planned.money in {Money.OTHER, Money.NO_MANDATE}:
        return None
    return record_mandate(session, actor, contact_id=contact.id, signed_on=planned.signed_on)


# --- later --------------------------------------------------------------------------------------------------
def _hold(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    hold_mandate(session, actor, mandate_id=made.mandate_id or 0)


def _bounce(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    # Debit runs will record this; until then the remark's step carries it into the trail.
    session.get_one(Mandate, made.mandate_id).bounced_on = day_of(moment(session))
    contact = session.get_one(Contact, made.contact_id)
    remark = f"{contact.remark}\nLastschrift kam zurück: Konto erloschen. Bitte nachfragen.".strip()
    write_remark(session, actor, contact_id=contact.id, version=contact.version, remark=remark)


def _revoke(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    revoke_mandate(session, actor, mandate_id=made.mandate_id or 0, on=day_of(moment(session)))


def _new_account(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    contact = session.get_one(Contact, made.contact_id)
    set_payment_data(
        session,
        actor,
        contact_id=contact.id,
        version=contact.version,
        method=PaymentMethod.DEBIT,
        holder=contact.account_holder,
        iban=event.iban,
    )


def _move(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    if made.address_id is None or event.home is None:
        return
    address = session.get_one(ContactAddress, made.address_id)
    edit_address(
        session,
        actor,
        address_id=address.id,
        version=address.version,
        kind=address.kind,
        street=event.home.street,
        postcode=event.home.postcode,
        town=event.home.town,
        country=address.country,
        extra="",
        primary=True,
    )


def _block(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    block_contact(session, actor, contact_id=made.contact_id, on=day_of(moment(session)), reason=event.reason)


def _die(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    handed = handover(session, made.contact_id)
    mark_deceased(session, actor, contact_id=made.contact_id, on=day_of(moment(session)), handover=handed)


def _archive(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    archive_contact(session, actor, contact_id=made.contact_id, handover=handover(session, made.contact_id))


def _withdraw(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    withdraw(session, actor, made.contact_id)


def _came_back(session: Session, actor: Actor, made: _Made, event: Event) -> None:
    way = WAYS_BACK[event.kind]
    model = MODELS[way]
    for key in session.scalars(select(model.id).where(model.contact_id == made.contact_id).order_by(model.id)).all():
        mark_undeliverable(
            session,
            actor,
            way=way,
            detail_id=key,
            undeliverable_on=day_of(moment(session)),
            undeliverable_reason=event.reason,
        )


WAYS_BACK = {Later.EMAIL_BACK: Way.EMAIL, Later.PHONE_DEAD: Way.PHONE, Later.LETTER_BACK: Way.ADDRESS}

EVENTS: dict[Later, Callable[[Session, Actor, _Made, Event], None]] = {
    Later.HOLD: _hold,
    Later.BOUNCE: _bounce,
    Later.REVOKE: _revoke,
    Later.NEW_ACCOUNT: _new_account,
    Later.MOVE: _move,
    Later.BLOCK: _block,
    Later.DIE: _die,
    Later.ARCHIVE: _archive,
    Later.WITHDRAW: _withdraw,
    **dict.fromkeys(WAYS_BACK, _came_back),
}
