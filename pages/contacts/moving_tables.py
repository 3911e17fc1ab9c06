"""Tables of moving in: the lines of a file as they were judged, and the template that shows how one is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from exchange.catalogue_columns import Part, table_of
from exchange.moving_lines import MovingRow
from exchange.tables import Table
from i18n.formatting import format_cents, format_day
from i18n.texts import _, language
from i18n.words import word
from pages.contacts.import_tables import NO_DOWNLOAD

MOST_ROWS = 500
LONGEST = 120


def example_table(parts: Sequence[Part], values: Mapping[str, Any]) -> tuple[Table, list[list[Any]]]:
    """The headers of all columns and one row."""
    return table_of(parts, _("Running contracts")), [[values.get(part.name) for part in parts]]


def rows_table(rows: Sequence[MovingRow]) -> None:
    """The contracts as they would be stored."""
    import pandas as pd

    names = (
        _("Line"),
        _("Result"),
        _("Contact"),
        _("Tariff"),
        _("First day of the contract"),
        _("Billed until"),
        _("Price"),
    )
    data = pd.DataFrame([_cells(row) for row in rows[:MOST_ROWS]], columns=list(names), dtype="string")
    with st.container(key="import_table"):
        st.html(NO_DOWNLOAD)
        st.dataframe(data, hide_index=True, height=35 * (min(len(rows), 10) + 1) + 3)


def _cells(row: MovingRow) -> tuple[str, ...]:
    moved = row.moved
    about = (str(row.row.line), word(row.verdict), row.who[:LONGEST], row.name[:LONGEST])
    if moved is None:
        return (*about, "", "", "")
    days = (format_day(day, language()) for day in (moved.start_on, moved.billed_until))
    return (*about, *days, format_cents(moved.price_cents, language()))
