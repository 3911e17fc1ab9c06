"""What a row of a file changes of a contact that is here.

1. A filled cell replaces what is here, an empty one leaves it. The number stays, and so does person or company unless
   the file names that.
2. Phones, e-mails and addresses that are not here come in as further ones. Only where the file says that its first one
   is the main one, it takes the place of the main one here; what it leaves empty of an address stays. An address that
   others share is theirs too and stays beside the new one.
3. Tags come on top. The remark is replaced by that of the file; what else goes into a remark is added once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from actions.contact_import import LONGEST_REMARK, NewAddress, NewEmail, NewPhone
from actions.contact_update import ContactPatch, DetailPatch
from domain.contact_import import ContactUnusable, DebitWithoutIban, NameReplaced, Part
from domain.contacts import ContactKind, Identity, display_name
from domain.errors import NameGuessed, Refusal
from domain.search_text import fold
from domain.texts import tidy_text
from exchange.address_book import ExtraKind
from exchange.import_check import CheckedContact
from models.contact import tag_key
from queries.whole_contacts import WholeContact

New = TypeVar("New", NewPhone, NewEmail, NewAddress)
SORTS = frozenset({Part.PHONE, Part.EMAIL, Part.ADDRESS})


@dataclass(frozen=True, slots=True)
class PlannedUpdate:
    """A contact as it is, what the file would change of it, and what is doubtful about that."""

    here: WholeContact
    patch: ContactPatch
    problems: tuple[Refusal, ...]

    @property
    def mark(self) -> int:
        """What tells, within this process, whether contact and change are still those that were shown."""
        patch = self.patch
        return hash((self.here, tuple(patch.values.items()), patch.phones, patch.emails, patch.addresses, patch.tags))


def plan_update(here: WholeContact, checked: CheckedContact, today: date, *, main: Collection[Part]) -> PlannedUpdate:
    """What the file changes; `main` are the sorts of which its first one is the main one.

    Refuses what the contact could not be called (`InvalidInput`).
    """
    assert checked.parts is not None
    parts = checked.parts
    who = _identity(here, checked)
    values: dict[str, Any] = {one.name: getattr(who.checked(today), one.name) for one in fields(who)}
    values |= {"remark": _remark(here, checked), "language": parts.language or here.language}
    values |= {"payment_method": parts.payment_method or here.payment_method}
    values |= {"account_holder": parts.account_holder or here.account_holder}
    if parts.iban:
        bank = here.bic if parts.iban.value == here.iban else ""
        values |= {"iban": parts.iban.value, "bic": parts.iban.bic or parts.bic or bank}
    carried = {tag_key(name) for name in here.tags}
    photo = parts.photo if parts.photo and hashlib.sha256(parts.photo.data).hexdigest() != here.photo else None
    patch = ContactPatch(
        here.contact_id,
        {name: value for name, value in values.items() if value != getattr(here, name)},
        phones=_details(parts.phones, here.phones, is_main=Part.PHONE in main),
        emails=_details(parts.emails, here.emails, is_main=Part.EMAIL in main),
        addresses=_details(parts.addresses, here.addresses, is_main=Part.ADDRESS in main),
        tags=tuple({tag_key(name): name for name in parts.tags if tag_key(name) not in carried}.values()),
        doctor=parts.doctor if parts.doctor and parts.doctor.key != fold(here.doctor) else None,
        photo=photo,
    )
    return PlannedUpdate(here, patch, _problems(here, checked, who))


def _identity(here: WholeContact, checked: CheckedContact) -> Identity:
    assert checked.parts is not None
    foreign, new = checked.foreign, checked.parts.identity
    if any(isinstance(problem, NameGuessed) for problem in foreign.problems):
        new = replace(new, first_name="", last_name="")
    kind = new.kind if foreign.kind_is_said else here.kind
    company = new.company_name or _employer(checked)
    return Identity(
        kind,
        new.salutation or here.salutation,
        new.title or here.title,
        new.first_name or here.first_name,
        new.last_name or here.last_name,
        (company or here.company_name) if kind is ContactKind.COMPANY else "",
        new.born_on or here.born_on,
    )


def _employer(checked: CheckedContact) -> str:
    """The company of a row that names people too."""
    extras = checked.foreign.extras
    return next((extra.value for extra in extras if extra.kind is ExtraKind.EMPLOYER), "")


def _remark(here: WholeContact, checked: CheckedContact) -> str:
    remark, additions = checked.foreign.note or here.remark, list(checked.additions)
    present = {line.strip() for line in remark.split("\n")}
    if here.kind is ContactKind.COMPANY:
        present.add(checked.as_employer)
    elif checked.foreign.company_name and not checked.foreign.kind_is_said:
        additions.append(checked.as_employer)
    new = [line for line in dict.fromkeys(additions) if line.strip() not in present]
    whole = tidy_text("\n".join((remark, *new)), longest=1_000_000_000)
    return whole[:LONGEST_REMARK].strip()


def _problems(here: WholeContact, checked: CheckedContact, who: Identity) -> tuple[Refusal, ...]:
    has_iban = bool(here.iban)
    found = [
        problem
        for problem in checked.problems
        if not isinstance(problem, ContactUnusable | NameGuessed)
        and not (has_iban and isinstance(problem, DebitWithoutIban))
    ]
    old, new = _names(here), _names(who)
    if old and new and old.isdisjoint(new):
        before = display_name(here.title, here.first_name, here.last_name, here.company_name)
        found.insert(0, NameReplaced(line=checked.foreign.line, before=before))
    return tuple(found)


def _names(who: WholeContact | Identity) -> set[str]:
    return {word for name in (who.first_name, who.last_name, who.company_name) for word in fold(name).split()}


def _details(new: Sequence[New], here: Sequence[Any], *, is_main: bool) -> tuple[DetailPatch[New], ...]:
    """What becomes of these entries of a file; the main one here comes first."""
    found: list[DetailPatch[New]] = []
    for place, one in enumerate(new):
        main = is_main and place == 0
        gives_way = main and here and here[0].is_primary
        entry = _filled_up(one, here[0]) if gives_way else one
        same = next((row for row in here if _is_same(entry, row, whole=main)), None)
        if same is None:
            stays = gives_way and (
                getattr(here[0], "is_shared", False) or any(_is_same(other, here[0], whole=False) for other in new[1:])
            )
            replaced = here[0].row_id if gives_way and not stays else None
            found.append(DetailPatch(entry, replaced, main or (not here and not found)))
        elif main and not same.is_primary:
            found.append(DetailPatch(_as_here(entry, same), same.row_id, is_primary=True))
    return tuple(found)


def _filled_up(one: New, here: Any) -> New:
    """An address with what it leaves empty taken from the one here."""
    if not isinstance(one, NewAddress):
        return one
    return replace(one, **{part: getattr(here, part) for part in _PARTS if not getattr(one, part)})


_PARTS = ("street", "extra", "postcode", "town")


def _is_same(one: Any, row: Any, *, whole: bool) -> bool:
    """Whether a row holds this already; of an address all that the file says of it, or with `whole` nothing more."""
    if isinstance(one, NewPhone):
        return bool(one.number == row.number)
    if isinstance(one, NewEmail):
        return bool(one.address.casefold() == row.address.casefold())
    pairs = [(fold(getattr(one, part)), fold(getattr(row, part))) for part in _PARTS]
    return one.country == row.country and all(new == old or not (new or whole) for new, old in pairs)


def _as_here(one: New, row: Any) -> New:
    return replace(one, **{part.name: getattr(row, part.name) for part in fields(one)})
