"""What all tables share: names of constraints, keys, versions, and what the audit sees of them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import BigInteger, MetaData, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, object_session

from models.column_types import BigId, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all models. `__audited__ = False` keeps a table out of the audit trail.

    `__dated__` names the columns that may change from a day on (`models.dated`).
    """

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime(), int: BigInteger()}
    __audited__: ClassVar[bool] = True
    __booked__: ClassVar[bool] = False
    """Whether its rows stay as they were booked: undoing a step leaves them, and what is wrong is booked against."""
    __indexed__: ClassVar[bool] = True
    """Whether contacts are found, listed or judged by it: then a change brings their indexes up to date."""
    __dated__: ClassVar[frozenset[str]] = frozenset()
    __told__: ClassVar[tuple[str, ...]] = ()
    """Columns that say which row it is: the trail tells them with a change of others."""
    __also_of__: ClassVar[tuple[str, ...]] = ()
    """Columns that name further contacts: they too see a change of the row in their history."""


@cache
def model_of(table: str) -> type[Base]:
    """The model of a table."""
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ == table)


class Keyed:
    """A table with a number of its own as key."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True, sort_order=-10)


class Versioned:
    """A record that people edit: its version rises with each change and tells a stale form from a fresh one."""

    version: Mapped[int] = mapped_column(default=1, sort_order=90)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        """Let SQLAlchemy check and raise the version with each UPDATE."""
        return {"version_id_col": cls.version}


class Created:
    """A record that knows when it came, from the clock of its transaction."""

    created_at: Mapped[datetime] = mapped_column(sort_order=95)


class Booked:
    """Rows of the ledger: no step takes them back, and no contact is found or listed by them."""

    __booked__: ClassVar[bool] = True
    __indexed__: ClassVar[bool] = False


def moment(session: Session) -> datetime:
    """The instant at which the transaction of this session happens (UTC), set by whoever opened it."""
    now: datetime = session.info["now"]
    return now


@event.listens_for(Created, "before_insert", propagate=True)
def _stamp(mapper: Any, connection: Any, record: Created) -> None:
    if record.created_at is None:
        session = object_session(record)
        assert session is not None
        record.created_at = moment(session)
