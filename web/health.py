"""Whether the server and its database answer."""

from __future__ import annotations

from anyio import to_thread
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from db.session import database


async def healthz(request: Request) -> PlainTextResponse:
    """`ok`, or 503 when the database does not answer; says nothing else to anybody."""
    if await to_thread.run_sync(_database_answers):
        return PlainTextResponse("ok")
    return PlainTextResponse("database does not answer", status_code=503)


def _database_answers() -> bool:
    try:
        with database().reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
