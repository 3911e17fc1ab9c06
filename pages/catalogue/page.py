"""The catalogue: what the studio sells, from when on and at which price."""

from __future__ import annotations

import streamlit as st

from components import address
from components.perform import may
from components.tabs import tabs
from domain.access import Permission
from i18n.texts import _
from pages.catalogue.prices_tab import prices_tab
from pages.catalogue.products_tab import products_tab
from pages.catalogue.quotas_tab import quotas_tab
from pages.catalogue.sold_tab import sold_tab
from pages.catalogue.tariff_view import tariff_view
from pages.catalogue.tariffs_tab import tariffs_tab

tariff_id = address.read_number("tariff")
if tariff_id is not None:
    tariff_view(tariff_id)
else:
    st.title(_("Catalogue"), anchor=False)
    draws = {
        "tariffs": tariffs_tab,
        "quotas": quotas_tab,
        "products": products_tab,
        "sold": sold_tab,
        "prices": prices_tab,
    }
    labels = {"tariffs": _("Tariffs"), "quotas": _("Quotas"), "products": _("Products"), "sold": _("Quotas in use")}
    if may(Permission.EDIT_CONTRACTS):
        labels["prices"] = _("Price change")
    draws[tabs(labels)]()
