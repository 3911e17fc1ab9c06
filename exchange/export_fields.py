"""What can be chosen for an export of contacts, and its words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from domain.sensitivity import Sensitivity, sensitivity
from i18n.texts import N_, _


class ExportField(StrEnum):
    """One choice, in the order of the columns."""

    NUMBER = "number"
    KIND = "kind"
    SALUTATION = "salutation"
    TITLE = "title"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    COMPANY_NAME = "company_name"
    BORN_ON = "born_on"
    LANGUAGE = "language"
    ADDRESS = "address"
    ALL_ADDRESSES = "all_addresses"
    PHONE = "phone"
    ALL_PHONES = "all_phones"
    EMAIL = "email"
    ALL_EMAILS = "all_emails"
    TAGS = "tags"
    DOCTOR = "doctor"
    PAYMENT_METHOD = "payment_method"
    ACCOUNT_HOLDER = "account_holder"
    IBAN = "iban"
    BIC = "bic"
    REMARK = "remark"
    STATUS = "status"
    CREATED_ON = "created_on"


_WORDS: dict[ExportField, str] = {
    ExportField.NUMBER: N_("Number"),
    ExportField.KIND: N_("Person or company"),
    ExportField.SALUTATION: N_("Salutation"),
    ExportField.TITLE: N_("Title"),
    ExportField.FIRST_NAME: N_("First name"),
    ExportField.LAST_NAME: N_("Last name"),
    ExportField.COMPANY_NAME: N_("Company"),
    ExportField.BORN_ON: N_("Birthday"),
    ExportField.LANGUAGE: N_("Language of letters"),
    ExportField.ADDRESS: N_("Main address"),
    ExportField.ALL_ADDRESSES: N_("All addresses"),
    ExportField.PHONE: N_("Main phone"),
    ExportField.ALL_PHONES: N_("All phones"),
    ExportField.EMAIL: N_("Main e-mail"),
    ExportField.ALL_EMAILS: N_("All e-mails"),
    ExportField.TAGS: N_("Tags"),
    ExportField.DOCTOR: N_("Family doctor"),
    ExportField.PAYMENT_METHOD: N_("Payment method"),
    ExportField.ACCOUNT_HOLDER: N_("Account holder"),
    ExportField.IBAN: N_("IBAN"),
    ExportField.BIC: N_("BIC"),
    ExportField.REMARK: N_("Remark"),
    ExportField.STATUS: N_("Status"),
    ExportField.CREATED_ON: N_("Created on"),
}
USUAL = (
    ExportField.NUMBER, ExportField.SALUTATION, ExportField.TITLE, ExportField.FIRST_NAME, ExportField.LAST_NAME,
    ExportField.COMPANY_NAME, ExportField.BORN_ON, ExportField.ADDRESS, ExportField.PHONE, ExportField.EMAIL,
    ExportField.TAGS,
)  # fmt: skip
"""Chosen at first: what a letter or a list on paper needs."""
_MAIN_ONLY = {
    ExportField.ALL_ADDRESSES: ExportField.ADDRESS,
    ExportField.ALL_PHONES: ExportField.PHONE,
    ExportField.ALL_EMAILS: ExportField.EMAIL,
}


def export_word(field: ExportField) -> str:
    """The word for a choice."""
    return _(_WORDS[field])


def is_bank_data(field: ExportField) -> bool:
    """Whether only those who may see bank data export it."""
    return sensitivity("contact", field.value) is Sensitivity.BANK


def offered(*, bank: bool) -> tuple[ExportField, ...]:
    """What a user may choose."""
    return tuple(field for field in ExportField if bank or not is_bank_data(field))


def in_order(chosen: Iterable[ExportField]) -> tuple[ExportField, ...]:
    """What was chosen in the order of the columns; all of a sort hold the main one too."""
    wanted = set(chosen)
    wanted -= {main for every, main in _MAIN_ONLY.items() if every in wanted}
    return tuple(field for field in ExportField if field in wanted)
