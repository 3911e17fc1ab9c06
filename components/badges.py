"""Status and tags: one colour everywhere, and always a word beside it."""

from __future__ import annotations

from datetime import date

from components.escape import markup
from domain.calendar import age_on
from domain.contacts import Status, StatusOnDay
from i18n.formatting import format_day
from i18n.texts import _, language
from queries.contacts import TagMark

COLOR = {
    Status.PROSPECT: "blue",
    Status.BLOCKED: "red",
    Status.DECEASED: "gray",
    Status.ARCHIVED: "gray",
}


def status_words(status: StatusOnDay) -> str:
    """The status with the date that explains it."""
    texts = {
        Status.PROSPECT: _("Prospect since {day}"),
        Status.BLOCKED: _("House ban since {day}"),
        Status.DECEASED: _("Deceased on {day}"),
        Status.ARCHIVED: _("Archived on {day}"),
    }
    return texts[status.status].format(day=format_day(status.since, language()))


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
