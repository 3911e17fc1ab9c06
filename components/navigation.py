"""All pages: where they lie, what they ask for, and how one gets there."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from components.state import CONTACT, select_contact
from domain.access import ROLES, Permission, Role
from i18n.texts import N_, _

PAGES = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True, slots=True)
class Room:
    """A page of the house: its folder in `pages/`, its name in the menu, its address."""

    folder: str
    title: str
    icon: str
    address: str
    permission: Permission
    about_contact: bool = False

    def page(self) -> Any:
        """The page as the framework wants it, which marks the one that it runs: so each run has its own."""
        return copy(_made(self, _(self.title)))


@cache
def _made(room: Room, title: str) -> Any:
    """Made once, since making looks for the file; by absolute path, so that any start of the program finds it."""
    return st.Page(PAGES / room.folder / "page.py", title=title, icon=f":material/{room.icon}:", url_path=room.address)


OVERVIEW = Room("overview", N_("Overview"), "badge", "overview", Permission.SEE_CONTACTS, about_contact=True)
MASTER_DATA = Room(
    "master_data",
    N_("Master data"),
    "contact_page",
    "master-data",
    Permission.SEE_CONTACTS,
    about_contact=True,
)
CRM = Room("crm", N_("CRM"), "forum", "crm", Permission.SEE_CONTACTS, about_contact=True)
SERVICES = Room("services", N_("Services"), "card_membership", "services", Permission.SEE_SERVICES, about_contact=True)
BILLING = Room("billing", N_("Billing"), "receipt_long", "billing", Permission.SEE_MONEY, about_contact=True)
MY_DAY = Room("my_day", N_("My day"), "today", "my-day", Permission.SEE_CONTACTS)
CHECK_IN = Room("check_in", N_("Check-in"), "login", "check-in", Permission.CHECK_IN)
CONTACTS = Room("contacts", N_("Contacts"), "groups", "contacts", Permission.SEE_CONTACTS)
CALENDAR = Room("calendar", N_("Calendar"), "calendar_month", "calendar", Permission.SEE_CONTACTS)
COURSES = Room("courses", N_("Courses"), "sports_gymnastics", "courses", Permission.SEE_CONTACTS)
DATA_QUALITY = Room("data_quality", N_("Data quality"), "fact_check", "data-quality", Permission.SEE_CONTACTS)
RECEIVABLES = Room("receivables", N_("Receivables"), "account_balance", "receivables", Permission.RUN_BILLING)
CATALOGUE = Room("catalogue", N_("Catalogue"), "sell", "catalogue", Permission.SEE_SERVICES)
SETTINGS = Room("settings", N_("Settings"), "settings", "settings", Permission.OWN_ACCOUNT)

ROOMS: tuple[tuple[str, tuple[Room, ...]], ...] = (
    (N_("Contact"), (OVERVIEW, MASTER_DATA, CRM, SERVICES, BILLING)),
    (N_("Studio"), (MY_DAY, CHECK_IN, CONTACTS, CALENDAR, COURSES, DATA_QUALITY, RECEIVABLES, CATALOGUE, SETTINGS)),
)


def menu(role: Role) -> dict[str, list[Any]]:
    """The menu of a role: groups of the pages that it may see; the bare address leads to the first of the day."""
    groups: dict[str, list[Any]] = {"": [st.Page(_start_of(role), default=True, visibility="hidden", title="Kontor")]}
    for group, rooms in ROOMS:
        seen = [room.page() for room in rooms if room.permission in ROLES[role]]
        if seen:
            groups[_(group)] = seen
    return groups


def _start_of(role: Role) -> Callable[[], None]:
    """Where one begins; a page of its own, so that every room keeps its address."""

    def start() -> None:
        go(MY_DAY if MY_DAY.permission in ROLES[role] else SETTINGS)

    return start


def room_of(page: Any) -> Room | None:
    """The room that a page of the menu shows; None for the bare address."""
    rooms = (room for _group, rooms in ROOMS for room in rooms)
    return next((room for room in rooms if room.address == page.url_path), None)


def go(room: Room, *, contact: str | None = None, **query: str) -> NoReturn:
    """Open a page, about this contact if one is named, with these parameters in its address."""
    if contact is not None:
        st.session_state[CONTACT] = contact
    number = st.session_state.get(CONTACT)
    parameters = ({CONTACT: number} if number else {}) | query
    st.switch_page(room.page(), query_params=parameters)
    raise AssertionError("switch_page never returns")


def open_contact(number: str) -> NoReturn:
    """Open the overview of a contact."""
    select_contact(number)
    go(OVERVIEW, contact=number)
