"""What an update changes of a contact, before and after, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from actions.contact_import import NewAddress, NewPhone
from actions.contact_update import DetailPatch
from domain.phones import format_phone
from exchange.import_update import PlannedUpdate
from i18n.sentences import change_sentence
from i18n.texts import _, language
from models.changes import plain

MOST_WORDS = 300
"""Characters of a line; the rest of a long remark is left to the trail."""


def update_lines(update: PlannedUpdate, *, bank: bool) -> tuple[str, ...]:
    """Each change as a line: `Last name: Müller → Maier`; bank data masked for those who may not see them."""
    return tuple(line if len(line) <= MOST_WORDS else f"{line[:MOST_WORDS]} …" for line in _lines(update, bank=bank))


def _lines(update: PlannedUpdate, *, bank: bool) -> Iterator[str]:
    here, patch = update.here, update.patch
    for field, value in patch.values.items():
        line = change_sentence(field, plain(getattr(here, field)), plain(value), language(), bank=bank)
        if line and field != "bic":
            yield line
    yield from _details(_("Phone"), patch.phones, here.phones)
    yield from _details(_("E-mail"), patch.emails, here.emails)
    yield from _details(_("Address"), patch.addresses, here.addresses)
    if patch.tags:
        yield f"{_('Tags')}: + {', '.join(patch.tags)}"
    if patch.doctor:
        yield _changed(_("Family doctor"), here.doctor, patch.doctor.name)
    if patch.photo:
        yield f"{_('Photo')}: {_('new')}"


def _details(label: str, patches: Sequence[DetailPatch[Any]], here: Sequence[Any]) -> Iterator[str]:
    old = {row.row_id: row for row in here}
    for patch in patches:
        before, after = "" if patch.row_id is None else _shown(old[patch.row_id]), _shown(patch.new)
        if before == after:
            yield _("{label}: {value} becomes the main entry").format(label=label, value=after)
        elif before:
            yield _changed(label, before, after)
        else:
            yield f"{label}: + {after}" + (f" ({_('Main entry')})" if patch.is_primary and here else "")


def _changed(label: str, before: str, after: str) -> str:
    return f"{label}: {before} → {after}" if before else f"{label}: + {after}"


def _shown(one: Any) -> str:
    if isinstance(one, NewAddress) or hasattr(one, "street"):
        country = "" if one.country == "DE" else one.country
        parts = (one.street, one.extra, f"{one.postcode} {one.town}".strip(), country)
        return ", ".join(part for part in parts if part)
    return format_phone(one.number) if isinstance(one, NewPhone) or hasattr(one, "number") else str(one.address)
