"""The tariffs with what they cost today; a click opens one."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components.activity_list import plain_list, plain_row
from components.catalogue_exchange import exchange_buttons
from components.catalogue_words import included_words, monthly_cents, next_words, retired_words, short_offer
from components.perform import reading, today
from components.tariffs import tariff_dialog
from exchange.catalogue_book import CardKind
from i18n.service_words import money
from i18n.texts import _, plural
from pages.catalogue.parts import bar, elsewhere, nothing
from queries.catalogue import TariffRow, tariffs


@st.fragment
def tariffs_tab() -> None:
    """The list, and a new tariff."""
    text, retired, new = bar("tariffs", _("New tariff"))
    if new:
        tariff_dialog()
    with reading() as session:
        found = tariffs(session, text=text, retired=retired)
    if not found:
        nothing(text, _("There is no tariff yet. Make one: then contracts can be sold."))
    else:
        st.caption(plural("{count} tariff", "{count} tariffs", len(found)))
        opened = plain_list("tariffs_list", [_row(one, today()) for one in found]).opened
        if opened is not None:
            st.query_params["tariff"] = str(opened)
            st.rerun()
    exchange_buttons(CardKind.TARIFFS, found)
    elsewhere()


def _row(row: TariffRow, day: date) -> dict[str, Any]:
    version = row.on(day)
    offer = version.offer if version else None
    badges = [(_("for businesses"), "violet")] if row.business else []
    if row.retired_on is not None:
        badges.append((retired_words(row.retired_on), "gray"))
    parts = [row.internal_name]
    if offer is not None:
        fee = _("sign-up {fee}").format(fee=money(offer.sign_up_cents)) if offer.sign_up_cents else ""
        parts = [short_offer(offer), fee, *map(included_words, offer.quotas), *parts]
    return plain_row(
        row.tariff_id,
        "card_membership",
        _lowest(row, day),
        row.name,
        badges=badges,
        facts=" · ".join(part for part in parts if part),
        text=next_words(row, day),
        over=row.retired_on is not None,
    )


def _lowest(row: TariffRow, day: date) -> str:
    """The lowest true price of a month, with all fees."""
    version = row.on(day)
    if version is None:
        return _("not yet")
    lowest = min(monthly_cents(term, version.offer.sign_up_cents) for term in version.offer.terms)
    return _("from {price}").format(price=money(lowest))
