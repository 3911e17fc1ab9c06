"""The types of quotas; a click opens one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.activity_list import plain_list, plain_row
from components.catalogue_exchange import exchange_buttons
from components.catalogue_words import pays_words, retired_words, tax_words, units_words, validity_words
from components.perform import reading, today
from components.quota_types import quota_type_dialog
from exchange.catalogue_book import CardKind
from i18n.service_words import money
from i18n.texts import _, plural
from pages.catalogue.parts import bar, elsewhere, nothing
from queries.catalogue import QuotaTypeRow, quota_types


@st.fragment
def quotas_tab() -> None:
    """The list, and a new type."""
    text, retired, new = bar("quotas", _("New quota"))
    if new:
        quota_type_dialog()
    with reading() as session:
        found = quota_types(session, text=text, retired=retired)
    if not found:
        nothing(text, _("There is no quota yet, such as a card for ten visits."))
    else:
        st.caption(plural("{count} quota", "{count} quotas", len(found)))
        opened = plain_list("quota_types_list", [_row(one) for one in found]).opened
        for one in found:
            if one.quota_type_id == opened:
                quota_type_dialog(one)
    exchange_buttons(CardKind.QUOTAS, found)
    elsewhere()


def _row(row: QuotaTypeRow) -> dict[str, Any]:
    parts = (
        units_words(row),
        validity_words(row),
        pays_words(row),
        tax_words(row.tax, today()),
        row.internal_name,
    )
    return plain_row(
        row.quota_type_id,
        "confirmation_number",
        money(row.price_cents),
        row.name,
        badges=[(retired_words(row.retired_on), "gray")] if row.retired_on else [],
        facts=" · ".join(part for part in parts if part),
        text=row.text,
        over=row.retired_on is not None,
    )
