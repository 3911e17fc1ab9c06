"""The audit trail in words: each action as a sentence, each column by its name on screen."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.activities import Direction, Every, Priority, State
from domain.bank import mask_iban
from domain.calendar import Unit
from domain.catalogue import Clock
from domain.consents import Channel, ConsentSource, Purpose
from domain.contract_terms import EndRule, Renewal
from domain.contracts import PauseKind
from domain.courses import News
from domain.periods import DAY, EVER
from domain.phones import format_phone
from domain.sensitivity import BANK_COLUMNS
from domain.tax import TaxKind
from i18n import billing_sentences, contract_sentences
from i18n.formatting import format_cents, format_day, format_instant
from i18n.step_sentences import STEPS
from i18n.texts import LANGUAGE_NAMES, N_, Language, _
from i18n.words import COLORS, WORDS, word

FIELDS: dict[str, str] = {
    **contract_sentences.FIELDS,
    **billing_sentences.FIELDS,
    "number": N_("Number"),
    "kind": N_("Kind"),
    "salutation": N_("Salutation"),
    "title": N_("Title"),
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "company_name": N_("Company"),
    "born_on": N_("Birthday"),
    "language": N_("Language"),
    "doctor_id": N_("Family doctor"),
    "remark": N_("Remark"),
    "payment_method": N_("Payment method"),
    "account_holder": N_("Account holder"),
    "holder": N_("Account holder"),
    "iban": N_("IBAN"),
    "bic": N_("BIC"),
    "photo": N_("Photo"),
    "blocked_on": N_("House ban from"),
    "blocked_reason": N_("Reason of the house ban"),
    "deceased_on": N_("Day of death"),
    "archived_on": N_("Archived on"),
    "street": N_("Street and number"),
    "extra": N_("Address line 2"),
    "postcode": N_("Postcode"),
    "town": N_("Town"),
    "country": N_("Country"),
    "is_primary": N_("Main entry"),
    "address": N_("E-mail address"),
    "reference": N_("Mandate reference"),
    "signed_on": N_("Signed on"),
    "held_on": N_("On hold since"),
    "bounced_on": N_("Bounced on"),
    "revoked_on": N_("Revoked on"),
    "used_on": N_("Last used on"),
    "name": N_("Name"),
    "color": N_("Colour"),
    "retired_on": N_("Retired on"),
    "practice": N_("Practice"),
    "specialty": N_("Specialty"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "land": N_("Federal state"),
    "website": N_("Website"),
    "tax_number": N_("Tax number"),
    "vat_id": N_("VAT ID"),
    "creditor_id": N_("Creditor identifier"),
    "letterhead": N_("Letterhead"),
    "logo": N_("Logo"),
    "is_demo": N_("Demo"),
    "login": N_("User name"),
    "role": N_("Role"),
    "password_hash": N_("Password"),
    "invitation_hash": N_("Invitation"),
    "invitation_ends_at": N_("Invitation ends"),
    "disabled_at": N_("Disabled at"),
    "setup_code_hash": N_("Set-up code"),
    "prefix": N_("Prefix"),
    "digits": N_("Digits"),
    "next_value": N_("Next number"),
    "tag_id": N_("Tag"),
    "undeliverable_on": N_("Undeliverable since"),
    "undeliverable_reason": N_("What came back"),
    "merged_into_id": N_("Merged into"),
    "loser_id": N_("Merged contact"),
    "other_id": N_("Other contact"),
    "contact_id": N_("Other contact"),
    "note": N_("Note"),
    "internal_name": N_("Internal name"),
    "business": N_("For businesses"),
    "tariff_id": N_("Tariff"),
    "sign_up_cents": N_("Sign-up fee"),
    "tax": N_("Tax"),
    "in_advance": N_("Due in advance"),
    "pause_days_a_year": N_("Days of pause a year"),
    "pause_kind": N_("Pause"),
    "pause_fee_cents": N_("Fee for a month of pause"),
    "first_months": N_("First term (months)"),
    "renewal": N_("After the first term"),
    "renewal_months": N_("Renews by (months)"),
    "notice_value": N_("Notice"),
    "notice_unit": N_("Unit of the notice"),
    "end_rule": N_("Ends"),
    "interval_months": N_("Interval (months)"),
    "price_cents": N_("Price"),
    "quota_type_id": N_("Quota"),
    "units": N_("Units"),
    "unit_name": N_("Name of the units"),
    "monthly": N_("Anew each month"),
    "valid_value": N_("Valid for"),
    "valid_unit": N_("Unit of the validity"),
    "clock": N_("Validity begins"),
    "pays_check_ins": N_("Pays visits"),
    "pays_appointments": N_("Pays appointments"),
    "pays_courses": N_("Pays course dates"),
    "valid_from": N_("From"),
    "valid_until": N_("Until"),
    "last_on": N_("Last day"),
    "channel": N_("Way"),
    "purpose": N_("What for"),
    "given_on": N_("Given on"),
    "source": N_("How it came"),
    "proof": N_("Proof"),
    "proof_name": N_("Name of the file"),
    "withdrawn_on": N_("Withdrawn on"),
    "withdrawn_source": N_("How the withdrawal came"),
    "file_name": N_("File"),
    "undone_at": N_("Undone at"),
    "page": N_("Page"),
    "query": N_("Filters"),
    "at": N_("Time"),
    "text": N_("Text"),
    "category_id": N_("Category"),
    "user_id": N_("Person"),
    "state": N_("Status"),
    "pinned": N_("Pinned"),
    "alert": N_("Alert"),
    "deleted_at": N_("In the bin since"),
    "direction": N_("Direction"),
    "minutes": N_("Minutes"),
    "outcome": N_("Outcome"),
    "sender": N_("Sender"),
    "recipients": N_("Recipients"),
    "answer": N_("Answer of the server"),
    "overridden": N_("Why all the same"),
    "template_id": N_("Template"),
    "subject": N_("Subject"),
    "due_on": N_("Due"),
    "anchor_on": N_("Repetition counted from"),
    "called_at": N_("Time of the call"),
    "priority": N_("Priority"),
    "done_at": N_("Done at"),
    "every": N_("Repeats every"),
    "step": N_("Every how many"),
    "starts_at": N_("Begins"),
    "ends_at": N_("Ends"),
    "room_id": N_("Room"),
    "cancelled_at": N_("Cancelled at"),
    "cancelled_reason": N_("Reason of the cancellation"),
    "clash_accepted": N_("Booked although taken"),
    "capacity": N_("Places"),
    "course_id": N_("Course"),
    "trainer_id": N_("Trainer"),
    "moved_up_at": N_("Moved up at"),
    "told_at": N_("Told at"),
    "news": N_("To be told"),
    "kept_state": N_("Status before the cancellation"),
    "queued_at": N_("In the queue since"),
    "course_date_id": N_("Date of the course"),
    "revoked_at": N_("Revoked at"),
    "with_names": N_("With names"),
    "media_type": N_("Kind of file"),
    "size": N_("Size"),
    "contract_id": N_("Contract"),
    "contract_quota_id": N_("Part of the contract"),
    "granted_for": N_("Granted for"),
    "bought_on": N_("Bought on"),
    "starts_on": N_("First day"),
    "ends_on": N_("Last day"),
    "quota_id": N_("Quota"),
    "day": N_("Day"),
    "reason": N_("Reason"),
    "activity_id": N_("Paid activity"),
    "turn": N_("Turn"),
    "check_in_id": N_("Visit number"),
    "source_id": N_("Entry before"),
    "by_itself": N_("Came back by itself"),
    "decision": N_("Decision"),
    "reasons": N_("Reasons"),
    "override_reason": N_("Why admitted all the same"),
    "left_at": N_("Left at"),
    "lost_on": N_("Blocked on"),
}

MASKED = "••••"
_WORDS = {member.value: text for member, text in WORDS if member.value}
_OF_FIELD: dict[str, type[StrEnum]] = {
    "channel": Channel,
    "purpose": Purpose,
    "source": ConsentSource,
    "withdrawn_source": ConsentSource,
    "state": State,
    "direction": Direction,
    "priority": Priority,
    "news": News,
    "kept_state": State,
    "every": Every,
    "tax": TaxKind,
    "pause_kind": PauseKind,
    **contract_sentences.OF_FIELD,
    **billing_sentences.OF_FIELD,
    "renewal": Renewal,
    "end_rule": EndRule,
    "notice_unit": Unit,
    "valid_unit": Unit,
    "clock": Clock,
}
"""Columns whose values other enumerations have too."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_INSTANT = re.compile(rf"{_ISO_DAY.pattern}T[\d:.]+\+00:00")


