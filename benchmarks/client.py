"""A browser tab without a browser: speaks Streamlit's protocol over a raw websocket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.servers import Served
from web.visitor import SESSION_COOKIE

LARGEST = 64 * 1024 * 1024


class TabClient:
    """One tab: asks for runs of the script and takes what comes."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._pages: dict[str, str] = {}
        self.elements = 0
        """Elements and containers that the last run sent."""

    async def run(self, page: str = "", query: str = "") -> None:
        """Run the script for a page by its path (empty: the first), with this query; back when it has finished."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.context_info.locale = "de-DE"
        if page in self._pages:
            message.rerun_script.page_script_hash = self._pages[page]
        else:
            message.rerun_script.page_name = page
        await self._connection.send(message.SerializeToString())
        await self._finished()

    async def _finished(self) -> None:
        self.elements = 0
        while True:
            message = ForwardMsg.FromString(await self._connection.recv())  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "delta":
                self.elements += 1
            elif kind == "navigation":
                self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return


@asynccontextmanager
async def a_tab(served: Served, token: str = "") -> AsyncIterator[TabClient]:
    """Open a tab, signed in if a token is given."""
    headers = {"Cookie": f"{SESSION_COOKIE}={token}"} if token else {}
    async with connect(
        served.url.replace("http", "ws") + "/_stcore/stream",
        origin=served.url,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers=headers,
        max_size=LARGEST,
        compression=None,
    ) as connection:
        yield TabClient(connection)
