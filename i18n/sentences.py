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
from i18n import contract_sentences
from i18n.formatting import format_cents, format_day, format_instant
from i18n.texts import LANGUAGE_NAMES, N_, Language, _
from i18n.words import COLORS, WORDS, word

STEPS: dict[str, str] = {
    "create_contact": N_("{who} created the contact"),
    "begin_import": N_("{who} began an import"),
    "import_contacts": N_("{who} imported the contact"),
    "update_contacts": N_("{who} updated the contact by an import"),
    "undo_import": N_("{who} undid an import"),
    "remove_unused_cards": N_("{who} removed what an undone import had made"),
    "edit_contact": N_("{who} changed name or birthday"),
    "write_remark": N_("{who} changed the remark"),
    "set_tags": N_("{who} changed the tags"),
    "tag_contacts": N_("{who} changed the tags of several contacts"),
    "export_contacts": N_("{who} exported contacts"),
    "look_at_health_data": N_("{who} looked at the health data"),
    "write_health_note": N_("{who} changed the health data"),
    "add_note": N_("{who} wrote a note"),
    "edit_note": N_("{who} changed a note"),
    "pin_note": N_("{who} pinned a note"),
    "unpin_note": N_("{who} unpinned a note"),
    "acknowledge_alert": N_("{who} read an alert"),
    "add_health_entry": N_("{who} wrote a health note"),
    "edit_health_entry": N_("{who} changed a health note"),
    "look_at_health_entry": N_("{who} looked at a health note"),
    "add_call": N_("{who} entered a call"),
    "edit_call": N_("{who} changed a call"),
    "add_task": N_("{who} set a task"),
    "edit_task": N_("{who} changed a task"),
    "add_category": N_("{who} made a category"),
    "edit_category": N_("{who} changed a category"),
    "retire_category": N_("{who} retired a category"),
    "revive_category": N_("{who} revived a category"),
    "add_documents": N_("{who} added documents"),
    "keep_letter": N_("{who} wrote a letter"),
    "edit_document": N_("{who} changed a document"),
    "add_template": N_("{who} made a text"),
    "edit_template": N_("{who} changed a text"),
    "retire_template": N_("{who} retired a text"),
    "revive_template": N_("{who} offers a text again"),
    "document_email": N_("{who} documented an e-mail"),
    "edit_documented_email": N_("{who} changed a documented e-mail"),
    "queue_email": N_("{who} wrote an e-mail"),
    "retry_email": N_("{who} had an e-mail sent again"),
    "confirm_email_sent": N_("{who} found that an unclear e-mail was sent"),
    "drop_email": N_("{who} stopped an e-mail"),
    "claim_email": N_("{who} began to send an e-mail"),
    "record_delivery": N_("{who} noted what became of an e-mail"),
    "find_cut_off": N_("{who} found an e-mail whose sending was cut off"),
    "add_room": N_("{who} made a room"),
    "edit_room": N_("{who} changed a room"),
    "retire_room": N_("{who} retired a room"),
    "revive_room": N_("{who} revived a room"),
    "book_appointment": N_("{who} booked an appointment"),
    "edit_appointment": N_("{who} changed an appointment"),
    "cancel_appointment": N_("{who} cancelled an appointment"),
    "make_calendar_feed": N_("{who} made a link for a calendar program"),
    "revoke_calendar_feed": N_("{who} ended a link for a calendar program"),
    "take_step": N_("{who} changed a status"),
    "bin_activity": N_("{who} put an entry into the bin"),
    "restore_activity": N_("{who} took an entry out of the bin"),
    "empty_bin": N_("{who} emptied the bin"),
    "export_activities": N_("{who} exported entries"),
    "add_tariff": N_("{who} made a tariff"),
    "edit_tariff": N_("{who} changed a tariff"),
    "add_version": N_("{who} made a new version of a tariff"),
    "edit_version": N_("{who} changed a version of a tariff"),
    "remove_version": N_("{who} took back a version of a tariff"),
    "retire_tariff": N_("{who} retired a tariff"),
    "revive_tariff": N_("{who} offers a tariff again"),
    "import_catalogue": N_("{who} imported cards of the catalogue"),
    "add_quota_type": N_("{who} made a type of quota"),
    "edit_quota_type": N_("{who} changed a type of quota"),
    "retire_quota_type": N_("{who} retired a type of quota"),
    "revive_quota_type": N_("{who} offers a type of quota again"),
    "add_product": N_("{who} made a product"),
    "edit_product": N_("{who} changed a product"),
    "retire_product": N_("{who} retired a product"),
    "revive_product": N_("{who} offers a product again"),
    "add_course": N_("{who} made a course"),
    "edit_course": N_("{who} changed a course"),
    "retire_course": N_("{who} retired a course"),
    "revive_course": N_("{who} offers a course again"),
    "add_dates": N_("{who} made dates of a course"),
    "edit_date": N_("{who} changed a date of a course"),
    "cancel_date": N_("{who} cancelled a date of a course"),
    "restore_date": N_("{who} took back the cancellation of a date"),
    "remove_date": N_("{who} removed a date of a course"),
    "enrol": N_("{who} enrolled the contact in a course date"),
    "enrol_in_course": N_("{who} enrolled the contact in a whole course"),
    "leave_course": N_("{who} ended the part in a course"),
    "cancel_enrolment": N_("{who} cancelled an enrolment"),
    "enrol_again": N_("{who} took back the cancellation of an enrolment"),
    "mark_attendance": N_("{who} noted who came"),
    "mark_told": N_("{who} noted that the contact was told"),
    "save_view": N_("{who} saved a selection"),
    "rename_view": N_("{who} renamed a saved selection"),
    "overwrite_view": N_("{who} overwrote a saved selection"),
    "remove_view": N_("{who} removed a saved selection"),
    "add_and_choose_doctor": N_("{who} made a doctor's card and chose it"),
    "mark_as_demo": N_("{who} marked the database as a demo"),
    "set_doctor": N_("{who} changed the family doctor"),
    "block_contact": N_("{who} recorded a house ban"),
    "unblock_contact": N_("{who} lifted the house ban"),
    "mark_deceased": N_("{who} recorded the death"),
    "unmark_deceased": N_("{who} took back the death"),
    "archive_contact": N_("{who} archived the contact"),
    "revive_contact": N_("{who} took the contact out of the archive"),
    "add_phone": N_("{who} added a phone number"),
    "edit_phone": N_("{who} changed a phone number"),
    "remove_phone": N_("{who} removed a phone number"),
    "add_email": N_("{who} added an e-mail address"),
    "edit_email": N_("{who} changed an e-mail address"),
    "remove_email": N_("{who} removed an e-mail address"),
    "add_address": N_("{who} added an address"),
    "edit_address": N_("{who} changed an address"),
    "remove_address": N_("{who} removed an address"),
    "share_address": N_("{who} added a shared address"),
    "mark_undeliverable": N_("{who} noted that something came back"),
    "mark_deliverable": N_("{who} noted that something arrives again"),
    "add_relationship": N_("{who} added a relationship"),
    "edit_relationship": N_("{who} changed a relationship"),
    "end_relationship": N_("{who} ended a relationship"),
    "remove_relationship": N_("{who} removed a relationship"),
    "hand_over_payments": N_("{who} changed who pays"),
    "give_consents": N_("{who} recorded consents"),
    "withdraw_consents": N_("{who} recorded the withdrawal of consents"),
    "remove_consent": N_("{who} removed a consent recorded by mistake"),
    "set_payment_data": N_("{who} changed the payment data"),
    "record_mandate": N_("{who} recorded a mandate"),
    "sign_mandate": N_("{who} recorded the signature of a mandate"),
    "hold_mandate": N_("{who} put a mandate on hold"),
    "release_mandate": N_("{who} put a mandate back in use"),
    "revoke_mandate": N_("{who} recorded the revocation of a mandate"),
    "set_photo": N_("{who} changed the photo"),
    "remove_photo": N_("{who} removed the photo"),
    "cancel_dated_change": N_("{who} cancelled a change entered for a day"),
    "come_into_force": N_("{who} brought a planned change into force"),
    "stay_out_of_force": N_("{who} could not bring a planned change into force: please enter it anew"),
    "undo": N_("{who} undid a step"),
    "merge_contacts": N_("{who} merged two contacts"),
    "unmerge_contacts": N_("{who} undid a merge"),
    "mark_not_duplicate": N_("{who} found that this is no duplicate"),
    "unmark_not_duplicate": N_("{who} wants a possible duplicate looked at again"),
    "add_tag": N_("{who} made a tag"),
    "edit_tag": N_("{who} changed a tag"),
    "retire_tag": N_("{who} retired a tag"),
    "revive_tag": N_("{who} offers a tag again"),
    "add_doctor": N_("{who} made a doctor's card"),
    "edit_doctor": N_("{who} changed a doctor's card"),
    "retire_doctor": N_("{who} retired a doctor"),
    "revive_doctor": N_("{who} offers a doctor again"),
    "edit_studio": N_("{who} changed the data of the studio"),
    "set_logo": N_("{who} changed the logo"),
    "remove_logo": N_("{who} removed the logo"),
    "invite_user": N_("{who} invited a user"),
    "add_user": N_("{who} made a user"),
    "change_user": N_("{who} changed a user"),
    "disable_user": N_("{who} disabled a user"),
    "enable_user": N_("{who} enabled a user again"),
    "reset_password": N_("{who} made a new link for a user"),
    "set_password": N_("{who} gave a user a new password"),
    "end_sessions": N_("{who} signed a user out everywhere"),
    "change_password": N_("{who} changed their own password"),
    "change_language": N_("{who} changed their own language"),
    "choose_password": N_("{who} chose a password by invitation"),
    "sign_in": N_("{who} signed in"),
    "sign_out": N_("{who} signed out"),
    "sign_out_everywhere": N_("{who} signed out everywhere"),
    "make_setup_code": N_("{who} made a code for the first administrator"),
    "open_house": N_("{who} named the studio and its first administrator"),
    "sell_quota": N_("{who} sold a quota"),
    "grant_quota": N_("{who} granted a quota"),
    "grant_due": N_("{who} granted what a contract includes"),
    "expire_due": N_("{who} took expired units out of a quota"),
    "extend_quota": N_("{who} extended a quota"),
    "extend_quotas": N_("{who} extended several quotas"),
    "correct_quota": N_("{who} corrected a quota"),
    "transfer_quota": N_("{who} transferred units of a quota"),
    "refund_quota": N_("{who} took units of a quota back for money"),
    "use_for_activity": N_("{who} used a unit of a quota"),
    "return_unit": N_("{who} gave a unit back to a quota"),
    "check_in": N_("{who} checked the contact in"),
    "undo_check_in": N_("{who} took a check-in back"),
    "check_out": N_("{who} checked the contact out"),
    "give_card": N_("{who} gave the contact a card"),
    "block_card": N_("{who} blocked a card of the contact"),
    "edit_number_range": N_("{who} changed a number range"),
    **contract_sentences.STEPS,
}

FIELDS: dict[str, str] = {
    **contract_sentences.FIELDS,
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
