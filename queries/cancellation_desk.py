"""Contracts whose notice window closes soon, and those that were cancelled, for the desk that wins people back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, extract, not_, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from domain.contract_claims import price_on
from domain.contract_terms import Renewal
from domain.contracts import PauseKind
from domain.notice_windows import WINDOW, NoticeWindow, notice_window
from models.contact import Contact
from models.contract import FACTS, Cancellation, Contract, Pause
from queries.contract_states import IS_LIVE, LIVE

MOST = 500
"""Rows of each list."""
MONTHS_AHEAD = 8
"""A window of 90 days and the longest notice lie within so many months of the end."""


@dataclass(frozen=True, slots=True)
class Window:
    """A contract in its notice window."""

    contract_id: int
    contact_number: str
    contact_name: str
    number: str
    name: str
    window: NoticeWindow
    cents: int
    """The price of one interval on the day."""
    interval_months: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """A contract that was cancelled and has not ended."""

    cancellation_id: int
    contract_id: int
    contact_number: str
    contact_name: str
    number: str
    name: str
    received_on: date
    end_on: date
    reason: str


def windows(session: Session, *, today: date) -> tuple[Window, ...]:
    """The contracts whose last day of notice lies within the next 90 days, the nearest on top."""
    query = (
        select(Contract, Contact)
        .join(Contact, Contact.id == Contract.contact_id)
        .outerjoin(LIVE, IS_LIVE)
        .where(
            Contract.activated,
            ~Contract.void,
            Contract.withdrawn_on.is_(None),
            LIVE.id.is_(None),
            or_(Contract.ends_on.is_(None), Contract.ends_on >= today),
            _term_ends_soon(today),
        )
        .options(*map(selectinload, FACTS))
    )
    found = []
    for contract, contact in session.execute(query).tuples():
        window = notice_window(contract.facts, today)
        if window is not None and window.last_notice_on <= today + WINDOW:
            found.append(
                Window(
                    contract.id,
                    contact.number,
                    contact.display_name,
                    contract.number,
                    contract.name,
                    window,
                    price_on(contract.facts, today),
                    contract.interval_months,
                )
            )
    found.sort(key=lambda one: (one.window.last_notice_on, one.contract_id))
    return tuple(found[:MOST])


def leaving(session: Session, *, today: date) -> tuple[Leaving, ...]:
    """The cancelled contracts that have not ended, the first end on top; not those that another one carries on."""
    after = aliased(Contract)
    rows = session.execute(
        select(Cancellation, Contract, Contact)
        .join(Contract, Contract.id == Cancellation.contract_id)
        .join(Contact, Contact.id == Contract.contact_id)
        .where(
            Cancellation.undone_on.is_(None),
            Cancellation.end_on >= today,
            ~Contract.void,
            Contract.withdrawn_on.is_(None),
            ~exists().where(after.follows_id == Contract.id, ~after.void, after.withdrawn_on.is_(None)),
        )
        .order_by(Cancellation.end_on, Cancellation.id)
        .limit(MOST)
    ).tuples()
    return tuple(
        Leaving(
            cancellation.id,
            contract.id,
            contact.number,
            contact.display_name,
            contract.number,
            contract.name,
            cancellation.received_on,
            cancellation.end_on,
            cancellation.reason,
        )
        for cancellation, contract, contact in rows
    )


def _term_ends_soon(today: date) -> ColumnElement[bool]:
    """Roughly, so that few contracts are looked at: by months from the start, pauses aside."""
    run = 12 * (today.year - extract("year", Contract.start_on)) + today.month - extract("month", Contract.start_on)
    left: Any = Contract.first_months - run
    paused = exists().where(Pause.contract_id == Contract.id, Pause.kind == PauseKind.EXTENDS)
    first = and_(Contract.first_months > 0, or_(left.between(-1, MONTHS_AHEAD), and_(left < 0, paused)))
    turn: Any = Contract.renewal_months
    again = and_(
        Contract.renewal == Renewal.TERMS,
        Contract.renewal_months > 0,
        or_(((left % turn) + turn) % turn <= MONTHS_AHEAD, ((left % turn) + turn) % turn == turn - 1, paused),
    )
    return and_(not_(Contract.renewal == Renewal.ENDS), or_(first, again))
