"""The fields of two contacts that may be one, as people read them side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from components.badges import born_words, status_words
from components.contact_facts import address_line
from components.escape import markup
from components.perform import may, reading, today
from domain.access import Permission
from domain.bank import format_iban
from domain.contacts import PaymentMethod, Salutation, status_on
from domain.merging import MergedField, empty
from domain.phones import format_phone
from i18n.formatting import format_day
from i18n.sentences import FIELDS, MASKED
from i18n.texts import LANGUAGE_NAMES, _, language
from i18n.words import word
from queries.standings import services_on

LONGEST = 240
"""Characters of a text that is compared at a glance."""


def field_label(field: MergedField) -> str:
    """The name of a field that is chosen as a whole."""
    names = {MergedField.PAYMENT: _("Payment data"), MergedField.BLOCKED: _("House ban")}
    return names.get(field) or _(FIELDS[field.value])


def field_text(field: MergedField, contact: Any) -> str:
    """What a contact holds in a field; empty for nothing."""
    values = tuple(getattr(contact, name) for name in _COLUMNS.get(field, (field.value,)))
    if empty(values):
        return ""
    show = _SHOWN.get(field)
    text = show(contact) if show else str(values[0])
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _day(name: str) -> Callable[[Any], str]:
    return lambda contact: format_day(getattr(contact, name), language())


def _payment(contact: Any) -> str:
    if not may(Permission.SEE_BANK_DATA):
        return MASKED
    method = "" if contact.payment_method is PaymentMethod.NONE else word(contact.payment_method)
    account = format_iban(contact.iban) if contact.iban else ""
    return " · ".join(filter(None, (method, account, contact.account_holder)))


def _blocked(contact: Any) -> str:
    return f"{format_day(contact.blocked_on, language())}: {contact.blocked_reason}"


_COLUMNS = {MergedField.PAYMENT: ("payment_method", "account_holder", "iban")}
_SHOWN: dict[MergedField, Callable[[Any], str]] = {
    MergedField.SALUTATION: lambda contact: word(Salutation(contact.salutation)),
    MergedField.BORN_ON: _day("born_on"),
    MergedField.LANGUAGE: lambda contact: LANGUAGE_NAMES[contact.language],
    MergedField.PAYMENT: _payment,
    MergedField.DOCTOR: lambda contact: contact.doctor.display_name,
    MergedField.PHOTO: lambda contact: _("Photo of {number}").format(number=contact.number),
    MergedField.BLOCKED: _blocked,
    MergedField.DECEASED: _day("deceased_on"),
    MergedField.ARCHIVED: _day("archived_on"),
}


def side_by_side(contact: Any, other: Any) -> str:
    """Both contacts as one table, with what differs marked."""
    telling: tuple[tuple[str, Callable[[Any], str]], ...] = (
        (_("Birthday"), lambda one: born_words(one.born_on, today()) if one.born_on else ""),
        (_("Address"), lambda one: _lines(map(address_line, _main_first(one.addresses)))),
        (_("Phone"), lambda one: _lines(format_phone(row.number) for row in _main_first(one.phones))),
        (_("E-mail"), lambda one: _lines(row.address for row in _main_first(one.emails))),
    )
    with reading() as session:
        services = services_on(session, [contact.id, other.id], today())
    besides: tuple[tuple[str, Callable[[Any], str]], ...] = (
        (_("Tags"), lambda one: ", ".join(link.tag.name for link in one.tags)),
        (_("Status"), lambda one: status_words(status_on(one.facts, today(), services.get(one.id)))),
    )
    rows = [(label, show(contact), show(other), True) for label, show in telling]
    rows += [(label, show(contact), show(other), False) for label, show in besides]
    body = "".join(_row(*row) for row in rows if row[1] or row[2])
    return f"<table class='k-rows k-pair'><thead>{_head(contact, other)}</thead><tbody>{body}</tbody></table>"


def _main_first(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: not row.is_primary)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def _head(*contacts: Any) -> str:
    """The names, each a link that opens the contact beside this page."""
    cells = (
        f"<th scope='col'><a class='k-link' href='/overview?contact={markup(contact.number)}' target='_blank'"
        f" dir='auto'>{markup(contact.display_name)}</a> <span class='k-sub'>{markup(contact.number)}</span></th>"
        for contact in contacts
    )
    return f"<tr><td></td>{''.join(cells)}</tr>"


def _row(label: str, ours: str, theirs: str, telling: bool) -> str:  # noqa: FBT001
    differs = telling and bool(ours and theirs) and ours.casefold() != theirs.casefold()
    mark = " class='k-differs'" if differs else ""
    cells = "".join(f"<td dir='auto'{mark}>{markup(text)}</td>" for text in (ours, theirs))
    return f"<tr><th scope='row'>{markup(label)}</th>{cells}</tr>"
