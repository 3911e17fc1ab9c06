"""The words for what address books know, on screen and in remarks."""

from __future__ import annotations

from exchange.address_book import ExtraKind
from exchange.csv_headers import Field
from i18n.texts import N_, _

_FIELDS: dict[Field, str] = {
    Field.IGNORE: N_("Do not import"),
    Field.NUMBER: N_("Number"),
    Field.KIND: N_("Person or company"),
    Field.SALUTATION: N_("Salutation"),
    Field.TITLE: N_("Title"),
    Field.FIRST_NAME: N_("First name"),
    Field.MIDDLE_NAME: N_("Middle name"),
    Field.LAST_NAME: N_("Last name"),
    Field.SUFFIX: N_("Name suffix"),
    Field.FULL_NAME: N_("Full name"),
    Field.NICKNAME: N_("Nickname"),
    Field.COMPANY_NAME: N_("Company"),
    Field.DEPARTMENT: N_("Department"),
    Field.POSITION: N_("Position"),
    Field.BORN_ON: N_("Birthday"),
    Field.BIRTH_DAY: N_("Birthday: day"),
    Field.BIRTH_MONTH: N_("Birthday: month"),
    Field.BIRTH_YEAR: N_("Birthday: year"),
    Field.LANGUAGE: N_("Language of letters"),
    Field.STREET: N_("Street and number"),
    Field.HOUSE_NUMBER: N_("House number"),
    Field.EXTRA: N_("Address line 2"),
    Field.PO_BOX: N_("Post office box"),
    Field.POSTCODE: N_("Postcode"),
    Field.TOWN: N_("Town"),
    Field.POSTCODE_TOWN: N_("Postcode and town"),
    Field.REGION: N_("Region"),
    Field.COUNTRY: N_("Country"),
    Field.ADDRESS: N_("Full address"),
    Field.ADDRESS_TYPE: N_("Kind of address"),
    Field.PHONE: N_("Phone"),
    Field.PHONE_MOBILE: N_("Mobile phone"),
    Field.PHONE_HOME: N_("Phone at home"),
    Field.PHONE_WORK: N_("Phone at work"),
    Field.FAX: N_("Fax"),
    Field.PHONE_TYPE: N_("Kind of phone"),
    Field.EMAIL: N_("E-mail"),
    Field.EMAIL_WORK: N_("E-mail at work"),
    Field.EMAIL_TYPE: N_("Kind of e-mail"),
    Field.TAGS: N_("Tags"),
    Field.DOCTOR: N_("Family doctor"),
    Field.NOTE: N_("Remark"),
    Field.WEBSITE: N_("Website"),
    Field.IBAN: N_("IBAN"),
    Field.BIC: N_("BIC"),
    Field.ACCOUNT_HOLDER: N_("Account holder"),
    Field.PAYMENT_METHOD: N_("Payment method"),
}
_EXTRAS: dict[ExtraKind, str] = {
    ExtraKind.EMPLOYER: N_("Employer"),
    ExtraKind.DEPARTMENT: N_("Department"),
    ExtraKind.POSITION: N_("Position"),
    ExtraKind.NICKNAME: N_("Nickname"),
    ExtraKind.SUFFIX: N_("Name suffix"),
    ExtraKind.BIRTHDAY: N_("Birthday"),
    ExtraKind.WEBSITE: N_("Website"),
    ExtraKind.REGION: N_("Region"),
    ExtraKind.COUNTRY: N_("Country"),
}


def field_word(field: Field) -> str:
    """What a column is read as."""
    return _(_FIELDS[field])


def extra_word(kind: ExtraKind) -> str:
    """What an address book knows beyond the master data."""
    return _(_EXTRAS[kind])
