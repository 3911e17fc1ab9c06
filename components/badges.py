"""Status and tags: one colour everywhere, and always a word beside it."""

from __future__ import annotations

from datetime import date

from components.escape import markup
from components.perform import today
from domain.calendar import age_on
from domain.contacts import Status, StatusOnDay
from i18n.formatting import format_day
from i18n.texts import _, language
from queries.contacts import TagMark

COLOR = {
    Status.PROSPECT: "blue",
    Status.CUSTOMER: "blue",
    Status.MEMBER: "green",
    Status.PAUSED: "amber",
    Status.CANCELLED: "orange",
    Status.FORMER: "gray",
    Status.BLOCKED: "red",
    Status.DECEASED: "gray",
    Status.ARCHIVED: "gray",
}


def status_words(status: StatusOnDay) -> str:
    """The status with the date that explains it."""
    if status.day is None:
        return _("Paused until further notice")
    texts = {
        Status.PROSPECT: _("Prospect since {day}"),
        Status.CUSTOMER: _("Customer since {day}"),
        Status.MEMBER: _("Member since {day}") if status.day <= today() else _("Member from {day} on"),
        Status.PAUSED: _("Paused until {day}"),
        Status.CANCELLED: _("Cancelled to {day}"),
        Status.FORMER: _("Former member, until {day}"),
        Status.BLOCKED: _("House ban since {day}"),
        Status.DECEASED: _("Deceased on {day}"),
        Status.ARCHIVED: _("Archived on {day}"),
    }
    return texts[status.status].format(day=format_day(status.day, language()))


def status_badge(status: StatusOnDay) -> str:
    """The badge as HTML."""
    return badge(status_words(status), COLOR[status.status])


def badge(text: str, color: str) -> str:
    """A coloured word as HTML."""
    return f'<span class="k-badge k-{markup(color)}">{markup(text)}</span>'


def tag_badges(tags: tuple[TagMark, ...]) -> str:
    """The tags of a contact as HTML."""
    return " ".join(badge(tag.name, tag.color) for tag in tags)


def born_words(born_on: date, today: date) -> str:
    """Birthday and age: `31.12.1980 (45)`."""
    return _("{day} (aged {age})").format(day=format_day(born_on, language()), age=age_on(born_on, today))
