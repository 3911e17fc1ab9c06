"""What becomes of each table when two contacts turn out to be one: every column that points to a contact is named here.

A test reads the metadata and fails for a column that is missing, so no later table is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.activity import Activity
from models.check_in import AccessCard, CheckIn
from models.contact import ContactAddress, ContactEmail, ContactPhone, ContactTag
from models.contract import (
    AddOn,
    Cancellation,
    Contract,
    ContractDiscount,
    ContractPayer,
    ContractPrice,
    ContractQuota,
    FreeTime,
    Pause,
    PauseBooking,
)
from models.course import CourseMember
from models.mandate import Mandate
from models.quota import Quota


class OnMerge(StrEnum):
    """What becomes of the duplicate's rows."""

    MOVES = "moves"
    """They go to the contact that stays, but for exact doubles of what it has."""
    STAYS = "stays"
    """Booked, or a matter of the number itself; readers follow `merged_into_id`."""
    RULED = "ruled"
    """By a rule of its own in `queries/merge_plan.py`."""
    FOLLOWS = "follows"
    """It is computed from the others, and anew for both."""


ON_MERGE: dict[str, OnMerge] = {
    "contact_address.contact_id": OnMerge.MOVES,
    "contact_phone.contact_id": OnMerge.MOVES,
    "contact_email.contact_id": OnMerge.MOVES,
    "contact_tag.contact_id": OnMerge.MOVES,
    "mandate.contact_id": OnMerge.MOVES,
    "activity.contact_id": OnMerge.MOVES,
    "course_member.contact_id": OnMerge.MOVES,
    "contract.contact_id": OnMerge.MOVES,
    "contract_price.contact_id": OnMerge.MOVES,
    "contract_discount.contact_id": OnMerge.MOVES,
    "free_time.contact_id": OnMerge.MOVES,
    "add_on.contact_id": OnMerge.MOVES,
    "pause.contact_id": OnMerge.MOVES,
    "pause_booking.contact_id": OnMerge.MOVES,
    "cancellation.contact_id": OnMerge.MOVES,
    "contract_payer.contact_id": OnMerge.MOVES,
    "contract_quota.contact_id": OnMerge.MOVES,
    "quota.contact_id": OnMerge.MOVES,
    "check_in.contact_id": OnMerge.MOVES,
    "access_card.contact_id": OnMerge.MOVES,
    "contract_payer.payer_id": OnMerge.STAYS,
    "claim.contact_id": OnMerge.STAYS,
    "claim.debtor_id": OnMerge.STAYS,
    "purchase.contact_id": OnMerge.STAYS,
    "purchase.debtor_id": OnMerge.STAYS,
    "purchase_item.contact_id": OnMerge.STAYS,
    "payment.contact_id": OnMerge.STAYS,
    "invoice.contact_id": OnMerge.STAYS,
    "parked_contact.contact_id": OnMerge.STAYS,
    "consent.contact_id": OnMerge.RULED,
    "contact_health.contact_id": OnMerge.RULED,
    "relationship.contact_id": OnMerge.RULED,
    "relationship.other_id": OnMerge.RULED,
    "not_duplicate.contact_id": OnMerge.RULED,
    "not_duplicate.other_id": OnMerge.RULED,
    "dated_fact.contact_id": OnMerge.RULED,
    "contact.merged_into_id": OnMerge.STAYS,
    "contact_merge.contact_id": OnMerge.STAYS,
    "contact_merge.loser_id": OnMerge.STAYS,
    "imported_contact.contact_id": OnMerge.STAYS,
    "recent_contact.contact_id": OnMerge.STAYS,
    "search_term.contact_id": OnMerge.FOLLOWS,
    "search_text.contact_id": OnMerge.FOLLOWS,
    "likely_pair.contact_id": OnMerge.FOLLOWS,
    "likely_pair.other_id": OnMerge.FOLLOWS,
    "contact_hint.contact_id": OnMerge.FOLLOWS,
}
"""Each column that points to a contact."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A table whose rows move, and the columns in which doubles agree, case aside; without them there are none."""

    model: Any
    same: tuple[str, ...] = ()


MOVING: Mapping[str, Moving] = {
    moving.model.__tablename__: moving
    for moving in (
        Moving(ContactAddress, ("street", "extra", "postcode", "town", "country")),
        Moving(ContactPhone, ("number",)),
        Moving(ContactEmail, ("address_key",)),
        Moving(ContactTag, ("tag_id",)),
        Moving(Mandate),
        Moving(Activity),
        Moving(CourseMember, ("course_id",)),
        Moving(Contract),
        Moving(ContractPrice),
        Moving(ContractDiscount),
        Moving(FreeTime),
        Moving(AddOn),
        Moving(Pause),
        Moving(PauseBooking),
        Moving(Cancellation),
        Moving(ContractPayer),
        Moving(ContractQuota),
        Moving(Quota),
        Moving(CheckIn),
        Moving(AccessCard),
    )
}
"""How the rows of `OnMerge.MOVES` move; a test compares the two."""
