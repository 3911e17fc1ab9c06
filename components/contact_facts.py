"""The facts of a contact as rows of label and value."""

from __future__ import annotations

from datetime import date
from typing import Any

from components.badges import born_words
from components.cards import Fact
from components.undeliverable import failed_words
from domain.bank import format_iban, parse_iban
from domain.calendar import age_on, next_birthday
from domain.contacts import ContactKind, Salutation
from domain.phones import format_phone
from i18n.countries import country_names
from i18n.formatting import format_day
from i18n.texts import LANGUAGE_NAMES, _, language
from i18n.words import word


def address_line(address: Any) -> str:
    """An address on one line; the country only when it is not Germany."""
    town = " ".join(part for part in (address.postcode, address.town) if part)
    country = "" if address.country == "DE" else country_names(language()).get(address.country, address.country)
    return ", ".join(part for part in (address.extra, address.street, town, country) if part)


def reach_facts(contact: Any) -> list[Fact]:
    """How to reach the contact: what arrives first, of that the main entries."""

    def first(rows: list[Any]) -> list[Any]:
        return sorted(rows, key=lambda row: (row.undeliverable_on is not None, not row.is_primary))

    def fact(label: str, text: str, row: Any) -> Fact:
        return Fact(label, text, failed=failed_words(row))

    facts = [fact(_("Phone"), f"{format_phone(row.number)} ({word(row.kind)})", row) for row in first(contact.phones)]
    facts += [fact(_("E-mail"), row.address, row) for row in first(contact.emails)]
    facts += [fact(_("Address"), address_line(row), row) for row in first(contact.addresses)]
    if contact.doctor is not None:
        phone = f", {format_phone(contact.doctor.phone)}" if contact.doctor.phone else ""
        facts.append(Fact(_("Family doctor"), contact.doctor.display_name + phone))
    if contact.remark:
        facts.append(Fact(_("Remark"), contact.remark))
    return facts


def upcoming_birthday(contact: Any, today: date) -> list[Fact]:
    """The next birthday with the age it brings."""
    if contact.born_on is None or contact.deceased_on is not None:
        return []
    day = next_birthday(contact.born_on, today)
    age = age_on(contact.born_on, day)
    if day == today:
        text = _("today: turns {age}").format(age=age)
    else:
        text = _("{day}: turns {age}").format(day=format_day(day, language()), age=age)
    return [Fact(_("Birthday"), text)]


def identity_facts(contact: Any, today: date) -> list[Fact]:
    """Name and birthday; what should be there and is not is marked."""
    if contact.kind is ContactKind.COMPANY:
        rows = [Fact(_("Company"), contact.company_name, wanted=True)]
    else:
        salutation = "" if contact.salutation is Salutation.NONE else word(contact.salutation)
        rows = [
            Fact(_("Salutation"), salutation, wanted=True),
            Fact(_("Title"), contact.title),
            Fact(_("First name"), contact.first_name, wanted=True),
            Fact(_("Last name"), contact.last_name, wanted=True),
            Fact(_("Birthday"), born_words(contact.born_on, today) if contact.born_on else "", wanted=True),
        ]
    return [*rows, Fact(_("Language of letters"), LANGUAGE_NAMES[contact.language])]


def payment_facts(contact: Any) -> list[Fact]:
    """Payment method and account."""
    return [
        Fact(_("Payment method"), word(contact.payment_method)),
        Fact(_("Account holder"), contact.account_holder or (contact.display_name if contact.iban else "")),
        Fact(
            _("IBAN"),
            format_iban(contact.iban) if contact.iban else "",
            wanted=contact.payment_method == "debit",
        ),
        Fact(_("BIC"), contact.bic),
        Fact(_("Bank"), (parse_iban(contact.iban).bank_name or "") if contact.iban else ""),
    ]
