"""Tariffs and contracts for tests, made directly: only what matters is named."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions.contract_loading import settled, whole_contract
from actions.contracts import Sale, sell_contract
from domain.access import PROGRAM
from domain.calendar import Span, Unit
from domain.catalogue import ProductKind
from domain.contract_terms import EndRule, Renewal
from domain.contracts import PauseKind
from models.catalogue import Product, Tariff, TariffTerm, TariffVersion
from models.contract import Contract
from tests.building import past_the_trail

SINCE = date(2020, 1, 1)


def a_tariff(
    session: Session,
    name: str = "Fitness",
    *,
    cents: int = 3990,
    sign_up_cents: int = 2900,
    first_months: int = 12,
    renewal: Renewal = Renewal.INDEFINITE,
    renewal_months: int = 0,
    notice: Span | None = None,
    end_rule: EndRule = EndRule.ANY_DAY,
    interval_months: int = 1,
    business: bool = False,
    pause_days_a_year: int | None = None,
    pause_kind: PauseKind = PauseKind.EXTENDS,
    pause_fee_cents: int = 0,
) -> int:
    """A tariff with one version since 2020 and one term; the key of the term."""
    tariff = Tariff(name=name, business=business)
    session.add(tariff)
    session.flush()
    version = TariffVersion(
        tariff_id=tariff.id,
        valid_from=SINCE,
        sign_up_cents=sign_up_cents,
        pause_days_a_year=pause_days_a_year,
        pause_kind=pause_kind,
        pause_fee_cents=pause_fee_cents,
    )
    session.add(version)
    session.flush()
    notice = notice or Span(1, Unit.MONTHS)
    term = TariffTerm(
        tariff_version_id=version.id,
        first_months=first_months,
        renewal=renewal,
        renewal_months=renewal_months,
        notice_value=notice.value,
        notice_unit=notice.unit,
        end_rule=end_rule,
        interval_months=interval_months,
        price_cents=cents,
    )
    session.add(term)
    past_the_trail(session)
    return term.id


def an_extra(session: Session, name: str = "Drinks", cents: int = 500) -> int:
    """A product that can be added to contracts; its key."""
    product = Product(name=name, kind=ProductKind.ADD_ON, price_cents=cents)
    session.add(product)
    past_the_trail(session)
    return product.id


def a_contract(
    session: Session, contact_id: int, *, term_id: int, start_on: date, signed_on: date | None = None, **sale: Any
) -> int:
    """A contract as it is sold today, then as if it had been signed on a day (None: on its start); its key."""
    made = sell_contract(session, PROGRAM, contact_id=contact_id, sale=Sale(term_id=term_id, start_on=start_on, **sale))
    contract = whole_contract(session, made.id)
    contract.signed_on, contract.activated = signed_on or start_on, True
    settled(contract)
    past_the_trail(session)
    return contract.id


def the_contract(session: Session, contract_id: int) -> Contract:
    """A contract with its facts."""
    return whole_contract(session, contract_id)


OF_CONTRACTS = {
    *("edit_draft", "activate_contract", "delete_draft", "change_start", "cancel_contract", "undo_cancellation"),
    *("withdraw_contract", "void_contract", "pause_contract", "change_pause", "remove_pause", "change_price"),
    *("cancel_price_change", "add_free_time", "add_add_on", "end_add_on", "change_payer", "switch_tariff"),
    *("reactivate_contract", "promise_price", "file_signed_paper", "detach_signed_paper"),
}
"""Actions that ask for the version of a whole contract: they refuse who is late without naming fields, since all dates
and amounts of the preview may be others by then (tests/actions/test_contracts.py)."""
