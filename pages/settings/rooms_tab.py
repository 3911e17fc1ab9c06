"""Rooms in which appointments and courses take place."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.rooms import add_room, edit_room, retire_room, revive_room
from components.escape import literal
from components.fields import Form
from components.offering import offering
from components.perform import reading
from i18n.formatting import format_day
from i18n.texts import _, language, plural
from pages.settings.parts import entry, head, pages
from queries.rooms import RoomUse, room_uses

PAGE = "rooms_page"


@st.fragment
def rooms_tab() -> None:
    """All rooms; a click on one opens it."""
    top = st.container()
    retired = st.toggle(_("Also those no longer offered"), key="retired_rooms")
    with reading() as session:
        found = room_uses(session, retired=retired)
    with top:
        title = plural("{count} room", "{count} rooms", len(found))
        if head(title, "rooms.add", _("New room"), icon="add", primary=True):
            st.dialog(_("New room"))(_new)()
    if not found:
        st.info(_("There is no room yet. Appointments and courses take place in rooms that you enter here."))
    pages(found, PAGE, _row)


def _row(use: RoomUse) -> None:
    room = use.room
    details = [plural("{count} person", "{count} people", room.capacity) if room.capacity else ""]
    details.append(plural("{count} coming date", "{count} coming dates", use.coming) if use.coming else "")
    if room.retired_on:
        details.append(_("no longer offered since {day}").format(day=format_day(room.retired_on, language())))
    if entry(room.name, details, f"room.{room.id}"):
        st.dialog(_("Room {name}").format(name=literal(room.name)))(_change)(room)


def _fields(form: Form, name: str, capacity: int | None) -> dict[str, Any]:
    return {
        "name": form.text("name", _("Name"), name, autocomplete="off"),
        "capacity": form.whole_number("capacity", _("For how many people"), capacity),
    }


def _new() -> None:
    with Form("room.new") as form:
        form.submit(add_room, done=_("Room made."), **_fields(form, "", None))


def _change(room: Any) -> None:
    with Form(f"room.form.{room.id}.{room.version}") as form:
        inputs = _fields(form, room.name, room.capacity)
        form.submit(edit_room, done=_("Room changed."), room_id=room.id, version=room.version, **inputs)
    offering(
        "room",
        room.retired_on,
        retire=(retire_room, _("The room is no longer offered; what takes place in it stays.")),
        revive=(revive_room, _("The room is offered again.")),
        room_id=room.id,
    )
