"""The ledger under anything that staff may do, in any order, beside a model of one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from actions.billing import bill_contact
from actions.contract_changes import change_price
from actions.payments import change_allocation, record_payment, refund_credit, reverse_payment
from actions.purchases import sell_products, undo_purchase
from actions.write_offs import revive_claim, write_off
from db.session import Database
from domain.access import PROGRAM
from domain.catalogue import ProductKind
from domain.contract_claims import expected_claims
from domain.errors import Refusal
from domain.purchases import SaleItem
from domain.settling import Means
from models.catalogue import Product
from models.claim import Claim
from models.payment import Allocation, Payment
from tests.building import a_contact, past_the_trail
from tests.conftest import TODAY
from tests.ledger import balance, check_sums, credit_cents, open_cents
from tests.quotas import at
from tests.services import a_contract, a_tariff, the_contract

CENTS = st.integers(1, 90_00)
PLACE = st.integers(0, 40)


@dataclass(slots=True)
class Model:
    """What the account should say, in a page of plain Python; all in cents."""

    sold: dict[int, int] = field(default_factory=dict)
    """Sales that stand."""
    billed_until: date | None = None
    paid: dict[int, int] = field(default_factory=dict)
    """Bookings of money that stand: above zero payments, below zero what was paid back."""

    def owed(self, contract: list[tuple[date, int]]) -> int:
        return sum(self.sold.values()) + sum(cents for due, cents in contract if self._is_billed(due))

    def _is_billed(self, due: date) -> bool:
        return self.billed_until is not None and due <= self.billed_until

    @property
    def money(self) -> int:
        return sum(self.paid.values())


class Ledger(RuleBasedStateMachine):
    """One account with a contract and sales at the desk."""

    database: Database
    number = 0

    @initialize()
    def begin(self) -> None:
        type(self).number += 1
        self.today, self.model = TODAY, Model()
        with self.database.writing(at(self.today)) as session:
            self.contact = a_contact(session, "Anna", f"L{self.number}").id
            term = a_tariff(session, f"T{self.number}", first_months=0)
            self.contract = a_contract(session, self.contact, term_id=term, start_on=TODAY - timedelta(40))
            product = Product(name=f"P{self.number}", kind=ProductKind.GOODS, price_cents=12_34)
            session.add(product)
            past_the_trail(session)
            self.product = product.id

    def do(self, change: Any, **inputs: Any) -> Any:
        """One step; a refusal changes nothing."""
        try:
            with self.database.writing(at(self.today)) as session:
                return change(session, PROGRAM, **inputs)
        except Refusal:
            return None

    def claim(self, place: int) -> Claim | None:
        with self.database.reading(at(self.today)) as session:
            found = session.scalars(select(Claim).where(Claim.debtor_id == self.contact).order_by(Claim.id)).all()
        return found[place % len(found)] if found else None

    def payment(self, place: int) -> Payment | None:
        with self.database.reading(at(self.today)) as session:
            query = select(Payment).where(Payment.contact_id == self.contact).order_by(Payment.id)
            found = session.scalars(query).all()
        return found[place % len(found)] if found else None

    @rule(quantity=st.integers(1, 3), paid=st.sampled_from([None, Means.CASH, Means.CARD]))
    def sells(self, quantity: int, paid: Means | None) -> None:
        made = self.do(sell_products, contact_id=self.contact, items=[SaleItem(self.product, quantity)], paid=paid)
        self.model.sold[made.id] = quantity * 12_34
        self._note_payments()

    @rule(place=PLACE)
    def takes_a_sale_back(self, place: int) -> None:
        if self.model.sold:
            key = sorted(self.model.sold)[place % len(self.model.sold)]
            assert self.do(undo_purchase, purchase_id=key, reason="x") is not None
            assert self.do(undo_purchase, purchase_id=key, reason="x") is None
            del self.model.sold[key]

    @rule(days=st.integers(-20, 80))
    def bills(self, days: int) -> None:
        until = self.today + timedelta(days)
        assert self.do(bill_contact, contact_id=self.contact, until=until) is not None
        due = self._due(until)
        if due:
            self.model.billed_until = max(self.model.billed_until or due, due)

    @rule(cents=CENTS, place=PLACE)
    def pays(self, cents: int, place: int) -> None:
        claim = self.claim(place)
        first = () if claim is None or not claim.open_cents else (claim.id,)
        made = self.do(record_payment, contact_id=self.contact, cents=cents, means=Means.TRANSFER, claim_ids=first)
        self.model.paid[made.id] = cents

    @rule(place=PLACE, to=PLACE)
    def shares_out_anew(self, place: int, to: int) -> None:
        payment, claim = self.payment(place), self.claim(to)
        if payment is not None and claim is not None:
            self.do(change_allocation, payment_id=payment.id, claim_ids=(claim.id,))

    @rule(place=PLACE)
    def reverses(self, place: int) -> None:
        payment = self.payment(place)
        if payment is not None:
            stands = payment.id in self.model.paid
            done = self.do(reverse_payment, payment_id=payment.id, reason="x")
            if done is not None:
                assert stands
                del self.model.paid[payment.id]

    @rule(cents=CENTS)
    def pays_back(self, cents: int) -> None:
        with self.database.reading(at(self.today)) as session:
            free = credit_cents(session, self.contact)
        made = self.do(refund_credit, contact_id=self.contact, cents=cents, means=Means.CASH, reason="x")
        assert (made is not None) == (cents <= free)
        if made is not None:
            self.model.paid[made.id] = -cents

    @rule(place=PLACE)
    def writes_off(self, place: int) -> None:
        claim = self.claim(place)
        if claim is not None:
            done = self.do(write_off, claim_id=claim.id, reason="x")
            assert (done is not None) == (claim.open_cents > 0)

    @rule(place=PLACE)
    def revives(self, place: int) -> None:
        claim = self.claim(place)
        if claim is not None:
            self.do(revive_claim, claim_id=claim.id)

    @rule(cents=st.integers(20_00, 60_00), days=st.integers(-30, 60))
    def changes_the_price(self, cents: int, days: int) -> None:
        day = self.today + timedelta(days)
        self.do(change_price, contract_id=self.contract, valid_from=day, cents=cents, reason="x")

    @rule(days=st.integers(1, 40))
    def time_goes_by(self, days: int) -> None:
        self.today += timedelta(days)

    def _note_payments(self) -> None:
        """What was paid at once at the desk is a payment like any other."""
        with self.database.reading(at(self.today)) as session:
            rows = session.scalars(select(Payment).where(Payment.contact_id == self.contact))
            self.model.paid = {row.id: row.cents for row in rows if row.kind != "reversal" and not row.reversed}

    def _contract(self, until: date) -> list[tuple[date, int]]:
        with self.database.reading(at(self.today)) as session:
            facts = the_contract(session, self.contract).facts
        return [(claim.due_on, claim.cents) for claim in expected_claims(facts, until=until)]

    def _due(self, until: date) -> date | None:
        return max((due for due, _cents in self._contract(until)), default=None)

    @invariant()
    def ledger_and_model_agree(self) -> None:
        if not hasattr(self, "contact"):
            return
        until = self.model.billed_until
        owed = self.model.owed(self._contract(until) if until else [])
        with self.database.reading(at(self.today)) as session:
            check_sums(session)
            live = session.scalars(select(Claim).where(Claim.debtor_id == self.contact, Claim.live)).all()
            assert sum(claim.cents for claim in live) == owed
            still, free = open_cents(session, self.contact), credit_cents(session, self.contact)
            assert min(still, free) == 0, "credit is used by itself"
            closed = select(Allocation.cents).join(Claim, Claim.id == Allocation.claim_id)
            of_us = (Claim.debtor_id == self.contact, Allocation.write_off_id.is_not(None))
            written = sum(session.scalars(closed.where(*of_us)))
            assert balance(session, self.contact) == self.model.money + written - owed
            assert still - free == owed - self.model.money - written


@pytest.mark.parametrize("steps", [20])
def test_the_ledger_holds_whatever_happens(database: Database, steps: int) -> None:
    machine = type("Machine", (Ledger,), {"database": database, "number": 0})
    examples = 12 if database.engine.dialect.name == "sqlite" else 3
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
