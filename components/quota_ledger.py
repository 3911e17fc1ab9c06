"""One quota with its ledger: each unit that came or went, the balance after it, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from actions.quota_uses import return_unit
from components.activity_list import plain_list, plain_row
from components.badges import badge
from components.escape import literal, markup
from components.perform import may, perform_and_say, reading, today
from components.quota_dialogs import correct_dialog, extend_dialog, refund_dialog, transfer_dialog
from components.quota_words import COLORS, line_facts, line_title, signed, units_left, validity
from domain.access import Permission
from domain.quotas import EntryKind, QuotaState, Use
from i18n.formatting import format_cents, format_day
from i18n.texts import _, language
from i18n.words import word
from queries.quotas import LedgerLine, QuotaRow, ledger, quotas_of

ICONS = {
    EntryKind.GRANT: "add_circle",
    EntryKind.CONSUME: "remove_circle",
    EntryKind.RETURN: "undo",
    EntryKind.EXPIRE: "hourglass_disabled",
    EntryKind.EXTEND: "more_time",
    EntryKind.CORRECT: "edit",
    EntryKind.TRANSFER: "swap_horiz",
    EntryKind.REFUND: "payments",
}


def quota_ledger(contact_id: int, quota_id: int, back: Callable[[], None]) -> None:
    """Draw a quota of a contact; `back` leads to the list."""
    with reading() as session:
        row = next((one for one in quotas_of(session, contact_id, today()) if one.quota_id == quota_id), None)
        lines = ledger(session, quota_id) if row else ()
    if st.button(_("All quotas"), icon=":material/arrow_back:", type="tertiary", key="quota.back"):
        back()
    if row is None:
        st.warning(_("This quota is no longer there."))
        return
    _head(row)
    _deeds(row, contact_id)
    may_return = may(Permission.CHECK_IN)
    shown = plain_list("quota_ledger", [_line(line, may_return=may_return) for line in reversed(lines)])
    if shown.act is not None:
        perform_and_say(_("A unit was given back."), return_unit, entry_id=shown.act[0])


def _head(row: QuotaRow) -> None:
    facts = [units_left(row), validity(row)]
    if row.contract:
        facts.append(_("by contract {number}").format(number=row.contract))
    if may(Permission.SEE_MONEY) and row.price_cents and row.left:
        worth = format_cents(row.value_cents, language())
        facts.append(_("{price}, of which {worth} is left").format(
            price=format_cents(row.price_cents, language()), worth=worth
        ))  # fmt: skip
    st.subheader(literal(row.name), anchor=False)
    st.html(f"<p>{badge(word(row.state), COLORS[row.state])} {markup(' · '.join(facts))}</p>")


def _deeds(row: QuotaRow, contact_id: int) -> None:
    """The buttons, each only where it can lead to something."""
    office, left = may(Permission.CORRECT_QUOTAS), row.left > 0
    deeds = (
        ("extend", _("Extend …"), "more_time", office and row.facts.ends_on is not None, lambda: extend_dialog(row)),
        ("correct", _("Correct …"), "edit", office, lambda: correct_dialog(row)),
        (
            "transfer", _("Transfer …"), "swap_horiz",
            may(Permission.SELL_SERVICES) and left and row.state is not QuotaState.EXPIRED,
            lambda: transfer_dialog(row, contact_id),
        ),
        ("refund", _("Pay back …"), "payments", office and left and row.price_cents > 0, lambda: refund_dialog(row)),
    )  # fmt: skip
    with st.container(horizontal=True, gap="small", key="quota_deeds"):
        for code, label, icon, can, opens in deeds:
            if can and st.button(label, icon=f":material/{icon}:", key=f"quota.{code}"):
                opens()


def _line(line: LedgerLine, *, may_return: bool) -> dict[str, object]:
    can = may_return and line.kind is EntryKind.CONSUME and not line.returned and line.use is not Use.CHECK_IN
    moved = [(signed(line.units), "green" if line.units > 0 else "gray")] if line.units else []
    balance = _("{count} left").format(count=line.balance)
    return plain_row(
        line.entry_id,
        ICONS[line.kind],
        format_day(line.day, language()),
        line_title(line),
        badges=[*moved, (balance, "blue")],
        facts=line_facts(line, money=may(Permission.SEE_MONEY)),
        who=line.who,
        acts=[("return", _("Give back"), False)] if can else [],
    )
