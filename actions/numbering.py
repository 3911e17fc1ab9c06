"""Draws numbers inside the transaction that uses them: the counter row stays locked until it commits."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.bank import parse_mandate_reference
from domain.errors import NumberAlreadyUsed, Problems, WrongDigits
from domain.numbering import NumberKind
from domain.texts import tidy_line
from models.contact import Contact
from models.contract import Contract
from models.invoice import Invoice
from models.mandate import Mandate
from models.numbering import NumberRange
from models.payment import Payment

KEYS: dict[NumberKind, InstrumentedAttribute[Any]] = {
    NumberKind.MANDATE: Mandate.reference_key,
    NumberKind.CONTRACT: Contract.number_key,
    NumberKind.INVOICE: Invoice.number_key,
    NumberKind.RECEIPT: Payment.receipt_key,
}
"""Where a number stands in capitals: two that differ only in case are one."""
MOST_AT_ONCE = 5_000
"""Numbers that one statement asks for."""


def draw_free_number(session: Session, kind: NumberKind) -> str:
    """The next number that nothing carries yet: imports may have brought numbers of another system along."""
    return draw_free_numbers(session, kind, 1)[0]


def draw_free_numbers(
    session: Session, kind: NumberKind, count: int, *, besides: Collection[str] = ()
) -> tuple[str, ...]:
    """The next `count` numbers that nothing carries yet, except `besides`; a rollback gives them back."""
    if not count:
        return ()
    counter = session.execute(
        select(NumberRange.prefix, NumberRange.digits, NumberRange.next_value)
        .where(NumberRange.kind == kind)
        .with_for_update()
    ).one()
    start, look_at, found = counter.next_value, count, list[str]()
    while len(found) < count:
        some = [f"{counter.prefix}{value:0{counter.digits}d}" for value in range(start, start + look_at)]
        taken = _carried(session, kind, some)
        free = [place for place, number in enumerate(some) if number not in taken and number not in besides]
        used = free[: count - len(found)]
        found += [some[place] for place in used]
        start += used[-1] + 1 if len(found) == count else look_at
        look_at = min(2 * look_at, MOST_AT_ONCE)
    session.execute(
        update(NumberRange)
        .where(NumberRange.kind == kind)
        .values(next_value=start)
        .execution_options(synchronize_session=False)
    )
    return tuple(found)


def _carried(session: Session, kind: NumberKind, numbers: Collection[str]) -> set[str]:
    """Those of the numbers that something of the kind has."""
    if kind is NumberKind.CONTACT:
        return set(session.scalars(select(Contact.number).where(Contact.number.in_(numbers))))
    key = KEYS[kind]
    keys = {number.upper(): number for number in numbers}
    held = session.scalars(select(key).where(key.in_(keys)))
    return {keys[key] for key in held}


@action(Permission.EDIT_STUDIO)
def edit_number_range(
    session: Session,
    actor: Actor,
    *,
    kind: NumberKind,
    version: int,
    prefix: str,
    digits: int,
    next_value: int,
) -> NumberRange:
    """Change prefix, least digits and next number of a range; it never goes back."""
    numbers = load(session, NumberRange, kind, version=version)
    session.refresh(numbers, with_for_update=True)
    problems = Problems()
    with problems.field("prefix"):
        numbers.prefix = tidy_line(prefix, longest=12)
    with problems.field("digits"):
        if not 1 <= digits <= 12:
            raise WrongDigits
        numbers.digits = digits
    with problems.field("next_value"):
        if next_value >= 10**12:
            raise WrongDigits
        if next_value < numbers.next_value:
            raise NumberAlreadyUsed(number=numbers.written(numbers.next_value))
        numbers.next_value = next_value
    if kind is NumberKind.MANDATE:
        with problems.field("prefix"):
            parse_mandate_reference(numbers.written(numbers.next_value))
    problems.raise_if_any()
    return numbers
