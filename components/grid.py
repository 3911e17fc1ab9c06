"""Lists in which people select rows: streamlit-aggrid, with everything already formatted as text in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from st_aggrid import AgGrid, DataReturnMode, GridOptionsBuilder

NARROW = 110
"""Width of a column in pixels before the columns are stretched to the width of the page; wide ones have twice it."""
ROW = 34
"""Height of a row in pixels."""


def grid(
    key: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, str]], *, wide: Sequence[str] = ()
) -> str | None:
    """Show rows of texts; the `id` of the row that was clicked, or None.

    `columns` maps the keys of the rows to the names of the columns; `id` is not shown.
    """
    data = pd.DataFrame([dict(row) for row in rows], columns=["id", *columns], dtype="string")
    builder = GridOptionsBuilder.from_dataframe(data, sortable=False)
    builder.configure_column("id", hide=True)
    for name, label in columns.items():
        builder.configure_column(name, header_name=label, width=NARROW * 2 if name in wide else NARROW, minWidth=90)
    builder.configure_selection("single", use_checkbox=False)
    builder.configure_grid_options(rowHeight=ROW, headerHeight=ROW, suppressCellFocus=False)
    answer = AgGrid(
        data,
        gridOptions=builder.build(),
        height=min(ROW * (len(rows) + 1) + 18, 620),
        update_on=["selectionChanged"],
        data_return_mode=DataReturnMode.AS_INPUT,
        allow_unsafe_jscode=False,
        theme="streamlit",
        key=key,
    )
    chosen: Any = answer.selected_rows
    if chosen is None or len(chosen) == 0:
        return None
    return str(chosen.iloc[0]["id"])


def page_bar(key: str, total: int, per_page: int) -> int:
    """The pages of a long list; gives the number of rows to skip."""
    pages = max(1, -(-total // per_page))
    if pages == 1:
        return 0
    return (int(st.pagination(pages, key=key)) - 1) * per_page
