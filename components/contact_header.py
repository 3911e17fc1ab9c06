"""The header of every contact page: who it is, the status, and the buttons for the commonest actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from actions.contacts import revive_contact, unblock_contact, unmark_deceased
from actions.recent import remember_opened
from components.activity_words import ICONS
from components.address_dialogs import address_dialog
from components.badges import born_words, status_badge, tag_badges
from components.cards_of_contact import cards_dialog
from components.check_in import check_in_dialog
from components.contract_sale import sale_dialog
from components.dialogs import (
    block_dialog,
    email_dialog,
    phone_dialog,
    photo_dialog,
    tags_dialog,
)
from components.entries import ENTRY_KINDS, begin, may_begin
from components.escape import literal, markup
from components.leaving_dialogs import archive_dialog, deceased_dialog
from components.merge_dialog import merge_with_dialog, unmerge_dialog
from components.money_strip import strip_html
from components.payment_dialogs import payment_dialog
from components.perform import may, me, once, perform_and_say, reading, run, today
from components.portrait import portrait
from components.presses import Presses
from components.purchase_dialogs import sell_dialog
from components.state import OPENED, PICKER, select_contact, selected_contact
from domain.access import Permission
from domain.activities import ActivityKind
from domain.clock import day_of
from i18n.formatting import format_day
from i18n.texts import _, language
from queries.contacts import ContactHeader
from queries.contacts import contact_header as read_header


def current_contact() -> ContactHeader:
    """The selected contact; ends the run with what to do when none is selected or the number is unknown."""
    number = selected_contact()
    if number is None:
        st.info(_("No contact is chosen. Find one in the field on the upper left, or create a new one."))
        st.stop()
    header = once(("header", number), lambda: _read(number))
    if header is None:
        st.warning(
            _("There is no contact {number}. Find one in the field on the upper left.").format(number=literal(number))
        )
        select_contact(None)
        st.stop()
    if header.number != number:
        select_contact(header.number)
        st.toast(
            _("{number} was merged into {stays}: here it is.").format(number=literal(number), stays=header.number),
            icon=":material/merge:",
        )
    return header


def _read(number: str) -> ContactHeader | None:
    with reading() as session:
        return read_header(session, number, today=today())


def newly_opened() -> str | None:
    """The number of the selected contact if it was not selected before; the field of the picker is empty again."""
    number = selected_contact()
    if number is None or st.session_state.get(OPENED) == number:
        return None
    st.session_state[OPENED] = number
    st.session_state[PICKER] = ""
    return number


def note_opened(number: str) -> None:
    """Remember that this user has opened a contact; after all is drawn, since a write may have to wait."""
    run(remember_opened, number=number)


def contact_header() -> None:
    """Draw the header of the selected contact."""
    header, presses = current_contact(), Presses()
    strip = strip_html(header, presses)
    st.html(f'<div class="k-header">{_identity(header, today())}{strip}{_buttons(header, presses)}</div>')
    presses.act()


def _identity(header: ContactHeader, day: date) -> str:
    facts = [markup(header.number)]
    if header.born_on:
        facts.append(markup(born_words(header.born_on, day)))
    if header.merges:
        mark = header.merges[0]
        day = format_day(day_of(mark.at), language())
        facts.append(markup(_("merged with {number} on {day}").format(number=mark.number, day=day)))
    reason = f'<span class="k-sub">{markup(header.blocked_reason)}</span>' if header.blocked_reason else ""
    return (
        f'<div class="k-head">{portrait(header)}<div><div class="k-name" dir="auto">{markup(header.name)}</div>'
        f'<div class="k-sub">{" · ".join(facts)}</div>'
        f'<div class="k-line">{status_badge(header.status)}{reason}{tag_badges(header.tags)}</div></div></div>'
    )


@dataclass(frozen=True, slots=True)
class QuickAction:
    """One of the commonest actions: a button on a wide screen, an entry of the menu on a phone."""

    key: str
    label: str
    icon: str
    open: Callable[[], None]


def quick_actions(header: ContactHeader) -> list[QuickAction]:
    """The actions that stand as buttons, the commonest first."""
    actions = [
        QuickAction(kind.value, ENTRY_KINDS[kind].said(), ICONS[kind], partial(begin, kind, header.contact_id))
        for kind in ENTRY_KINDS
        if kind is not ActivityKind.HEALTH_NOTE and may_begin(kind)
    ]
    if may(Permission.CHECK_IN):
        actions.insert(0, QuickAction("check_in", _("Check-in"), "login", partial(check_in_dialog, header.number)))
    if may(Permission.SELL_SERVICES):
        sell = partial(sale_dialog, header.contact_id)
        actions.append(QuickAction("service", _("Add service"), "card_membership", sell))
    if may(Permission.TAKE_PAYMENTS):
        actions.append(QuickAction("sell", _("Sell"), "shopping_cart", partial(sell_dialog, header.contact_id)))
        actions.append(QuickAction("pay", _("Payment"), "payments", partial(payment_dialog, header.contact_id)))
    return actions


def detail_actions(header: ContactHeader) -> list[QuickAction]:
    """More ways to reach somebody, the photo and the tags."""
    contact_id, carried = header.contact_id, tuple(tag.name for tag in header.tags)
    actions = [
        QuickAction("photo", _("Photo …"), "", lambda: photo_dialog(header)),
        QuickAction("tags", _("Tags …"), "", lambda: tags_dialog(contact_id, carried)),
        QuickAction("cards", _("Cards …"), "", lambda: cards_dialog(contact_id)),
        QuickAction("phone", _("Add phone number …"), "", lambda: phone_dialog(contact_id)),
        QuickAction("email", _("Add e-mail address …"), "", lambda: email_dialog(contact_id)),
        QuickAction("address", _("Add address …"), "", lambda: address_dialog(contact_id)),
    ]
    if may_begin(ActivityKind.HEALTH_NOTE):
        kind = ActivityKind.HEALTH_NOTE
        actions.insert(0, QuickAction(kind.value, _("Health note …"), "", partial(begin, kind, contact_id)))
    return actions


def rare_actions(header: ContactHeader) -> list[QuickAction]:
    """The flags of a contact, each with its opposite: always in the menu."""
    contact_id, flags = header.contact_id, header.facts

    def at_once(done: str, change: Callable[..., Any]) -> Callable[[], None]:
        return lambda: perform_and_say(done, change, contact_id=contact_id)

    return [
        QuickAction("block", _("Lift house ban"), "", at_once(_("House ban lifted."), unblock_contact))
        if flags.blocked_on
        else QuickAction("block", _("House ban …"), "", lambda: block_dialog(header)),
        QuickAction("deceased", _("Not deceased"), "", at_once(_("Day of death removed."), unmark_deceased))
        if flags.deceased_on
        else QuickAction("deceased", _("Deceased …"), "", lambda: deceased_dialog(header)),
        QuickAction("archive", _("Take out of the archive"), "", at_once(_("Back from the archive."), revive_contact))
        if flags.archived_on
        else QuickAction("archive", _("Archive"), "", lambda: archive_dialog(contact_id)),
    ]


def merge_actions(header: ContactHeader) -> list[QuickAction]:
    """Make one of two contacts; and the way back, of several merges for the last one first."""
    actions = [QuickAction("merge", _("Merge with …"), "", lambda: merge_with_dialog(header))]
    for mark in header.merges[:1]:
        label = _("Undo merge with {number} …").format(number=mark.number)
        actions.append(QuickAction("unmerge", label, "", lambda mark=mark: unmerge_dialog(header, mark)))
    return actions


def _buttons(header: ContactHeader, presses: Presses) -> str:
    """Buttons and a menu beside them; at phone width the style sheet shows the one menu of all instead."""
    actor = me().actor
    if not actor.may(Permission.EDIT_CONTACTS):
        return ""
    common = quick_actions(header)
    rare = detail_actions(header)
    rare += rare_actions(header) if actor.may(Permission.FLAG_CONTACTS) else []
    rare += merge_actions(header) if actor.may(Permission.MERGE_CONTACTS) else []
    shown = [presses.button(f"head.{one.key}", one.label, one.open, icon=one.icon) for one in common]
    if rare:
        shown.append(presses.menu("head_more", _("More"), _choices(rare), "more_horiz"))
    whole = presses.menu("head_phone", _("Actions"), _choices([*common, *rare]), "menu")
    return f'<div class="k-actions"><div class="k-wide">{"".join(shown)}</div>{whole}</div>'


def _choices(actions: list[QuickAction]) -> dict[str, tuple[str, Callable[[], None]]]:
    return {action.key: (action.label, action.open) for action in actions}
