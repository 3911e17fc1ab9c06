"""The links under which a calendar program reads the own appointments: made, shown once, ended."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from actions.calendar_feeds import NewFeed, make_calendar_feed, revoke_calendar_feed
from components.fields import Form
from components.perform import me, perform_and_say, reading
from i18n.formatting import format_instant
from i18n.texts import _, language
from pages.settings.parts import head
from queries.calendar_feeds import Feed, feeds_of

MADE = "calendar_feed.made"
"""The link that was just made: it is shown in the next run and then forgotten."""


def calendar_feeds() -> None:
    """What calendar programs read, each link with its end."""
    made: NewFeed | None = st.session_state.pop(MADE, None)
    if made is not None:
        st.dialog(_("Link for a calendar program"))(_made)(made)
    with reading() as session:
        feeds = feeds_of(session, me().user_id)
    if head(_("In my calendar program"), "feeds.add", _("New link"), icon="add_link"):
        st.dialog(_("Link for a calendar program"))(_new)()
    if not feeds:
        st.caption(_("With a secret link, the calendar of your phone or computer shows your appointments."))
    for feed in feeds:
        _feed(feed)


def _made(made: NewFeed) -> None:
    here = urlsplit(st.context.url or "")
    origin = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    st.markdown(_("Copy the link into your calendar program now: it is not shown again."))
    st.code(f"{origin}{made.path}", language=None, wrap_lines=True)


def _new() -> None:
    with Form("feed.new") as form:
        with_names = form.check("with_names", _("With the names of the contacts"), column=None)
        st.caption(
            _(
                "Who has the link sees your appointments. Calendar programs often pass on what they read: "
                "without names only type, room and time go out. Notes never do."
            )
        )
        form.submit(
            make_calendar_feed,
            done=_("Link made."),
            label=_("Make the link"),
            then=lambda made: st.session_state.__setitem__(MADE, made),
            with_names=with_names,
        )


def _feed(feed: Feed) -> None:
    kind = _("with names") if feed.with_names else _("without names")
    when = _("since {start}").format(start=format_instant(feed.created_at, language()))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"{_('Calendar link')}  \n:gray[{when} · {kind}]", width="content")
        if st.button(_("End"), key=f"feed.{feed.feed_id}", type="tertiary", help=when):
            perform_and_say(_("The link leads nowhere now."), revoke_calendar_feed, feed_id=feed.feed_id)
