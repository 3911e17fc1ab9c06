"""A throwaway frame for tests of the gate: shows what the real screens need from the browser."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from datetime import UTC, datetime

import pandas as pd
import plotly.express as px
import streamlit as st
from st_aggrid import AgGrid, JsCode

from db.session import database
from queries.users import signed_in

with database().reading() as session:
    who = signed_in(session, str(st.user.get("session") or ""), datetime.now(UTC))
if who is None:
    st.write("nobody is signed in")
    st.stop()
st.write(f"inside as {who.login}")
rows = pd.DataFrame({"name": ["Anna", "Olga"], "cents": [123_45, 99_00]})
if "all" in st.query_params:
    st.dataframe(rows)
    euros = JsCode("function(cell) { return (cell.value / 100) + ' euros' }")
    AgGrid(
        rows,
        gridOptions={"columnDefs": [{"field": "name"}, {"field": "cents", "valueFormatter": euros}]},
        allow_unsafe_jscode=True,
    )
    st.plotly_chart(px.bar(rows, x="name", y="cents"))
    marker = st.components.v2.component(
        "marker",
        html="<p id='marked'>unmarked</p>",
        js="""export default function(component) {
            component.parentElement.querySelector('#marked').textContent = 'script ran'
        }""",
    )
    marker()
    st.image(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'.decode())
    st.file_uploader("upload")
    st.camera_input("camera")
st.button("again")
