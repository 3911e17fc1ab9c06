"""Contracts as a list: a click opens one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.activity_list import plain_list, plain_row
from components.contract_sale import sale_dialog
from components.contract_words import COLOR, price_words, state_words
from components.perform import may
from domain.access import Permission
from domain.contracts import ContractState
from i18n.service_words import on
from i18n.texts import _
from queries.contracts import RUNNING, ContractRow


def contract_list(key: str, rows: Sequence[ContractRow], *, empty: str) -> None:
    """The rows; one that is pressed opens by the address."""
    if not rows:
        st.info(empty)
        return
    opened = plain_list(key, [_row(row) for row in rows]).opened
    if opened is not None:
        st.query_params["contract"] = str(opened)
        st.rerun()


def add_button(contact_id: int) -> None:
    """The button that sells something."""
    if may(Permission.SELL_SERVICES) and st.button(
        _("Add service"), icon=":material/add:", type="primary", key="services.add"
    ):
        sale_dialog(contact_id)


def hints(row: ContractRow) -> list[str]:
    """What is to be done about a contract."""
    found = []
    if row.ends_soon:
        found.append(_("ends soon"))
    if row.unsigned:
        found.append(_("unsigned"))
    return found


def _row(row: ContractRow) -> dict[str, Any]:
    badges = [(state_words(row), COLOR[row.state]), *((hint, "orange") for hint in hints(row))]
    facts = [row.number, price_words(row) if may(Permission.SEE_MONEY) else ""]
    if row.ends_on is not None and row.state not in {ContractState.CANCELLED, ContractState.ENDED}:
        facts.append(_("until {day}").format(day=on(row.ends_on)))
    return plain_row(
        row.contract_id,
        "card_membership",
        on(row.start_on),
        row.name,
        badges=badges,
        facts=" · ".join(fact for fact in facts if fact),
        over=row.state not in RUNNING and row.state is not ContractState.DRAFT,
    )
