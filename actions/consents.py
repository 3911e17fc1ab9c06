"""Consents: given and withdrawn, each way and purpose by itself, several in one step."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.consents import (
    Cell,
    ConsentBeforeBirth,
    ConsentInFuture,
    ConsentSource,
    NotGiven,
    NothingChosen,
    WithdrawnBeforeGiven,
    ensure_may_be_given,
)
from domain.errors import Problems
from domain.texts import tidy_text
from gateways.proofs import Proof
from gateways.storage import Storage
from models.base import moment
from models.consent import Consent
from models.contact import Contact

LONGEST_PROOF = 2_000


@action(Permission.EDIT_CONTACTS, undoable=True)
def give_consents(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    cells: Collection[Cell],
    given_on: date | None,
    source: ConsentSource,
    proof: str = "",
    proof_file: Proof | None = None,
    storage: Storage | None = None,
) -> tuple[Consent, ...]:
    """Record that the contact consents to these ways and purposes, today or on an earlier day, and what proves it.

    Refuses all of them when one is there already (`AlreadyGiven`). The file was checked by `gateways.proofs`.
    """
    contact = load(session, Contact, contact_id)
    known = _consents(session, contact)
    day, words = given_on or day_of(moment(session)), ""
    problems = Problems()
    with problems.field("given_on"):
        _check_day(session, day)
        if contact.born_on is not None and day < contact.born_on:
            raise ConsentBeforeBirth(day=contact.born_on)
        for cell in _chosen(cells):
            ensure_may_be_given((row.term for row in known if row.cell == cell), cell, day)
    with problems.field("proof"):
        words = tidy_text(proof, longest=LONGEST_PROOF)
    problems.raise_if_any()
    stored = storage.put(proof_file.data) if storage and proof_file else None
    rows = tuple(
        Consent(
            contact_id=contact.id,
            channel=channel,
            purpose=purpose,
            given_on=day,
            source=source,
            proof=words,
            proof_file=stored,
            proof_name=proof_file.name if proof_file and stored else "",
        )
        for channel, purpose in _chosen(cells)
    )
    session.add_all(rows)
    return rows


@action(Permission.EDIT_CONTACTS, undoable=True)
def withdraw_consents(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    cells: Collection[Cell],
    withdrawn_on: date | None,
    source: ConsentSource,
) -> None:
    """Record that these consents hold no longer from a day on, today or earlier; refuses `NotGiven`."""
    contact = load(session, Contact, contact_id)
    day = withdrawn_on or day_of(moment(session))
    running = {row.cell: row for row in _consents(session, contact) if row.withdrawn_on is None}
    problems = Problems()
    with problems.field("withdrawn_on"):
        _check_day(session, day)
        for cell in _chosen(cells):
            if cell not in running:
                raise NotGiven(channel=cell[0], purpose=cell[1])
            if day < running[cell].given_on:
                raise WithdrawnBeforeGiven(day=running[cell].given_on)
    problems.raise_if_any()
    for cell in _chosen(cells):
        running[cell].withdrawn_on, running[cell].withdrawn_source = day, source


@action(Permission.EDIT_CONTACTS, undoable=True)
def remove_consent(session: Session, actor: Actor, *, consent_id: int, version: int | None = None) -> None:
    """Remove a consent that was recorded by mistake: nobody ever gave it."""
    session.delete(load(session, Consent, consent_id, version=version))


def consents_hold(session: Session, keys: Collection[int]) -> bool:
    """Whether none of these consents holds on a day of another of its kind: asked after a step was taken back."""
    rows = session.scalars(select(Consent).where(Consent.id.in_(keys))).all()
    same = session.scalars(select(Consent).where(Consent.contact_id.in_({row.contact_id for row in rows}))).all()
    return not any(
        one is not row
        and (one.contact_id, one.cell) == (row.contact_id, row.cell)
        and one.term.period.common(row.term.period) is not None
        for row in rows
        for one in same
    )


def _chosen(cells: Collection[Cell]) -> Iterator[Cell]:
    if not cells:
        raise NothingChosen
    yield from dict.fromkeys(cells)


def _consents(session: Session, contact: Contact) -> list[Consent]:
    return list(session.scalars(select(Consent).where(Consent.contact_id == contact.id).order_by(Consent.id)))


def _check_day(session: Session, day: date) -> None:
    if day > day_of(moment(session)):
        raise ConsentInFuture(day=day)
