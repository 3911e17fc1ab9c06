"""The cancellation desk on My day: whose notice window closes, who has cancelled, and the task to win them back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.win_back import plan_win_back
from components.activity_list import plain_list, plain_row
from components.navigation import SERVICES, go
from components.perform import may, perform_and_say, reading, today
from domain.access import Permission
from i18n.service_words import interval_words, money, on
from i18n.texts import _, plural
from queries.cancellation_desk import Leaving, Window, leaving, windows

URGENT = 14
"""Days: fewer are red."""


def cancellation_desk() -> None:
    """Both lists; a row opens its contract."""
    with reading() as session:
        closing, gone = windows(session, today=today()), leaving(session, today=today())
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Notice window closes within 90 days"), anchor=False)
        st.caption(plural("{count} contract", "{count} contracts", len(closing)))
        if closing:
            opened = plain_list("desk_windows", [_window(row) for row in closing]).opened
            _open(opened, {row.contract_id: row.contact_number for row in closing})
        else:
            st.info(_("No notice window closes in the next 90 days."))
    with right:
        st.subheader(_("Cancelled contracts"), anchor=False)
        st.caption(plural("{count} contract", "{count} contracts", len(gone)))
        if not gone:
            st.info(_("No cancelled contract is running."))
            return
        pressed = plain_list("desk_leaving", [_leaving(row) for row in gone])
        _open(pressed.opened, {row.contract_id: row.contact_number for row in gone})
        if pressed.act is not None:
            perform_and_say(
                _("A task to win them back is planned."),
                plan_win_back,
                contract_id=pressed.act[0],
                title=_("Win back"),
            )


def _open(contract_id: int | None, numbers: dict[int, str]) -> None:
    if contract_id is not None:
        go(SERVICES, contact=numbers[contract_id], contract=str(contract_id))


def _window(row: Window) -> dict[str, Any]:
    days = (row.window.last_notice_on - today()).days
    price = f"{money(row.cents)} {interval_words(row.interval_months)}" if may(Permission.SEE_MONEY) else ""
    facts = (row.number, row.name, price, _("would end on {day}").format(day=on(row.window.end_on)))
    return plain_row(
        row.contract_id,
        "event_busy",
        on(row.window.last_notice_on),
        row.contact_name,
        badges=[(plural("{count} day left", "{count} days left", days), "orange" if days > URGENT else "red")],
        facts=" · ".join(fact for fact in facts if fact),
    )


def _leaving(row: Leaving) -> dict[str, Any]:
    received = _("received on {day}").format(day=on(row.received_on))
    facts = (row.number, row.name, received, row.reason)
    return plain_row(
        row.contract_id,
        "logout",
        on(row.end_on),
        row.contact_name,
        facts=" · ".join(fact for fact in facts if fact),
        acts=[("win_back", _("Win back"), False)] if may(Permission.EDIT_ACTIVITIES) else [],
    )
