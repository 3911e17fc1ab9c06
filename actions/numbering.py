"""Draws numbers inside the transaction that uses them: the counter row stays locked until it commits."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.errors import NumberAlreadyUsed, Problems, WrongDigits
from domain.numbering import NumberKind
from domain.texts import tidy_line
from models.contact import Contact
from models.mandate import Mandate
from models.numbering import NumberRange


def draw_number(session: Session, kind: NumberKind) -> str:
    """The next number of this kind; a rollback gives it back, so that no gap stays."""
    row = session.execute(
        update(NumberRange)
        .where(NumberRange.kind == kind)
        .values(next_value=NumberRange.next_value + 1)
        .returning(NumberRange.prefix, NumberRange.digits, NumberRange.next_value)
        .execution_options(synchronize_session=False)
    ).one()
    return f"{row.prefix}{row.next_value - 1:0{row.digits}d}"


def draw_free_number(session: Session, kind: NumberKind) -> str:
    """The next number that nothing carries yet: imports may have brought numbers of another system along."""
    column = Contact.number if kind is NumberKind.CONTACT else Mandate.reference_key
    while True:
        number = draw_number(session, kind)
        wanted = number if kind is NumberKind.CONTACT else number.upper()
        if session.scalar(select(column).where(column == wanted)) is None:
            return number


@action(Permission.EDIT_STUDIO)
def edit_number_range(
    session: Session, actor: Actor, *, kind: NumberKind, version: int, prefix: str, digits: int, next_value: int
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
        if next_value < numbers.next_value:
            raise NumberAlreadyUsed(number=numbers.written(numbers.next_value))
        numbers.next_value = next_value
    problems.raise_if_any()
    return numbers
