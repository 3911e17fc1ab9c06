"""Charts: a data class before every figure, drawn with the colours and numbers of the user."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from i18n.texts import _, language
from i18n.words import MONTHS
from queries.account import MonthMoney

HEIGHT = 170
CLAIMED, PAID = "#f59e0b", "#16a34a"


def months_chart(key: str, months: Sequence[MonthMoney]) -> None:
    """Claims and payments by month as bars side by side."""
    import plotly.graph_objects as go

    german = language() == "de"
    names = [f"{_(MONTHS[one.month.month - 1])[:3]} {one.month:%y}" for one in months]
    figure = go.Figure(
        [
            go.Bar(name=_("Claims"), x=names, y=[one.claimed_cents / 100 for one in months], marker_color=CLAIMED),
            go.Bar(name=_("Payments"), x=names, y=[one.paid_cents / 100 for one in months], marker_color=PAID),
        ]
    )
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 4, "b": 0},
        barmode="group",
        separators=",." if german else ".,",
        legend={"orientation": "h", "y": 1.2, "x": 0},
        yaxis={"ticksuffix": " €" if german else "", "tickprefix": "" if german else "€", "tickformat": ",.0f"},
        hovermode="x unified",
    )
    st.plotly_chart(figure, key=key, config={"displayModeBar": False, "locale": language()})
