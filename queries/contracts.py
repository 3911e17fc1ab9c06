"""Reads contracts: those of a contact as they are on a day, and one with all its facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from domain.contacts import ContactKind, PaymentMethod
from domain.contract_claims import price_on
from domain.contracts import (
    CancellationKind,
    ContractFacts,
    ContractState,
    Deed,
    Explained,
    NoticeChannel,
    PauseKind,
    allowed,
    end_known_on,
    next_possible_end,
    state_on,
)
from domain.periods import Period
from domain.search_text import fold
from models.catalogue import QuotaType
from models.contact import Contact
from models.contract import FACTS, PARTS, Contract
from queries.contact_hits import ContactHit, hits_of
from queries.contract_papers import SignedPaper, signed_paper, switched_from, switched_on, unsigned

SOON = timedelta(days=90)
"""A contract that ends within these days ends soon."""
RUNNING = frozenset({ContractState.ACTIVE, ContractState.PAUSED, ContractState.CANCELLED, ContractState.PENDING})


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in a list, as it is on a day."""

    contract_id: int
    version: int
    number: str
    name: str
    state: ContractState
    start_on: date
    signed_on: date | None
    ends_on: date | None
    """The last day as it was known on the day."""
    paused: Period | None
    """The pause of the day."""
    cents: int
    """The price of one interval on the day."""
    interval_months: int
    ends_soon: bool
    unsigned: bool = False
    """It has no signed paper although it should."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which contracts of a contact are wanted."""

    contact_id: int
    day: date
    typed: str = ""
    states: tuple[ContractState, ...] = ()
    since: date | None = None
    before: date | None = None
    """Only contracts that run on a day of the period: its first day, and the day behind its last."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A version of the price."""

    price_id: int
    valid_from: date
    cents: int
    reason: str


@dataclass(frozen=True, slots=True)
class Lasting:
    """Something that holds for some days: a pause, a discount, free time or an add-on."""

    key: int
    period: Period
    reason: str = ""
    name: str = ""
    cents: int = 0
    basis_points: int = 0
    kind: PauseKind | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was received; `undone_on` where it was taken back."""

    received_on: date
    end_on: date
    kind: CancellationKind
    channel: NoticeChannel
    reason: str
    undone_on: date | None


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays from a day on."""

    valid_from: date
    contact: ContactHit
    reason: str


@dataclass(frozen=True, slots=True)
class ContractView:
    """One contract with all its facts, and what may be done today."""

    row: ContractRow
    facts: ContractFacts
    contact_id: int
    tariff_id: int | None
    allowed: frozenset[Deed]
    end: Explained
    """Where an ordinary notice of the day leads to."""
    payment_method: PaymentMethod
    sign_up_waived: str
    pause_days_a_year: int | None
    pause_kind: PauseKind
    pause_fee_cents: int
    never_revise: bool
    void_reason: str
    text: str
    guardian_consent_on: date | None
    prices: tuple[PriceLine, ...] = ()
    pauses: tuple[Lasting, ...] = ()
    discounts: tuple[Lasting, ...] = ()
    free: tuple[Lasting, ...] = ()
    add_ons: tuple[Lasting, ...] = ()
    notices: tuple[Notice, ...] = ()
    payers: tuple[Payer, ...] = ()
    quotas: tuple[tuple[str, int, bool], ...] = ()
    """Name, units, whether each month."""
    signed_paper: SignedPaper | None = None
    follows: tuple[int, str] | None = None
    """The contract that this one carries on: key and number."""
    followed_by: tuple[tuple[int, str], ...] = field(default=())
    switched_from: tuple[str, str] | None = None
    """Name and number of the contract that this one took the place of, by a switch of tariffs."""
    switched_on: date | None = None
    """When another contract took the place of this one, by a switch of tariffs."""

    @property
    def contract_id(self) -> int:
        """The key of the contract."""
        return self.row.contract_id

    @property
    def version(self) -> int:
        """The version of the contract as it was read."""
        return self.row.version


def contracts_of(session: Session, asked: Asked) -> tuple[ContractRow, ...]:
    """The contracts of a contact as they are on a day: what runs first, then the latest start."""
    found = session.scalars(
        select(Contract)
        .where(Contract.contact_id == asked.contact_id)
        .options(*map(selectinload, FACTS))
        .order_by(Contract.start_on.desc(), Contract.id.desc())
    ).all()
    lacking = unsigned(session, found)
    rows = [(_row(one, asked.day, lacking), one) for one in found]
    kept = [row for row, contract in rows if _wanted(row, contract, asked)]
    return tuple(sorted(kept, key=lambda row: row.state not in RUNNING))


