"""How a contact pays, and its SEPA mandates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.dated_facts import in_force_from
from actions.loading import load
from actions.numbering import draw_free_number
from domain.access import Actor, Permission
from domain.bank import parse_iban, parse_mandate_reference
from domain.clock import day_of
from domain.contacts import PaymentMethod
from domain.errors import IbanMissing, MandateEnded, MandateReferenceTaken, Problems, SignedInFuture
from domain.numbering import NumberKind
from domain.texts import tidy_line
from models.base import moment
from models.contact import Contact
from models.mandate import Mandate


@action(Permission.EDIT_BANK_DATA, undoable=True)
def set_payment_data(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    version: int,
    method: PaymentMethod,
    holder: str,
    iban: str,
    valid_from: date | None = None,
) -> Contact:
    """Set payment method, account holder and IBAN, from a day on; BIC is found by itself.

    Mandates stay as they were signed.
    """
    contact = load(session, Contact, contact_id, version=version)
    problems = Problems()
    with problems.field("holder"):
        contact.account_holder = tidy_line(holder, longest=70)
    with problems.field("iban"):
        if iban.strip():
            account = parse_iban(iban)
            contact.iban, contact.bic = account.value, account.bic or ""
        elif method is PaymentMethod.DEBIT:
            raise IbanMissing
        else:
            contact.iban = contact.bic = ""
    contact.payment_method = method
    problems.raise_if_any()
    in_force_from(session, actor, contact, valid_from)
    return contact


@action(Permission.EDIT_BANK_DATA, undoable=True)
def record_mandate(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    reference: str = "",
    signed_on: date | None = None,
    version: int | None = None,
) -> Mandate:
    """A mandate for the contact's account of today; without a day of signing it is a draft to be signed.

    `version` is the contact's: who records a mandate has seen the account that it is for.
    """
    contact = load(session, Contact, contact_id, version=version)
    if not contact.iban:
        raise IbanMissing(field="reference")
    mandate = Mandate(
        contact_id=contact.id,
        holder=contact.account_holder or contact.display_name[:70],
        iban=contact.iban,
        bic=contact.bic,
    )
    problems = Problems()
    with problems.field("reference"):
        mandate.reference = _free_reference(session, reference)
    with problems.field("signed_on"):
        mandate.signed_on = _signing_day(session, signed_on)
    problems.raise_if_any()
    session.add(mandate)
    return mandate


@action(Permission.EDIT_BANK_DATA, undoable=True)
def sign_mandate(
    session: Session, actor: Actor, *, mandate_id: int, signed_on: date, version: int | None = None
) -> Mandate:
    """Record on which day the mandate was signed."""
    mandate = _running(session, mandate_id, version=version)
    problems = Problems()
    with problems.field("signed_on"):
        mandate.signed_on = _signing_day(session, signed_on)
    problems.raise_if_any()
    return mandate


@action(Permission.EDIT_BANK_DATA, undoable=True)
def hold_mandate(session: Session, actor: Actor, *, mandate_id: int) -> Mandate:
    """Collect nothing with this mandate until it is released."""
    mandate = _running(session, mandate_id)
    mandate.held_on = day_of(moment(session))
    return mandate


@action(Permission.EDIT_BANK_DATA, undoable=True)
def release_mandate(session: Session, actor: Actor, *, mandate_id: int) -> Mandate:
    """Collect with this mandate again: it is neither on hold nor bounced any more."""
    mandate = _running(session, mandate_id)
    mandate.held_on = mandate.bounced_on = None
    return mandate


@action(Permission.EDIT_BANK_DATA, undoable=True)
def revoke_mandate(session: Session, actor: Actor, *, mandate_id: int, on: date) -> Mandate:
    """The debtor takes the mandate back."""
    mandate = _running(session, mandate_id)
    problems = Problems()
    with problems.field("on"):
        mandate.revoked_on = _signing_day(session, on)
    problems.raise_if_any()
    return mandate


def _running(session: Session, mandate_id: int, *, version: int | None = None) -> Mandate:
    mandate = load(session, Mandate, mandate_id, version=version)
    if mandate.revoked_on is not None:
        raise MandateEnded
    return mandate


def _free_reference(session: Session, wanted: str) -> str:
    if not wanted.strip():
        return draw_free_number(session, NumberKind.MANDATE)
    reference = parse_mandate_reference(wanted)
    taken = session.scalar(select(Mandate.id).where(Mandate.reference_key == reference.upper()))
    if taken is not None:
        raise MandateReferenceTaken(reference=reference)
    return reference


def _signing_day(session: Session, day: date | None) -> date | None:
    if day is not None and day > day_of(moment(session)):
        raise SignedInFuture(day=day)
    return day
