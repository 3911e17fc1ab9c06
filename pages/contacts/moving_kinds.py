"""What can move in from another system: its columns, how it is judged and stored, and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from components.perform import may
from domain.access import Permission
from domain.bank import mask_iban
from domain.contact_import import ImportKind
from exchange.catalogue_columns import Part
from exchange.moving_columns import CONTRACTS, MANDATES, QUOTAS
from exchange.moving_in import plan_contracts, run_contracts
from exchange.moving_mandates import plan_mandates, run_mandates
from exchange.moving_quotas import plan_quotas, run_quotas
from i18n.formatting import format_cents, format_day
from i18n.texts import N_, _, language, plural


@dataclass(frozen=True, slots=True)
class Moving:
    """One kind of what moves in."""

    permission: Permission
    parts: tuple[Part, ...]
    plan: Callable[..., list[Any]]
    run: Callable[..., Any]
    about: str
    columns: tuple[str, ...]
    cells: Callable[[Any], tuple[str, ...]]
    """What the table shows of one, by these columns."""
    offer: Callable[[int], str]
    done: Callable[[int], str]


def _day(day: Any) -> str:
    return format_day(day, language()) if day else ""


KINDS = {
    ImportKind.CONTRACTS: Moving(
        Permission.EDIT_CONTRACTS, CONTRACTS, plan_contracts, run_contracts,
        N_(
            "Bring in the running contracts of the system that you used before. Each says up to which day it is billed "
            "there: claims start after that day. Import the contacts first. You see every line before it is stored, "
            "and the whole import can be undone."
        ),
        (N_("Tariff"), N_("First day of the contract"), N_("Billed until"), N_("Price")),
        lambda one: (_day(one.start_on), _day(one.billed_until), format_cents(one.price_cents, language())),
        lambda count: plural("Import {count} contract", "Import {count} contracts", count),
        lambda count: plural("{count} contract imported.", "{count} contracts imported.", count),
    ),
    ImportKind.QUOTAS: Moving(
        Permission.CORRECT_QUOTAS, QUOTAS, plan_quotas, run_quotas,
        N_(
            "Bring in the quotas of which units are left in the system that you used before. Their types must be in "
            "the catalogue. Their price was claimed there and is not claimed again. You see every line before it is "
            "stored, and the whole import can be undone."
        ),
        (N_("Quota type"), N_("Units left"), N_("Units in all"), N_("Bought on"), N_("Valid until")),
        lambda one: (str(one.left), str(one.had), _day(one.bought_on), _day(one.ends_on)),
        lambda count: plural("Import {count} quota", "Import {count} quotas", count),
        lambda count: plural("{count} quota imported.", "{count} quotas imported.", count),
    ),
    ImportKind.MANDATES: Moving(
        Permission.EDIT_BANK_DATA, MANDATES, plan_mandates, run_mandates,
        N_(
            "Bring in the SEPA mandates that were signed in the system that you used before, with their references. "
            "Who has no account here yet gets the one of the mandate. You see every line before it is stored, and the "
            "whole import can be undone."
        ),
        (N_("Mandate reference"), N_("IBAN"), N_("Account holder"), N_("Signed on")),
        lambda one: (mask_iban(one.iban.value), one.holder, _day(one.signed_on)),
        lambda count: plural("Import {count} mandate", "Import {count} mandates", count),
        lambda count: plural("{count} mandate imported.", "{count} mandates imported.", count),
    ),
}  # fmt: skip


def kind_names() -> dict[ImportKind, str]:
    """What this user may import, by its name on screen."""
    names = {
        ImportKind.CONTACTS: _("Contacts"), ImportKind.CONTRACTS: _("Running contracts"),
        ImportKind.QUOTAS: _("Quotas"), ImportKind.MANDATES: _("Mandates"),
    }  # fmt: skip
    return {kind: name for kind, name in names.items() if kind not in KINDS or may(KINDS[kind].permission)}
