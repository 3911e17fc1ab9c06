"""The appointments of a staff member for a calendar program: who has the link needs no session."""

from __future__ import annotations

from datetime import UTC, datetime

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from db.session import database
from domain.clock import day_of
from exchange.calendar_ics import calendar_file, feed_item
from i18n.texts import LANGUAGES, Language, speaking
from queries.calendar_feeds import feed_entries, feed_of
from queries.card_files import studio_language

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


async def calendar_feed(request: Request) -> Response:
    """The feed of a token as iCalendar; 404 for any other, whatever is the matter with it."""
    body = await to_thread.run_sync(_read, request.path_params["token"])
    if body is None:
        return Response(status_code=404, headers=HEADERS)
    return Response(body, media_type="text/calendar", headers=HEADERS)


def _read(token: str) -> bytes | None:
    now = datetime.now(UTC)
    with database().reading(now) as session:
        feed = feed_of(session, token)
        if feed is None:
            return None
        entries = feed_entries(session, feed, day_of(now))
        language = _language(feed.language) or studio_language(session)
    with speaking(language):
        items = [feed_item(entry, with_names=feed.with_names) for entry in entries]
        return calendar_file(items, now, name=feed.name)


def _language(chosen: str | None) -> Language | None:
    return next((known for known in LANGUAGES if known == chosen), None)
