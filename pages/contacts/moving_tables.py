"""Tables of moving in: the lines of a file as they were judged, and the template that shows how one is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from exchange.catalogue_columns import Part, table_of
from exchange.moving_lines import MovingRow
from exchange.tables import Table
from i18n.texts import _
from i18n.words import word
from pages.contacts.import_tables import NO_DOWNLOAD
from pages.contacts.moving_kinds import Moving

MOST_ROWS = 500
LONGEST = 120


def example_table(parts: Sequence[Part], values: Mapping[str, Any], title: str) -> tuple[Table, list[list[Any]]]:
    """The headers of all columns and one row."""
    return table_of(parts, title), [[values.get(part.name) for part in parts]]


def rows_table(rows: Sequence[MovingRow[Any]], moving: Moving) -> None:
    """What would be stored."""
    import pandas as pd

    names = [_("Line"), _("Result"), _("Contact"), *(_(name) for name in moving.columns)]
    data = pd.DataFrame([_cells(row, moving) for row in rows[:MOST_ROWS]], columns=names, dtype="string")
    with st.container(key="import_table"):
        st.html(NO_DOWNLOAD)
        st.dataframe(data, hide_index=True, height=35 * (min(len(rows), 10) + 1) + 3)


def _cells(row: MovingRow[Any], moving: Moving) -> tuple[str, ...]:
    about = (str(row.row.line), word(row.verdict), row.who[:LONGEST], row.name[:LONGEST])
    rest = ("",) * (len(moving.columns) - 1) if row.moved is None else moving.cells(row.moved)
    return (*about, *rest)
