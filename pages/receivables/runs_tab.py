"""The billing run, and those before it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.activity_list import plain_list, plain_row
from components.billing_run import run_form
from components.perform import reading
from i18n.service_words import money, on
from i18n.texts import _, language, plural
from i18n.times import format_moment
from queries.billing_runs import RunRow, billing_runs


def runs_tab() -> None:
    """The form with its preview, and the history of runs."""
    st.caption(_("Makes the claims of all contacts that are due up to a day. Running it twice changes nothing."))
    run_form()
    with reading() as session:
        rows = billing_runs(session)
    if rows:
        st.subheader(_("Runs so far"), anchor=False)
        plain_list("runs", [_row(row) for row in rows])


def _row(row: RunRow) -> dict[str, Any]:
    badges = [] if row.ended_at else [(_("stopped: run it again to go on"), "orange")]
    if row.parked:
        badges.append((plural("{count} parked", "{count} parked", row.parked), "red"))
    facts = [
        plural("{count} contact", "{count} contacts", row.contacts),
        plural("{count} new claim", "{count} new claims", row.made) + f", {money(row.made_cents)}",
    ]
    if row.reversed:
        words = plural("{count} corrected claim", "{count} corrected claims", row.reversed)
        facts.append(f"{words}, {money(-row.reversed_cents)}")
    return plain_row(
        row.run_id,
        "play_circle",
        format_moment(row.began_at, language()),
        _("Up to {day}").format(day=on(row.until)),
        badges=badges,
        facts=" · ".join(facts),
        who=row.who,
    )
