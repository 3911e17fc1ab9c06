"""Contacts as an import of any kind may leave them, drawn by Hypothesis: what lists must agree on with the domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from domain.bank import MandateFacts
from domain.contacts import ContactFacts, ContactKind, PaymentMethod
from domain.hint_spans import DataRecord, Way
from domain.periods import Period
from domain.relationships import RelationshipKind
from models.contact import Contact, ContactAddress, ContactEmail, ContactPhone, ContactTag
from models.list_index import refresh_lists
from models.mandate import Mandate
from models.relationship import Relationship
from tests.conftest import NOW, TODAY

EMAILS = {"anna@example.com": True, "no address": False}
PHONES = {"+4922112345": True, "0170": False}
IBANS = {"": True, "DE89370400440532013000": True, "DE02120300000000202051": True, "DE00370400440532013000": False}
TOWNS = ("Köln", "Koeln-Ehrenfeld", "Bonn", "bonn", "")
NEAR = st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3))
BORN = (
    st.none() | st.dates(date(1900, 1, 1), TODAY + timedelta(days=2)) | st.dates(date(2008, 11, 20), date(2008, 11, 27))
)
THREE_YEARS = timedelta(days=3 * 365 + 1)
SIGNED = NEAR | st.dates(TODAY - THREE_YEARS - timedelta(days=3), TODAY - THREE_YEARS + timedelta(days=3))


@dataclass(frozen=True)
class Drawn:
    """One contact: what is written, and what the rules must see in it."""

    company: bool
    born_on: date | None
    deceased_on: date | None
    blocked_on: date | None
    archived_on: date | None
    town: str | None
    emails: list[tuple[str, date | None]]
    phones: list[tuple[str, date | None]]
    method: PaymentMethod
    iban: str
    mandates: list[tuple[str, MandateFacts]]
    tags: set[int] = field(default_factory=set)
    guardians: list[Period] = field(default_factory=list)
    merged: bool = False

    @property
    def record(self) -> DataRecord:
        """What the rules see."""
        return DataRecord(
            ContactKind.COMPANY if self.company else ContactKind.PERSON,
            born_on=self.born_on,
            deceased_on=self.deceased_on,
            archived_on=self.archived_on,
            merged=self.merged,
            emails=tuple(Way(EMAILS[text], day) for text, day in self.emails),
            phones=tuple(Way(PHONES[text], day) for text, day in self.phones),
            addresses=() if self.town is None else (Way(),),
            method=self.method,
            iban=self.iban,
            iban_valid=IBANS[self.iban],
            mandates=tuple(self.mandates),
            guardians=tuple(self.guardians),
        )

    @property
    def facts(self) -> ContactFacts:
        """What its status follows from."""
        return ContactFacts(TODAY, self.blocked_on, self.deceased_on, self.archived_on)


PERIODS = st.tuples(st.sampled_from([TODAY - timedelta(days=9), TODAY]), st.none() | st.integers(1, 12)).map(
    lambda drawn: Period(drawn[0], None if drawn[1] is None else drawn[0] + timedelta(days=drawn[1]))
)
MANDATES = st.builds(MandateFacts, signed_on=SIGNED, used_on=SIGNED, held_on=NEAR, bounced_on=NEAR, revoked_on=NEAR)
CONTACTS = st.lists(
    st.builds(
        Drawn,
        company=st.booleans(),
        born_on=BORN,
        deceased_on=NEAR,
        blocked_on=NEAR,
        archived_on=NEAR,
        town=st.none() | st.sampled_from(TOWNS),
        emails=st.lists(st.tuples(st.sampled_from(sorted(EMAILS)), NEAR), max_size=2),
        phones=st.lists(st.tuples(st.sampled_from(sorted(PHONES)), NEAR), max_size=2),
        method=st.sampled_from(PaymentMethod),
        iban=st.sampled_from(sorted(IBANS)),
        mandates=st.lists(st.tuples(st.sampled_from(sorted(IBANS)), MANDATES), max_size=2),
        tags=st.sets(st.integers(0, 2)),
        guardians=st.lists(PERIODS, max_size=1),
        merged=st.booleans(),
    ),
    max_size=6,
)


def written(session: Session, drawn: list[Drawn], tags: list[int]) -> dict[int, Drawn]:
    """Write the contacts past the actions, index them, and tell which is which by id."""
    ids = {}
    keeper = Contact(number="keeper", last_name="Keeper", archived_on=None)
    session.add(keeper)
    session.flush()
    for place, one in enumerate(drawn):
        contact = Contact(
            number=f"{place:03}",
            kind=ContactKind.COMPANY if one.company else ContactKind.PERSON,
            last_name=f"Name {place % 2}",
            company_name="Company" if one.company else "",
            born_on=one.born_on,
            deceased_on=one.deceased_on,
            blocked_on=one.blocked_on,
            blocked_reason="x" if one.blocked_on else "",
            archived_on=one.archived_on,
            payment_method=one.method,
            iban=one.iban,
            merged_into_id=keeper.id if one.merged else None,
        )
        contact.emails = [
            ContactEmail(address=text, undeliverable_on=day, is_primary=at == 0)
            for at, (text, day) in enumerate(one.emails)
        ]
        contact.phones = [
            ContactPhone(number=text, undeliverable_on=day, is_primary=at == 0)
            for at, (text, day) in enumerate(one.phones)
        ]
        contact.addresses = [ContactAddress(town=one.town, is_primary=True)] if one.town is not None else []
        contact.mandates = [
            Mandate(reference=f"M{place}-{at}", holder="x", iban=iban, **_days(facts))
            for at, (iban, facts) in enumerate(one.mandates)
        ]
        contact.tags = [ContactTag(tag_id=tags[at]) for at in one.tags]
        session.add(contact)
        session.flush()
        for period in one.guardians:
            guardian = Relationship(contact_id=contact.id, other_id=keeper.id, kind=RelationshipKind.GUARDIAN)
            guardian.period = period
            session.add(guardian)
        session.flush()
        ids[contact.id] = one
    refresh_lists(session, [*ids, keeper.id])
    return ids


def _days(facts: MandateFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in ("signed_on", "used_on", "held_on", "bounced_on", "revoked_on")}


def a_session(engine: Any) -> Session:
    """A session that writes and is never committed."""
    return Session(engine.execution_options(kontor_writes=True), info={"now": NOW})
