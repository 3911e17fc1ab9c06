"""Lists in which people select rows: streamlit-aggrid, with everything already formatted as text in Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from st_aggrid import AgGrid, DataReturnMode, GridOptionsBuilder

USUAL = 105
"""Width of a column in pixels, at least; where there is room the columns are stretched to the width of the page."""
ROW = 34
"""Height of a row in pixels."""
TALLEST = 620
EDGES = 4
"""Pixels of the borders."""
NAMES = "::auto_unique_id::"
"""The column of the names of the rows, as the component calls it."""
TICK = "ag-Grid-SelectionColumn"
"""The column of boxes, as the grid names it."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The cell that was pressed in this run: the `id` of its row, and its column."""

    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What people did in a grid."""

    pressed: Pressed | None
    ticked: tuple[str, ...]
    """The `id` of each row whose box is ticked, of those that are shown."""


class _Rows(pd.DataFrame):
    """Rows that keep their `id` as the name by which the grid knows them.

    The component would name them by their places: on the next page other contacts in the same places were ticked.
    """

    def __setitem__(self, column: Any, values: Any) -> None:
        super().__setitem__(column, self["id"] if column == NAMES else values)


def grid(
    key: str,
    columns: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
    *,
    widths: Mapping[str, int] | None = None,
    ticks: bool = False,
    figures: Collection[str] = (),
) -> Answer:
    """Show rows of texts; which cell was pressed in this run, and with `ticks` which rows are ticked.

    `columns` maps the keys of the rows to the names of the columns, `widths` some to pixels; `id` is not shown.
    `figures` are columns whose texts stand below each other at their right end.
    """
    data = _Rows([dict(row) for row in rows], columns=["id", *columns], dtype="string")
    builder = GridOptionsBuilder.from_dataframe(data, sortable=False)
    builder.configure_column("id", hide=True)
    for name, label in columns.items():
        width = (widths or {}).get(name, USUAL)
        right = {"type": "rightAligned"} if name in figures else {}
        builder.configure_column(name, header_name=label, width=width, minWidth=width, **right)
    boxes = {"mode": "multiRow", "checkboxes": True, "headerCheckbox": True, "enableClickSelection": False}
    builder.configure_grid_options(
        rowHeight=ROW,
        headerHeight=ROW,
        suppressCellFocus=False,
        animateRows=False,  # else the rows of the page before stay for a moment beside those of the next
    )
    if ticks:
        builder.configure_grid_options(rowSelection=boxes)
    answer = AgGrid(
        data,
        gridOptions=builder.build(),
        height=min(ROW * (len(rows) + 1) + EDGES, TALLEST),
        update_on=["cellClicked", "selectionChanged"] if ticks else ["cellClicked"],
        data_return_mode=DataReturnMode.AS_INPUT,
        allow_unsafe_jscode=False,
        theme="streamlit",
        key=key,
        callback=lambda answer: _note(key, answer),
    )
    shown = {str(row["id"]) for row in rows}
    pressed: Pressed | None = st.session_state.pop(_pressed(key), None)
    ticked = [] if answer.selected_rows is None else [str(name) for name in answer.selected_rows["id"]]
    return Answer(
        pressed if pressed and pressed.row in shown else None,
        tuple(name for name in ticked if name in shown),
    )


def _pressed(key: str) -> str:
    return f"{key}.pressed"


def _note(key: str, answer: Any) -> None:
    """Before the script runs: keep which cell was pressed, for this run alone."""
    event = answer.event_data or {}
    column = (event.get("column") or {}).get("colId", "")
    if event.get("type") == "cellClicked" and column != TICK:
        st.session_state[_pressed(key)] = Pressed(str((event.get("data") or {}).get("id")), column)
