"""A form that edits a record: how it is drawn, what two people put into it, and what is stored then."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from components.perform import reading
from models.base import Base
from models.user import UserAccount

OTHER_IBAN, THIRD_IBAN = "DE02120300000000202051", "DE02500105170137075030"
THEIR_DAY, MY_DAY = date(1980, 2, 2), date(1980, 3, 3)


def a_row(model: type[Base], key: Any) -> Callable[[], Any]:
    def load() -> Any:
        with reading() as session:
            return session.get(model, key)

    return load


def one_of(read: Callable[..., Any], key: int, named: str = "") -> Any:
    with reading() as session:
        found = read(session, **{named: key}) if named else read(session, key)
    return found[0] if isinstance(found, tuple) else found


@dataclass(frozen=True)
class Edited:
    """A form, and what two people do in it. Each changes every field; `mine` and `stored` are by field."""

    action: str
    model: type[Base]
    load: Callable[[], Any]
    """What the page hands to the form."""
    draw: Callable[[Any], None]
    theirs: dict[str, Any]
    """What somebody else stores meanwhile, by column."""
    mine: dict[str, Any]
    """What is typed into each field."""
    stored: dict[str, Any]
    """What is stored of it, by column."""
    called: dict[str, str] = field(default_factory=dict)
    """Names of fields that are not called as their column is, by column."""
    untried: Collection[str] = ()
    """Columns of the form that are left alone here, since they hang on others."""
    derived: Collection[str] = ()
    """Columns that follow from those of the form."""
    key: Any = 1

    def name_of(self, column: str) -> str:
        """The field of a column."""
        return self.called.get(column, column)

    def record(self, session: Session) -> Any:
        """The record as it is stored."""
        key = (
            session.scalar(select(UserAccount.id).where(UserAccount.login == "cem")) if self.key == "cem" else self.key
        )
        return session.get_one(self.model, key, populate_existing=True)
