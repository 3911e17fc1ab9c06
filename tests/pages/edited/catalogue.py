"""Forms of the catalogue."""

from __future__ import annotations

from typing import Any

from components import products as product_dialogs
from components import quota_types as quota_dialogs
from components import tariffs as tariff_dialogs
from domain.calendar import Unit
from domain.catalogue import Clock, ProductKind
from domain.tax import TaxKind
from models.catalogue import Product, QuotaType, Tariff, TariffVersion
from queries.catalogue import products, quota_types, tariffs
from tests.pages.edited.form import Edited, one_of


def _with_version() -> Any:
    row = one_of(tariffs, 1, "tariff_id")
    return row, row.versions[0]


CATALOGUE: dict[str, Edited] = {
    "tariff": Edited(
        "edit_tariff",
        Tariff,
        lambda: one_of(tariffs, 1, "tariff_id"),
        tariff_dialogs._change,
        {"name": "Theirs", "internal_name": "theirs", "text": "theirs"},
        {"name": "Mine", "internal_name": "mine", "text": "mine"},
        {"name": "Mine", "internal_name": "mine", "text": "mine"},
        untried={"business"},
    ),
    "quota_type": Edited(
        "edit_quota_type",
        QuotaType,
        lambda: one_of(quota_types, 1, "quota_type_id"),
        quota_dialogs._form,
        {
            "name": "Theirs",
            "internal_name": "theirs",
            "text": "theirs",
            "units": 7,
            "unit_name": "theirs",
            "price_cents": 7_00,
            "valid_value": 7,
            "valid_unit": Unit.DAYS,
            "clock": Clock.FIRST_USE,
            "tax": TaxKind.REDUCED,
            "category_id": 14,
        },
        {
            "name": "Mine",
            "internal_name": "mine",
            "text": "mine",
            "units": "8",
            "unit_name": "mine",
            "price_cents": "8.00",
            "valid_value": "8",
            "valid_unit": Unit.WEEKS,
            "tax": TaxKind.NONE,
            "category_id": 15,
        },
        {
            "name": "Mine",
            "internal_name": "mine",
            "text": "mine",
            "units": 8,
            "unit_name": "mine",
            "price_cents": 8_00,
            "valid_value": 8,
            "valid_unit": Unit.WEEKS,
            "tax": TaxKind.NONE,
            "category_id": 15,
        },
        untried={"valid_until", "pays_check_ins", "pays_appointments", "pays_courses"},
    ),
    "product": Edited(
        "edit_product",
        Product,
        lambda: one_of(products, 1, "product_id"),
        product_dialogs._form,
        {
            "name": "Theirs",
            "internal_name": "theirs",
            "text": "theirs",
            "kind": ProductKind.SERVICE,
            "price_cents": 7_00,
            "tax": TaxKind.REDUCED,
        },
        {
            "name": "Mine",
            "internal_name": "mine",
            "text": "mine",
            "kind": ProductKind.ADD_ON,
            "price_cents": "8.00",
            "tax": TaxKind.NONE,
        },
        {
            "name": "Mine",
            "internal_name": "mine",
            "text": "mine",
            "kind": ProductKind.ADD_ON,
            "price_cents": 8_00,
            "tax": TaxKind.NONE,
        },
    ),
}
OF_CATALOGUE: dict[str, Edited] = {
    "version": Edited(
        "edit_version", TariffVersion, _with_version, lambda found: tariff_dialogs._version(*found), {}, {}, {}
    ),
}
"""Forms that rely on columns for which they have no field, and those of what is not there yet."""
