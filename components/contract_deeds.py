"""Which button does which deed on a contract, and who may press it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from components.contract_change_dialogs import (
    add_on_dialog,
    free_time_dialog,
    pause_dialog,
    payer_dialog,
    price_dialog,
)
from components.contract_dialogs import (
    activate_dialog,
    cancel_dialog,
    delete_at_once,
    start_dialog,
    undo_cancellation_dialog,
    void_dialog,
    withdraw_dialog,
)
from components.contract_sale import draft_dialog, reactivate_dialog, switch_dialog
from domain.access import Permission
from domain.contracts import Deed
from queries.contracts import ContractView

_SELL, _EDIT = Permission.SELL_SERVICES, Permission.EDIT_CONTRACTS


@dataclass(frozen=True, slots=True)
class Button:
    """The button of a deed."""

    icon: str
    opens: Callable[[ContractView], None]
    permission: Permission


BUTTONS: Mapping[Deed, Button] = {
    Deed.ACTIVATE: Button("task_alt", activate_dialog, _SELL),
    Deed.EDIT: Button("edit", draft_dialog, _SELL),
    Deed.REACTIVATE: Button("restart_alt", reactivate_dialog, _SELL),
    Deed.PAUSE: Button("pause_circle", pause_dialog, _EDIT),
    Deed.CANCEL: Button("event_busy", cancel_dialog, _EDIT),
    Deed.UNDO_CANCELLATION: Button("undo", undo_cancellation_dialog, _EDIT),
    Deed.CHANGE_PRICE: Button("euro", price_dialog, _EDIT),
    Deed.SWITCH: Button("swap_horiz", switch_dialog, _EDIT),
    Deed.ADD_FREE_TIME: Button("redeem", free_time_dialog, _EDIT),
    Deed.ADD_ON: Button("add_circle", add_on_dialog, _EDIT),
    Deed.CHANGE_PAYER: Button("person", payer_dialog, _EDIT),
    Deed.CHANGE_START: Button("event", start_dialog, _EDIT),
    Deed.WITHDRAW: Button("keyboard_return", withdraw_dialog, _EDIT),
    Deed.VOID: Button("block", void_dialog, _EDIT),
    Deed.DELETE: Button("delete", delete_at_once, _SELL),
}
"""In the order of the buttons."""
IN_SIGHT = 5
"""So many stand as buttons, the others in a menu."""
