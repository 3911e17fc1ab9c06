"""Running contracts of another system move in: what that system has billed is never billed again."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import settled, today_of
from actions.numbering import draw_free_number
from domain.access import Actor, Permission
from domain.catalogue import AmountBelowZero
from domain.contacts import PaymentMethod
from domain.contract_deeds import WHOLE, DiscountImpossible, NotInFuture, check_day
from domain.contract_terms import Terms, broken_law
from domain.contracts import CancellationKind, NoticeChannel, PauseKind
from domain.errors import Problems
from domain.moving_in import ContractNumberTaken, MovedInAlready, PriceImplausible
from domain.numbering import NumberKind
from domain.periods import Period
from domain.tax import TaxKind
from models.contact import Contact
from models.contract import (
    Cancellation,
    Contract,
    ContractDiscount,
    ContractPayer,
    ContractPrice,
    ContractQuota,
    Pause,
)

MOST_PRICE = 10_000_00
"""Above it an amount was rather read wrong: `39,999` in English are 39 999 euros."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedContract:
    """A contract as the system before this one has it."""

    contact_id: int
    name: str
    start_on: date
    signed_on: date
    billed_until: date
    """The last day that the other system has billed."""
    terms: Terms
    price_cents: int
    interval_months: int = 1
    number: str = ""
    """Empty: the next free one."""
    tariff_id: int | None = None
    in_advance: bool = True
    tax: TaxKind = TaxKind.STANDARD
    pause_days_a_year: int | None = None
    pause_kind: PauseKind = PauseKind.EXTENDS
    pause_fee_cents: int = 0
    payment_method: PaymentMethod = PaymentMethod.NONE
    payer_id: int | None = None
    basis_points: int = 0
    discount_cents: int = 0
    pause: Period | None = None
    received_on: date | None = None
    end_on: date | None = None
    """The last day of a contract that is cancelled already."""
    quotas: tuple[tuple[int, int, bool], ...] = ()
    """Type, units, and whether they are granted anew each month."""
    text: str = ""

    @property
    def marks(self) -> tuple[Hashable, ...]:
        """Two with a mark in common are one."""
        numbers = (self.number.upper(),) if self.number else ()
        return ((self.contact_id, self.name, self.start_on), *numbers)

    def contract(self) -> Contract:
        """The contract with its parts, not stored; its number is not drawn."""
        made = Contract(
            contact_id=self.contact_id, number=self.number, tariff_id=self.tariff_id, name=self.name,
            regime=self.terms.regime, signed_on=self.signed_on, activated=True, start_on=self.start_on,
            interval_months=self.interval_months, in_advance=self.in_advance, tax=self.tax,
            payment_method=self.payment_method, sign_up_cents=0, pause_days_a_year=self.pause_days_a_year,
            pause_kind=self.pause_kind, pause_fee_cents=self.pause_fee_cents, billed_until=self.billed_until,
            settles_used_days=True, void=False, text=self.text,
        )  # fmt: skip
        made.agree(self.terms)
        of = self.contact_id
        made.prices.append(ContractPrice(contact_id=of, valid_from=self.start_on, cents=self.price_cents))
        if self.basis_points or self.discount_cents:
            less = ContractDiscount(
                contact_id=of, starts_on=self.start_on, basis_points=self.basis_points, cents=self.discount_cents
            )
            made.discounts.append(less)
        if self.pause is not None:
            made.pauses.append(
                Pause(
                    contact_id=of, starts_on=self.pause.start, ends_before=self.pause.end, kind=self.pause_kind,
                    fee_cents=self.pause_fee_cents,
                )
            )  # fmt: skip
        if self.end_on is not None:
            made.cancellations.append(
                Cancellation(
                    contact_id=of, kind=CancellationKind.ORDINARY, received_on=self.received_on or self.signed_on,
                    end_on=self.end_on, channel=NoticeChannel.LETTER,
                )
            )  # fmt: skip
        if self.payer_id is not None and self.payer_id != of:
            made.payers.append(ContractPayer(contact_id=of, payer_id=self.payer_id, valid_from=self.start_on))
        made.quotas.extend(
            ContractQuota(contact_id=of, quota_type_id=kind, units=units, monthly=monthly)
            for kind, units, monthly in self.quotas
        )
        return made


@action(Permission.IMPORT_CONTACTS)
def import_contracts(session: Session, actor: Actor, *, contracts: Sequence[MovedContract]) -> int:
    """Store these contracts; refuses what is here already, a number that is taken, and terms against the law."""
    actor.require(Permission.EDIT_CONTRACTS)
    people = sorted({one.contact_id for one in contracts})
    session.scalars(select(Contact).where(Contact.id.in_(people)).order_by(Contact.id).with_for_update()).all()
    for moved in contracts:
        check_moved(moved, today_of(session))
        for why in there_already(session, [moved]):
            if why is not None:
                raise why
        contract = moved.contract()
        contract.number = contract.number or draw_free_number(session, NumberKind.CONTRACT)
        session.add(settled(contract))
        session.flush()
    return len(contracts)


def check_moved(moved: MovedContract, today: date) -> None:
    """Refuse impossible days and terms that the law does not allow."""
    problems = Problems()
    days = {name: getattr(moved, name) for name in ("signed_on", "start_on", "billed_until", "received_on", "end_on")}
    for name, day in days.items():
        with problems.field(name):
            if day is not None:
                check_day(day, today)
    for name in ("signed_on", "received_on"):
        with problems.field(name):
            if (days[name] or today) > today:
                raise NotInFuture(day=days[name])
    with problems.field("price_cents"):
        if moved.price_cents < 0:
            raise AmountBelowZero
        if moved.price_cents > MOST_PRICE:
            raise PriceImplausible(cents=moved.price_cents, most=MOST_PRICE)
    with problems.field("discount"):
        if not 0 <= moved.basis_points <= WHOLE or moved.discount_cents < 0:
            raise DiscountImpossible
    for broken in broken_law(moved.terms):
        problems.note(broken)
    problems.raise_if_any()


def there_already(session: Session, some: Sequence[MovedContract]) -> list[MovedInAlready | ContractNumberTaken | None]:
    """For each of these why it cannot come in: it is here, or another has its number; an empty list for all of them."""
    numbers = {moved.number.upper() for moved in some if moved.number}
    people = {moved.contact_id for moved in some}
    columns = (Contract.number, Contract.number_key, Contract.contact_id, Contract.name, Contract.start_on)
    live = session.execute(select(*columns).where(Contract.contact_id.in_(people), ~Contract.void)).all()
    same = {(row.contact_id, row.name, row.start_on): row.number for row in live}
    taken = dict(
        session.execute(select(Contract.number_key, Contract.contact_id).where(Contract.number_key.in_(numbers)))
        .tuples()
        .all()
    )
    found: list[MovedInAlready | ContractNumberTaken | None] = []
    for moved in some:
        number = same.get((moved.contact_id, moved.name, moved.start_on))
        if number is not None:
            found.append(MovedInAlready(number=number))
        elif moved.number.upper() in taken:
            mine = taken[moved.number.upper()] == moved.contact_id
            found.append((MovedInAlready if mine else ContractNumberTaken)(number=moved.number))
        else:
            found.append(None)
    return found if any(found) else []
