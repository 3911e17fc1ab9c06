"""The dialog that lets many quotas be valid longer, with what it leads to before it is saved."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from actions.quotas import extend_quotas
from components.cards import note_html
from components.escape import markup
from components.fields import Form
from components.perform import reading, today
from components.quota_words import back_words
from domain.errors import Missing
from domain.quotas import MOST_DAYS
from i18n.formatting import format_day
from i18n.texts import _, language, plural
from queries.sold_quotas import Extended, Extension, foreseen_extension

SHOWN = 12
"""Quotas that are listed; of the others the number is said."""


def extend_several_dialog(quota_ids: tuple[int, ...]) -> None:
    """Let these quotas be valid longer, for one reason."""
    st.dialog(_("Extend several quotas"), width="medium")(_extend_several)(quota_ids)


def _extend_several(quota_ids: tuple[int, ...]) -> None:
    with Form(f"quota.extend_all.{len(quota_ids)}", live=True) as form:
        left, right = st.columns([1, 2])
        days = form.whole_number("days", _("By how many days"), 14, place=left, column=None)
        reason = form.text("reason", _("Reason"), place=right, column=None, autocomplete="off")
        typed = form.typed_day("days")
        if typed is not None and 1 <= typed <= MOST_DAYS:
            with reading() as session:
                found = foreseen_extension(session, quota_ids, typed, today(), most=SHOWN)
            st.html(extension_html(found))
        form.submit(
            extend_quotas,
            done=_("Quotas extended."),
            label=plural("Extend {count} quota", "Extend {count} quotas", len(quota_ids)),
            quota_ids=quota_ids,
            days=_given(days),
            reason=reason,
        )


def _given(read: Callable[[], int | None]) -> Callable[[], int]:
    def number() -> int:
        found = read()
        if found is None:
            raise Missing(field="days")
        return found

    return number


def extension_html(found: Extension) -> str:
    """How many end later, and the first of them with both days."""
    quotas = plural("{count} quota ends later", "{count} quotas end later", found.quotas)
    people = plural("of {count} contact", "of {count} contacts", found.people)
    said = note_html(f"{quotas}, {people}. {back_words(found.units_back)}".strip())
    titles = (_("Contact"), _("Quota"), _("Last day"), _("New last day"))
    head = "".join(f"<th>{markup(title)}</th>" for title in titles)
    rows = "".join(_row(one) for one in found.first)
    more = found.quotas - len(found.first)
    if more > 0:
        rows += f"<tr><td colspan='4'>{markup(plural('and {count} more', 'and {count} more', more))}</td></tr>"
    return f"{said}<table class='k-cells'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(one: Extended) -> str:
    before, after = (format_day(day, language()) for day in (one.ends_on, one.new_end))
    back = f"<div class='k-sub'>{markup(back_words(one.back))}</div>" if one.back else ""
    cells = (markup(one.contact), markup(one.name), markup(before), f"{markup(after)}{back}")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
