"""SEPA mandates of another system move in as they were signed there."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import today_of
from domain.access import Actor, Permission
from domain.bank import Iban, mandate_reference_key, mask_iban
from domain.contract_deeds import NotInFuture, check_day
from domain.errors import Problems, Refusal, SignedInFuture
from domain.moving_in import AccountDiffers, MandateHere, MandateOfOther
from models.contact import Contact
from models.mandate import Mandate


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedMandate:
    """A mandate as the system before this one has it."""

    contact_id: int
    reference: str
    iban: Iban
    holder: str
    """Empty: the contact itself."""
    signed_on: date
    used_on: date | None = None
    """Day of the last collection."""

    @property
    def marks(self) -> tuple[Hashable, ...]:
        """Two with a mark in common are one."""
        return (mandate_reference_key(self.reference),)


@action(Permission.IMPORT_CONTACTS)
def import_mandates(session: Session, actor: Actor, *, mandates: Sequence[MovedMandate]) -> int:
    """Store these mandates; who has no account yet gets the one of the mandate. Refuses a reference that is here."""
    actor.require(Permission.EDIT_BANK_DATA)
    people = sorted({one.contact_id for one in mandates})
    locked = select(Contact).where(Contact.id.in_(people)).order_by(Contact.id).with_for_update()
    contacts = {contact.id: contact for contact in session.scalars(locked)}
    today = today_of(session)
    for moved in mandates:
        check_mandate(moved, today)
        for why in mandates_there(session, [moved]):
            if why is not None:
                raise why
        contact = contacts[moved.contact_id]
        holder = moved.holder or contact.account_holder or contact.display_name[:70]
        if not contact.iban:
            contact.iban, contact.bic, contact.account_holder = moved.iban.value, moved.iban.bic or "", moved.holder
        mandate = Mandate(
            contact_id=contact.id, reference=moved.reference, holder=holder, iban=moved.iban.value,
            bic=moved.iban.bic or "", signed_on=moved.signed_on, used_on=moved.used_on,
        )  # fmt: skip
        session.add(mandate)
        session.flush()
    return len(mandates)


def check_mandate(moved: MovedMandate, today: date) -> None:
    """Refuse days that cannot be."""
    problems = Problems()
    with problems.field("signed_on"):
        if check_day(moved.signed_on, today) > today:
            raise SignedInFuture(day=moved.signed_on)
    with problems.field("used_on"):
        if moved.used_on is not None and check_day(moved.used_on, today) > today:
            raise NotInFuture(day=moved.used_on)
    problems.raise_if_any()


def mandates_there(session: Session, some: Sequence[MovedMandate]) -> list[Refusal | None]:
    """For each of these why it cannot come in: it is here, another has its reference, or it is for another account.

    An empty list for all of them.
    """
    keys = {mandate_reference_key(moved.reference) for moved in some}
    taken = select(Mandate, Contact).join(Contact, Contact.id == Mandate.contact_id)
    here = {
        mandate.reference_key: (mandate.contact_id, mandate.iban, contact.display_name)
        for mandate, contact in session.execute(taken.where(Mandate.reference_key.in_(keys))).tuples()
    }
    accounts = select(Contact.id, Contact.iban).where(Contact.id.in_({moved.contact_id for moved in some}))
    ibans = dict(session.execute(accounts).tuples().all())
    found = list[Refusal | None]()
    for moved in some:
        mandate = here.get(mandate_reference_key(moved.reference))
        iban = ibans.get(moved.contact_id, "")
        if mandate is not None and mandate[:2] == (moved.contact_id, moved.iban.value):
            found.append(MandateHere(number=moved.reference))
        elif mandate is not None:
            found.append(MandateOfOther(reference=moved.reference, name=mandate[2]))
        else:
            differs = bool(iban) and iban != moved.iban.value
            ibans[moved.contact_id] = iban or moved.iban.value
            found.append(AccountDiffers(iban=mask_iban(iban)) if differs else None)
    return found if any(found) else []