def contract_view(
    session: Session, contract_id: int, *, contact_id: int, day: date, today: date
) -> ContractView | None:
    """A contract of a contact as it is on a day, with what may be done today; None where there is none."""
    contract = session.scalars(
        select(Contract)
        .where(Contract.id == contract_id, Contract.contact_id == contact_id)
        .options(*map(selectinload, PARTS))
    ).one_or_none()
    if contract is None:
        return None
    facts = contract.facts
    people = {hit.contact_id: hit for hit in hits_of(session, [one.payer_id for one in contract.payers], today)}
    return ContractView(
        row=_row(contract, day, unsigned(session, [contract])),
        facts=facts,
        contact_id=contact_id,
        tariff_id=contract.tariff_id,
        allowed=allowed(facts, today),
        end=next_possible_end(facts, max(day, facts.signed_on or day)),
        payment_method=contract.payment_method,
        sign_up_waived=contract.sign_up_waived,
        pause_days_a_year=contract.pause_days_a_year,
        pause_kind=contract.pause_kind,
        pause_fee_cents=contract.pause_fee_cents,
        never_revise=contract.never_revise,
        void_reason=contract.void_reason,
        text=contract.text,
        guardian_consent_on=contract.guardian_consent_on,
        prices=tuple(PriceLine(one.id, one.valid_from, one.cents, one.reason) for one in contract.prices),
        pauses=tuple(
            Lasting(one.id, one.period, one.reason, cents=one.fee_cents, kind=one.kind) for one in contract.pauses
        ),
        discounts=tuple(
            Lasting(one.id, one.period, one.reason, cents=one.cents, basis_points=one.basis_points)
            for one in contract.discounts
        ),
        free=tuple(Lasting(one.id, one.period, one.reason) for one in contract.free_times),
        add_ons=tuple(
            Lasting(one.id, one.period, one.reason, name=one.name, cents=one.cents) for one in contract.add_ons
        ),
        notices=tuple(
            Notice(one.received_on, one.end_on, one.kind, one.channel, one.reason, one.undone_on)
            for one in contract.cancellations
        ),
        payers=tuple(
            Payer(one.valid_from, people[one.payer_id], one.reason) for one in contract.payers if one.payer_id in people
        ),
        quotas=_quotas(session, contract),
        signed_paper=signed_paper(session, contract),
        follows=_named(session, Contract.id == contract.follows_id)[:1][0] if contract.follows_id else None,
        followed_by=tuple(_named(session, Contract.follows_id == contract.id)),
        switched_from=switched_from(session, contract),
        switched_on=switched_on(session, contract),
    )


@dataclass(frozen=True, slots=True)
class Buyer:
    """What the sale of a contract asks about its contact."""

    company: bool
    born_on: date | None
    payment_method: PaymentMethod


def buyer(session: Session, contact_id: int) -> Buyer:
    """Whether a contact is a company, how old it is, and how it pays."""
    kind, born_on, method = session.execute(
        select(Contact.kind, Contact.born_on, Contact.payment_method).where(Contact.id == contact_id)
    ).one()
    return Buyer(kind is ContactKind.COMPANY, born_on, method)


def _row(contract: Contract, day: date, lacking: Collection[int]) -> ContractRow:
    facts = contract.facts
    state, end = state_on(facts, day), end_known_on(facts, day)
    pauses = (pause.period for pause in contract.pauses)
    return ContractRow(
        contract_id=contract.id,
        version=contract.version,
        number=contract.number,
        name=contract.name,
        state=state,
        start_on=contract.start_on,
        signed_on=contract.signed_on,
        ends_on=end,
        paused=next((period for period in pauses if period.holds_on(day)), None),
        cents=price_on(facts, day),
        interval_months=contract.interval_months,
        ends_soon=state in RUNNING and end is not None and end <= day + SOON,
        unsigned=contract.id in lacking,
    )


def _wanted(row: ContractRow, contract: Contract, asked: Asked) -> bool:
    if asked.states and row.state not in asked.states:
        return False
    if not all(part in fold(f"{row.name} {row.number}") for part in fold(asked.typed).split()):
        return False
    if asked.before is not None and contract.start_on >= asked.before:
        return False
    return asked.since is None or contract.ends_on is None or contract.ends_on >= asked.since


def _quotas(session: Session, contract: Contract) -> tuple[tuple[str, int, bool], ...]:
    keys = {one.quota_type_id for one in contract.quotas}
    if not keys:
        return ()
    found = session.execute(select(QuotaType.id, QuotaType.name).where(QuotaType.id.in_(keys)))
    names = {row.id: row.name for row in found}
    return tuple((names[one.quota_type_id], one.units, one.monthly) for one in contract.quotas)


def _named(session: Session, which: object) -> list[tuple[int, str]]:
    rows = session.execute(select(Contract.id, Contract.number).where(which))  # type: ignore[arg-type]
    return [(key, number) for key, number in rows]
