"""The words for values of enumerations, fields and actions; a test sees that none is missing."""

from __future__ import annotations

from enum import StrEnum

from domain.access import Role
from domain.bank import MandateState
from domain.consents import Channel, ConsentSource, Purpose
from domain.contact_import import OnDuplicate, Part, Taken, TwinSign, Verdict
from domain.contacts import AddressKind, ContactKind, EmailKind, PaymentMethod, PhoneKind, Salutation, Status
from domain.data_quality import Hint
from domain.duplicates import Likely
from domain.lands import Land
from domain.numbering import NumberKind
from domain.relationships import RelationshipKind
from i18n.texts import N_, _

WORDS: tuple[tuple[StrEnum, str], ...] = (
    (Role.RECEPTION, N_("Reception")),
    (Role.OFFICE, N_("Office")),
    (Role.MANAGER, N_("Manager")),
    (Role.THERAPIST, N_("Therapist")),
    (Role.READ_ONLY, N_("Read only")),
    (Role.ADMIN, N_("Administrator")),
    (ContactKind.PERSON, N_("Person")),
    (ContactKind.COMPANY, N_("Company")),
    (Salutation.NONE, N_("No salutation")),
    (Salutation.MS, N_("Ms")),
    (Salutation.MR, N_("Mr")),
    (Salutation.NEUTRAL, N_("Neutral")),
    (AddressKind.HOME, N_("Home address")),
    (AddressKind.WORK, N_("Work address")),
    (AddressKind.BILLING, N_("Billing address")),
    (AddressKind.OTHER, N_("Other address")),
    (PhoneKind.MOBILE, N_("Mobile")),
    (PhoneKind.HOME, N_("Home")),
    (PhoneKind.WORK, N_("Work")),
    (PhoneKind.FAX, N_("Fax")),
    (PhoneKind.OTHER, N_("Other")),
    (EmailKind.PRIVATE, N_("Private")),
    (EmailKind.WORK, N_("Work")),
    (EmailKind.OTHER, N_("Other")),
    (PaymentMethod.NONE, N_("Not agreed")),
    (PaymentMethod.DEBIT, N_("Direct debit")),
    (PaymentMethod.TRANSFER, N_("Bank transfer")),
    (PaymentMethod.CASH, N_("Cash")),
    (PaymentMethod.CARD, N_("Card")),
    (Status.PROSPECT, N_("Prospect")),
    (Status.BLOCKED, N_("House ban")),
    (Status.DECEASED, N_("Deceased")),
    (Status.ARCHIVED, N_("Archived")),
    (MandateState.DRAFT, N_("Draft, not signed")),
    (MandateState.ACTIVE, N_("Active")),
    (MandateState.ON_HOLD, N_("On hold")),
    (MandateState.BOUNCED, N_("Bounced")),
    (MandateState.REVOKED, N_("Revoked")),
    (MandateState.EXPIRED, N_("Expired (36 months unused)")),
    (NumberKind.CONTACT, N_("Contact numbers")),
    (NumberKind.MANDATE, N_("Mandate references")),
    (Land.NONE, N_("Not chosen")),
    (Land.BADEN_WUERTTEMBERG, N_("Baden-Württemberg")),
    (Land.BAVARIA, N_("Bavaria")),
    (Land.BERLIN, N_("Berlin")),
    (Land.BRANDENBURG, N_("Brandenburg")),
    (Land.BREMEN, N_("Bremen")),
    (Land.HAMBURG, N_("Hamburg")),
    (Land.HESSE, N_("Hesse")),
    (Land.MECKLENBURG_VORPOMMERN, N_("Mecklenburg-Vorpommern")),
    (Land.LOWER_SAXONY, N_("Lower Saxony")),
    (Land.NORTH_RHINE_WESTPHALIA, N_("North Rhine-Westphalia")),
    (Land.RHINELAND_PALATINATE, N_("Rhineland-Palatinate")),
    (Land.SAARLAND, N_("Saarland")),
    (Land.SAXONY, N_("Saxony")),
    (Land.SAXONY_ANHALT, N_("Saxony-Anhalt")),
    (Land.SCHLESWIG_HOLSTEIN, N_("Schleswig-Holstein")),
    (Land.THURINGIA, N_("Thuringia")),
    (RelationshipKind.PARTNER, N_("Partner")),
    (RelationshipKind.PARENT, N_("Parent")),
    (RelationshipKind.SIBLING, N_("Sibling")),
    (RelationshipKind.FAMILY, N_("Other family")),
    (RelationshipKind.GUARDIAN, N_("Legal guardian")),
    (RelationshipKind.EMPLOYER, N_("Employer")),
    (RelationshipKind.PAYER, N_("Payer")),
    (Channel.EMAIL, N_("By e-mail")),
    (Channel.PHONE, N_("By phone")),
    (Channel.MESSAGE, N_("By SMS or messenger")),
    (Channel.POST, N_("By post")),
    (Purpose.APPOINTMENTS, N_("Appointments and reminders")),
    (Purpose.NEWS, N_("News of the studio")),
    (Purpose.OFFERS, N_("Offers")),
    (Purpose.SURVEYS, N_("Surveys")),
    (ConsentSource.PAPER, N_("Signed paper")),
    (ConsentSource.WEB, N_("Website")),
    (ConsentSource.EMAIL, N_("Their e-mail")),
    (ConsentSource.PHONE, N_("Phone call")),
    (ConsentSource.IN_PERSON, N_("In person")),
    (ConsentSource.IMPORT, N_("Taken over from another system")),
    (Taken.CREATED, N_("New contact")),
    (Taken.UPDATED, N_("Updated contact")),
    (Likely.NAME_AND_BIRTHDAY, N_("same name and birthday")),
    (Likely.EMAIL, N_("same e-mail address")),
    (Likely.PHONE, N_("same phone number")),
    (Likely.ADDRESS, N_("similar name, same address")),
    (Likely.NAME, N_("same name")),
    (Likely.NEARLY_NAME, N_("similar name")),
    (Likely.FAMILY, N_("perhaps family")),
    (Hint.NO_WAY_TO_REACH, N_("Neither phone nor e-mail is known.")),
    (Hint.NO_EMAIL, N_("No e-mail address.")),
    (Hint.NO_PHONE, N_("No phone number.")),
    (Hint.NO_ADDRESS, N_("No postal address.")),
    (Hint.NO_BIRTHDAY, N_("No birthday.")),
    (Hint.IBAN_MISSING, N_("Pays by direct debit, but the IBAN is missing.")),
    (Hint.MANDATE_MISSING, N_("Pays by direct debit, but there is no valid mandate for this account.")),
    (Hint.MANDATE_UNSIGNED, N_("The mandate is not signed yet.")),
    (Hint.MANDATE_EXPIRED, N_("The mandate has expired: it was not used for 36 months.")),
    (Hint.POSSIBLE_DUPLICATE, N_("Possibly a duplicate of another contact.")),
    (Verdict.OK, N_("Ready")),
    (Verdict.WARNING, N_("With a warning")),
    (Verdict.DUPLICATE, N_("Likely duplicate")),
    (Verdict.REFUSED, N_("Refused")),
    (OnDuplicate.SKIP, N_("Leave out")),
    (OnDuplicate.IMPORT, N_("Import anyway")),
    (TwinSign.NUMBER, N_("same number")),
    (TwinSign.BIRTHDAY, N_("same name and birthday")),
    (TwinSign.EMAIL, N_("same name and e-mail address")),
    (TwinSign.PHONE, N_("same name and phone number")),
    (TwinSign.ADDRESS, N_("same name and address")),
    (TwinSign.NAME, N_("same name, nothing else known")),
    (Part.NAME, N_("Name")),
    (Part.NUMBER, N_("Number")),
    (Part.TITLE, N_("Title")),
    (Part.BIRTHDAY, N_("Birthday")),
    (Part.PHONE, N_("Phone")),
    (Part.EMAIL, N_("E-mail")),
    (Part.ADDRESS, N_("Address")),
    (Part.POSTCODE, N_("Postcode")),
    (Part.TAG, N_("Tag")),
    (Part.IBAN, N_("IBAN")),
    (Part.BIC, N_("BIC")),
    (Part.ACCOUNT_HOLDER, N_("Account holder")),
)
"""Pairs, not a mapping: members of two enumerations can be equal as strings (`work`)."""

COLORS: dict[str, str] = {
    "gray": N_("Grey"),
    "blue": N_("Blue"),
    "green": N_("Green"),
    "orange": N_("Orange"),
    "red": N_("Red"),
    "violet": N_("Violet"),
}
"""The colours of tags."""

_BY_MEMBER = {(type(member), member.name): text for member, text in WORDS}


def word(member: StrEnum) -> str:
    """The word for a member of an enumeration."""
    return _(_BY_MEMBER[type(member), member.name])
