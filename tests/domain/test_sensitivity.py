"""Every column of a table with sensitive ones is sorted: a new one cannot slip into a trail unseen."""

from __future__ import annotations

import pytest

from domain.sensitivity import BANK_COLUMNS, TABLES, Sensitivity, sensitivity
from models import Base

MODELS = {mapper.class_.__tablename__: mapper for mapper in Base.registry.mappers}
UNTOLD = {"id", "version", "created_at"}
"""What the trail never holds."""
TELLING = ("iban", "bic", "holder", "payment", "health", "body")
"""Parts of names that tell of something sensitive."""


@pytest.mark.parametrize("table", sorted(TABLES))
def test_all_columns_of_a_sensitive_table_are_sorted(table: str) -> None:
    told = {
        attribute.key
        for attribute in MODELS[table].column_attrs
        if attribute.key not in UNTOLD and not attribute.columns[0].info.get("derived")
    }
    assert told == set(TABLES[table])


@pytest.mark.parametrize("table", sorted(set(MODELS) - set(TABLES) - {"studio"}))
def test_a_table_that_is_open_as_a_whole_has_no_telling_column(table: str) -> None:
    """The studio's own account stands on each of its letters."""
    if not MODELS[table].class_.__audited__:
        return
    columns = {attribute.key for attribute in MODELS[table].column_attrs}
    assert not [column for column in columns if any(part in column for part in TELLING)]


def test_a_column_that_nobody_sorted_is_never_shown() -> None:
    assert sensitivity("contact", "surprise") is Sensitivity.COPY
    assert sensitivity("tag", "surprise") is Sensitivity.OPEN


def test_the_names_of_bank_columns_mean_nothing_else_elsewhere() -> None:
    """The sentences of the trail mask by the name alone."""
    elsewhere = {
        (table, attribute.key)
        for table, mapper in MODELS.items()
        for attribute in mapper.column_attrs
        if attribute.key in BANK_COLUMNS and sensitivity(table, attribute.key) is not Sensitivity.BANK
    }
    assert {table for table, _column in elsewhere} <= {"studio"}
