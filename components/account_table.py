"""The account as a table: each line with its running balance, and a link to where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components.billing_words import line_words
from components.escape import markup
from components.navigation import BILLING, SERVICES, go
from components.presses import Presses
from i18n.service_words import money, on
from i18n.texts import _
from queries.account import Account, AccountLine, Entry


def account_table(found: Account) -> None:
    """Draw the lines, the latest on top, and what was before them."""
    presses = Presses()
    head = "".join(
        f"<th{' class=k-money' if right else ''}>{markup(label)}</th>"
        for label, right in (
            (_("Date"), False),
            (_("What for"), False),
            (_("Owed"), True),
            (_("Paid, credited"), True),
            (_("Balance"), True),
        )
    )
    rows = "".join(_row(line, presses) for line in reversed(found.lines))
    before = (
        f"<tr class='k-past'><td></td><td>{markup(_('Balance before'))}</td><td></td><td></td>"
        f"<td class='k-money'>{money(found.before_cents)}</td></tr>"
    )
    st.html(f"<div class='k-scroll'><table class='k-rows k-account'><tr>{head}</tr>{rows}{before}</table></div>")
    presses.act()


def _row(line: AccountLine, presses: Presses) -> str:
    owed = money(-line.cents) if line.cents < 0 else ""
    paid = money(line.cents) if line.cents > 0 else ""
    words, does = line_words(line), _source(line)
    key = f"account.{line.entry.value}.{line.source_id}.{line.balance}.{line.day}"
    what = markup(words) if does is None else presses.wrapped(key, markup(words), does, look="k-link")
    past = " class='k-past'" if line.corrected else ""
    return (
        f"<tr{past}><td>{markup(on(line.day))}</td><td>{what}</td><td class='k-money'>{owed}</td>"
        f"<td class='k-money'>{paid}</td><td class='k-money'>{money(line.balance)}</td></tr>"
    )


def _source(line: AccountLine) -> Callable[[], object] | None:
    """Where a line comes from."""
    if line.contract_id is not None:
        return partial(_contract, str(line.contract_id))
    if line.entry is Entry.PAYMENT:
        return partial(_open, "transactions")
    if line.entry is Entry.CREDIT_NOTE:
        return partial(_open, "invoices")
    return partial(_open, "purchases") if line.kind == "purchase" else None


def _contract(contract_id: str) -> None:
    go(SERVICES, contract=contract_id)


def _open(tab: str) -> None:
    go(BILLING, tab=tab)
