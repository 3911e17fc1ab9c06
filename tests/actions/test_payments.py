"""Payments: what they settle, what is refused, and that everything can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.cancellations import void_contract
from actions.contacts import archive_contact
from actions.opening_balances import open_account, reverse_opening
from actions.payments import MOST, change_allocation, record_payment, refund_credit, reverse_payment
from actions.purchases import sell_products, undo_purchase
from actions.unmerge import unmerge_contacts
from actions.write_offs import revive_claim, write_off
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.catalogue import ProductKind
from domain.claims import DayClosed
from domain.contacts import ContractStillRuns, MoneyStillOpen
from domain.errors import InvalidInput, Missing, Refusal, TooLong
from domain.opening import OpenedAlready
from domain.purchases import DiscountTooHigh, NothingSold, NotSold, QuantityImpossible, SaleItem, UndoneAlready
from domain.settling import (
    BookedInFuture,
    Means,
    MoreThanFree,
    NoAmount,
    NothingOpen,
    OtherAccount,
    PaidBackAlready,
    ReversedAlready,
)
from models.catalogue import Product
from models.claim import Claim
from models.payment import Payment
from models.studio import Studio
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY
from tests.ledger import balance, check_sums, credit_cents, open_cents
from tests.merging import merge
from tests.services import a_contract, a_tariff


@pytest.fixture
def owing(database: Database) -> tuple[int, list[int]]:
    """A contact with claims over 10.00, 20.00 and 30.00."""
    with database.writing(NOW) as session:
        contact_id = a_contact(session).id
        products = [Product(name=f"P{n}", kind=ProductKind.GOODS, price_cents=n * 10_00) for n in (1, 2, 3)]
        session.add_all(products)
        past_the_trail(session)
        items = [SaleItem(product.id) for product in products]
        sell_products(session, PROGRAM, contact_id=contact_id, items=items)
        return contact_id, list(session.scalars(select(Claim.id).order_by(Claim.id)))


def pay(database: Database, contact_id: int, cents: int, **more: Any) -> int:
    with database.writing(NOW) as session:
        made = record_payment(session, PROGRAM, contact_id=contact_id, cents=cents, means=Means.CASH, **more)
        check_sums(session)
        return made.id


def settled(database: Database) -> list[int]:
    with database.reading(NOW) as session:
        return list(session.scalars(select(Claim.settled_cents).order_by(Claim.id)))


def refused(database: Database, change: Any, actor: Actor = PROGRAM, **inputs: Any) -> list[type[Refusal]]:
    """The broken rules; nothing is kept."""
    try:
        with database.writing(NOW) as session:
            change(session, actor, **inputs)
    except InvalidInput as invalid:
        return [type(problem) for problem in invalid.problems]
    except Refusal as refusal:
        return [type(refusal)]
    return []


def test_a_payment_settles_the_oldest_and_the_rest_is_credit(database: Database, owing: tuple[int, list[int]]) -> None:
    pay(database, owing[0], 15_00)
    assert settled(database) == [10_00, 5_00, 0]
    pay(database, owing[0], 50_00)
    with database.reading(NOW) as session:
        assert (open_cents(session, owing[0]), credit_cents(session, owing[0])) == (0, 5_00)


def test_claims_that_are_named_come_first(database: Database, owing: tuple[int, list[int]]) -> None:
    payment = pay(database, owing[0], 30_00, claim_ids=(owing[1][2],))
    assert settled(database) == [0, 0, 30_00]
    with database.writing(NOW) as session:
        change_allocation(session, PROGRAM, payment_id=payment, claim_ids=(owing[1][1],))
        check_sums(session)
    assert settled(database) == [10_00, 20_00, 0]


def test_a_payment_that_is_reversed_opens_what_it_settled(database: Database, owing: tuple[int, list[int]]) -> None:
    payment = pay(database, owing[0], 60_00)
    with database.writing(NOW) as session:
        reversal = reverse_payment(session, PROGRAM, payment_id=payment, reason="Rücklastschrift")
        assert (reversal.cents, reversal.receipt_number) == (-60_00, "B-00002")
        check_sums(session)
    assert settled(database) == [0, 0, 0]
    assert refused(database, reverse_payment, payment_id=payment, reason="x") == [ReversedAlready]
    assert refused(database, reverse_payment, payment_id=reversal.id, reason="x") == [ReversedAlready]


def test_credit_is_paid_back_and_that_is_reversed_too(database: Database) -> None:
    with database.writing(NOW) as session:
        contact_id = a_contact(session).id
    payment = pay(database, contact_id, 50_00)
    inputs = {"contact_id": contact_id, "means": Means.CASH, "reason": "x"}
    assert refused(database, refund_credit, cents=50_01, **inputs) == [MoreThanFree]
    with database.writing(NOW) as session:
        refund = refund_credit(session, PROGRAM, cents=20_00, **inputs)
        assert (credit_cents(session, contact_id), balance(session, contact_id)) == (30_00, 30_00)
    assert refused(database, reverse_payment, payment_id=payment, reason="x") == [PaidBackAlready]
    with database.writing(NOW) as session:
        reverse_payment(session, PROGRAM, payment_id=refund.id, reason="x")
        assert credit_cents(session, contact_id) == 50_00
        check_sums(session)


def test_a_claim_is_written_off_and_revived(database: Database, owing: tuple[int, list[int]]) -> None:
    contact_id, (first, *_rest) = owing
    pay(database, contact_id, 4_00)
    with database.writing(NOW) as session:
        assert write_off(session, PROGRAM, claim_id=first, reason="Kulanz").cents == 6_00
    assert refused(database, write_off, claim_id=first, reason="x") == [NothingOpen]
    with database.writing(NOW) as session:
        revive_claim(session, PROGRAM, claim_id=first)
        check_sums(session)
    assert settled(database) == [4_00, 0, 0]


def test_a_sale_is_undone_and_what_was_paid_is_credit(database: Database, owing: tuple[int, list[int]]) -> None:
    pay(database, owing[0], 60_00)
    with database.writing(NOW) as session:
        undo_purchase(session, PROGRAM, purchase_id=1, reason="Irrtum")
        check_sums(session)
        assert (credit_cents(session, owing[0]), open_cents(session, owing[0])) == (60_00, 0)
    assert refused(database, undo_purchase, purchase_id=1, reason="x") == [UndoneAlready]
    assert refused(database, undo_purchase, purchase_id=2, reason="x") == [UndoneAlready]


@pytest.mark.parametrize("means", [Means.CASH, Means.CARD])
def test_what_is_paid_at_the_desk_settles_that_sale(
    database: Database, owing: tuple[int, list[int]], means: Means
) -> None:
    with database.writing(NOW) as session:
        product = session.scalars(select(Product).order_by(Product.id)).first()
        assert product is not None
        sell_products(session, PROGRAM, contact_id=owing[0], items=[SaleItem(product.id, 2)], paid=means)
        payment = session.scalars(select(Payment)).one()
        assert (payment.cents, payment.receipt_number) == (20_00, "B-00001" if means is Means.CASH else None)
    assert settled(database) == [0, 0, 0, 20_00]


def test_an_opening_balance_is_taken_over_once(database: Database) -> None:
    with database.writing(NOW) as session:
        contact_id = a_contact(session).id
        claim = open_account(session, PROGRAM, contact_id=contact_id, cents=80_00, due_on=date(2026, 1, 31))
        assert balance(session, contact_id) == -80_00
    assert refused(database, open_account, contact_id=contact_id, cents=1) == [OpenedAlready]
    with database.writing(NOW) as session:
        reverse_opening(session, PROGRAM, claim_id=claim.id, reason="x")
        assert balance(session, contact_id) == 0
        credit = open_account(session, PROGRAM, contact_id=contact_id, cents=-25_00)
        assert (balance(session, contact_id), credit_cents(session, contact_id)) == (25_00, 25_00)
        assert isinstance(credit, Payment)
        check_sums(session)


def test_the_account_holds_what_was_booked_on_a_duplicate(database: Database, owing: tuple[int, list[int]]) -> None:
    with database.writing(NOW) as session:
        stays = a_contact(session, "Anne", "Müller").id
    with database.writing(NOW) as session:
        merge(session, stays, owing[0])
    with database.writing(NOW) as session:
        record_payment(session, PROGRAM, contact_id=stays, cents=60_00, means=Means.TRANSFER)
        assert balance(session, stays) == 0
    assert settled(database) == [10_00, 20_00, 30_00]


def test_accounts_are_parted_again_with_their_contacts(database: Database, owing: tuple[int, list[int]]) -> None:
    with database.writing(NOW) as session:
        stays = a_contact(session, "Anne", "Müller").id
    with database.writing(NOW) as session:
        merged = merge(session, stays, owing[0]).id
    payment = pay(database, stays, 60_00)
    with database.writing(NOW) as session:
        change_allocation(session, PROGRAM, payment_id=payment, claim_ids=(owing[1][2],))
    assert settled(database) == [10_00, 20_00, 30_00]
    with database.writing(NOW) as session:
        unmerge_contacts(session, PROGRAM, merge_id=merged)
    with database.reading(NOW) as session:
        check_sums(session)
        assert (open_cents(session, owing[0]), credit_cents(session, stays)) == (60_00, 60_00)
    assert settled(database) == [0, 0, 0]


def test_credit_of_a_merged_number_is_used_and_shared_out(database: Database, owing: tuple[int, list[int]]) -> None:
    with database.writing(NOW) as session:
        loser = a_contact(session, "Anne", "Müller").id
    payment = pay(database, loser, 25_00)
    with database.writing(NOW) as session:
        merge(session, owing[0], loser)
    with database.writing(NOW) as session:
        change_allocation(session, PROGRAM, payment_id=payment, claim_ids=(owing[1][1],))
        check_accounts = open_cents(session, owing[0])
    assert (settled(database), check_accounts) == ([5_00, 20_00, 0], 35_00)


def test_what_is_paid_at_the_desk_is_what_the_screen_asked_for(
    database: Database, owing: tuple[int, list[int]]
) -> None:
    pay(database, owing[0], 65_00)
    with database.writing(NOW) as session:
        product = session.scalars(select(Product).order_by(Product.id)).first()
        assert product is not None
        sell_products(session, PROGRAM, contact_id=owing[0], items=[SaleItem(product.id)], paid=Means.CASH)
        latest = session.scalars(select(Payment).order_by(Payment.id.desc())).first()
        assert latest is not None
        assert (latest.cents, credit_cents(session, owing[0])) == (10_00, 5_00)
        check_sums(session)


TOMORROW = TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("inputs", "rules"),
    [
        ({"cents": 0}, [NoAmount]),
        ({"cents": -5}, [NoAmount]),
        ({"cents": MOST + 1}, [NoAmount]),
        ({"booked_on": TOMORROW}, [BookedInFuture]),
        ({"booked_on": date(2026, 6, 30)}, [DayClosed]),
        ({"remittance": "x" * 201}, [TooLong]),
        ({"cents": 0, "booked_on": TOMORROW}, [NoAmount, BookedInFuture]),
    ],
)
def test_what_cannot_be_booked_is_refused_with_its_field(
    database: Database, owing: tuple[int, list[int]], inputs: dict[str, Any], rules: list[type[Refusal]]
) -> None:
    with database.writing(NOW) as session:
        session.get_one(Studio, 1).closed_until = date(2026, 6, 30)
        past_the_trail(session)
    usual: dict[str, Any] = {"contact_id": owing[0], "cents": 5_00, "means": Means.CASH}
    assert refused(database, record_payment, **(usual | inputs)) == rules
    with database.reading(NOW) as session:
        assert session.scalars(select(Payment)).all() == []


def test_money_settles_only_claims_of_its_account(database: Database, owing: tuple[int, list[int]]) -> None:
    with database.writing(NOW) as session:
        other = a_contact(session, "Olga", "Anders").id
    inputs = {"contact_id": other, "cents": 5_00, "means": Means.CASH, "claim_ids": (owing[1][0],)}
    assert refused(database, record_payment, **inputs) == [OtherAccount]
    pay(database, owing[0], 10_00)
    inputs |= {"contact_id": owing[0]}
    assert refused(database, record_payment, **inputs) == [NothingOpen]


@pytest.mark.parametrize("change", [reverse_payment, undo_purchase, write_off, refund_credit])
def test_corrections_need_a_reason_and_the_right(database: Database, owing: tuple[int, list[int]], change: Any) -> None:
    payment = pay(database, owing[0], 70_00)
    inputs: dict[str, Any] = {
        reverse_payment: {"payment_id": payment},
        undo_purchase: {"purchase_id": 1},
        write_off: {"claim_id": owing[1][0]},
        refund_credit: {"contact_id": owing[0], "cents": 1_00, "means": Means.CASH},
    }[change]
    assert refused(database, change, **inputs) == [Missing]
    desk = Actor(None, "Empfang", Role.RECEPTION)
    assert refused(database, change, desk, reason="x", **inputs) == [NotPermitted]


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ({"quantity": 0}, QuantityImpossible),
        ({"quantity": 1_001}, QuantityImpossible),
        ({"discount_cents": 10_01}, DiscountTooHigh),
        ({"discount_cents": -1}, DiscountTooHigh),
        ({"each_cents": -1}, NoAmount),
        ({"each_cents": MOST, "quantity": 2}, NoAmount),
    ],
)
def test_what_cannot_be_sold_is_refused(
    database: Database, owing: tuple[int, list[int]], item: dict[str, int], rule: type[Refusal]
) -> None:
    with database.reading(NOW) as session:
        product = session.scalars(select(Product.id).order_by(Product.id)).first()
    assert product is not None
    items = [SaleItem(product, **item)]
    assert refused(database, sell_products, contact_id=owing[0], items=items) == [rule]
    assert refused(database, sell_products, contact_id=owing[0], items=[]) == [NothingSold]
    with database.writing(NOW) as session:
        session.get_one(Product, product).retired_on = TODAY
        past_the_trail(session)
    assert refused(database, sell_products, contact_id=owing[0], items=[SaleItem(product)]) == [NotSold]


def test_nobody_is_put_away_while_money_or_a_contract_is_open(database: Database, owing: tuple[int, list[int]]) -> None:
    contact_id = owing[0]
    assert refused(database, archive_contact, contact_id=contact_id) == [MoneyStillOpen]
    pay(database, contact_id, 61_00)
    assert refused(database, archive_contact, contact_id=contact_id) == [MoneyStillOpen], "a credit of 1.00"
    with database.writing(NOW) as session:
        refund_credit(session, PROGRAM, contact_id=contact_id, cents=1_00, means=Means.CASH, reason="x")
        contract = a_contract(session, contact_id, term_id=a_tariff(session), start_on=TODAY)
    assert refused(database, archive_contact, contact_id=contact_id) == [ContractStillRuns]
    with database.writing(NOW) as session:
        void_contract(session, PROGRAM, contract_id=contract, reason="x")
    assert refused(database, archive_contact, contact_id=contact_id) == []
