"""Tables of the import: plain reading, everything as text, nothing to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from components.escape import literal
from i18n.formatting import format_day
from i18n.messages import explain
from i18n.texts import _, language
from i18n.words import word

ROWS_IN_SIGHT = 10
ROW = 35
LONGEST_CELL = 300
# The framework's own download would write `=1+1` as a formula.
NO_DOWNLOAD = "<style>.st-key-import_table [data-testid='stElementToolbar'] { display: none; }</style>"


def table(columns: Mapping[str, str], rows: Sequence[Mapping[str, str]], *, wide: str) -> None:
    """Rows of texts; `columns` maps their keys to the names on top, the `wide` one takes the room."""
    import pandas as pd

    texts = [{columns[key]: row.get(key, "")[:LONGEST_CELL] for key in columns} for row in rows]
    data = pd.DataFrame(texts, columns=list(columns.values()), dtype="string")
    with st.container(key="import_table"):
        st.html(NO_DOWNLOAD)
        st.dataframe(
            data,
            hide_index=True,
            height=ROW * (min(len(rows), ROWS_IN_SIGHT) + 1) + 3,
            column_config={columns[wide]: st.column_config.TextColumn(width="large")},
        )
