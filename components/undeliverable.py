"""What came back: shown where a phone number, an e-mail or an address is changed, and marked or cleared there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.undeliverable import mark_deliverable, mark_undeliverable
from components.escape import literal
from components.fields import Form
from components.perform import perform_and_say, today
from domain.contacts import Way
from i18n.formatting import format_day
from i18n.texts import _, language


def failed_words(detail: Any) -> str:
    """`undeliverable since 1 Jan 2026: unknown`; nothing for what arrives."""
    if detail.undeliverable_on is None:
        return ""
    day = format_day(detail.undeliverable_on, language())
    return _("undeliverable since {day}: {reason}").format(day=day, reason=detail.undeliverable_reason)


def undeliverable_part(way: Way, detail: Any) -> None:
    """The part of a dialog that records that something came back, or that it arrives again."""
    if detail.undeliverable_on is not None:
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.markdown(f":orange[:material/unsubscribe: {literal(failed_words(detail))}]")
        if right.button(_("Arrives again"), icon=":material/mark_email_read:", key="detail.arrives"):
            perform_and_say(
                _("Noted: it arrives again."),
                mark_deliverable,
                way=way,
                detail_id=detail.id,
                version=detail.version,
            )
        return
    came_back = st.expander(_("Something came back?"), icon=":material/unsubscribe:")
    with came_back, Form(f"undeliverable.{way}.{detail.id}.{detail.version}") as form:
        on = form.day("undeliverable_on", _("Undeliverable since"), suggest=today(), required=True)
        reason = form.text("undeliverable_reason", _("What came back"), placeholder=_("e.g. “unknown recipient”"))
        form.submit(
            mark_undeliverable,
            done=_("Marked as undeliverable."),
            label=_("Mark as undeliverable"),
            way=way,
            detail_id=detail.id,
            version=detail.version,
            undeliverable_on=on,
            undeliverable_reason=reason,
        )