def step_sentence(action: str, who: str) -> str:
    """What somebody did, as a sentence."""
    text = STEPS.get(action)
    return _(text).format(who=who) if text else f"{who}: {action}"


def change_sentence(
    field: str,
    before: Any,
    after: Any,
    language: Language,
    *,
    removed: bool = False,
    since: date | None = None,
    bank: bool,
) -> str:
    """One field before and after: `Town: Köln → Bonn`, `Town from 1 Dec 2026: Bonn`.

    Bank data are masked for those who may not see them.

    Empty for what need not be said: of a row that was removed, its kind and marks.
    """
    label = _(FIELDS.get(field, field))
    if since is not None:
        label = _("{label} from {day}").format(label=label, day=format_day(since, language))
    old, new = (shown_value(field, value, language, bank=bank) for value in (before, after))
    if removed:
        said = field not in {"kind", "country"} and not isinstance(before, bool)
        return _("{label}: {value} (removed)").format(label=label, value=old) if said else ""
    if not old:
        return f"{label}: {new}"
    return f"{label}: {old} → {new or _('empty')}"


def shown_value(field: str, value: Any, language: Language, *, bank: bool) -> str:
    """The value of a column in words; bank data are masked for those who may not see them."""
    if value is None or value == "":
        return ""
    if field in BANK_COLUMNS and not bank:
        return MASKED
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "iban":
        return mask_iban(str(value))
    if field in {"photo", "logo"}:
        return _("picture")
    return _in_words(field, str(value), language)


def _in_words(field: str, text: str, language: Language) -> str:
    if field.endswith(("_on", "_from", "_until")) and _ISO_DAY.fullmatch(text):
        return _day_in_words(field, date.fromisoformat(text), language)
    if (field == "at" or field.endswith("_at")) and _ISO_INSTANT.fullmatch(text):
        return format_instant(datetime.fromisoformat(text), language)
    if field.endswith("cents") and text.isdigit():
        return format_cents(int(text), language)
    if field in {"number", "phone"} and text.startswith("+"):
        return format_phone(text)
    return _choice_in_words(field, text)


def _choice_in_words(field: str, text: str) -> str:
    """The word for one of few values; any other text as it is."""
    if field == "language":
        return LANGUAGE_NAMES.get(text, text)
    if field == "color" and text in COLORS:
        return _(COLORS[text])
    if field in _OF_FIELD and text in set(_OF_FIELD[field]):
        return word(_OF_FIELD[field](text))
    if field in {"kind", "salutation", "payment_method", "role", "land", "outcome"} and text in _WORDS:
        return _(_WORDS[text])
    return text


def _day_in_words(field: str, day: date, language: Language) -> str:
    """A day as people say it: the end of a period is its last day."""
    if day == EVER:
        return _("always")
    return format_day(day - DAY if field.endswith("_until") else day, language)
