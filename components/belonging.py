"""Who belongs to a contact, in words: on the overview in a few rows, on the master data with all days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from components.cards import Fact, contact_link
from components.escape import markup
from domain.periods import EVER, Period
from domain.relationships import Relation
from i18n.formatting import format_day
from i18n.texts import _, language, plural
from i18n.words import word
from queries.contact_hits import ContactHit
from queries.relationships import Related

AT_A_GLANCE = (Relation.GUARDIAN, Relation.WARD, Relation.PAYER, Relation.PAID_FOR)
"""What the overview shows."""
MOST_ROWS = 15


def period_words(period: Period, today: date) -> str:
    """`since 1 Jan 2026`, `from 1 Jan to 31 Mar 2027`, `until 31 Mar 2026`; nothing for always."""
    start = "" if period.start == EVER else format_day(period.start, language())
    last = "" if period.last_day is None else format_day(period.last_day, language())
    if start and last:
        return _("{first} to {last}").format(first=start, last=last)
    if last:
        return _("until {day}").format(day=last)
    if start:
        return (_("from {day}") if period.start > today else _("since {day}")).format(day=start)
    return ""


def belonging_facts(related: Sequence[Related], today: date) -> list[Fact]:
    """Guardians, who pays, and for whom the contact does, today."""
    people = {seen: now(related, seen, today) for seen in AT_A_GLANCE}
    return [Fact(word(seen), "", people=found) for seen, found in people.items() if found]


def now(related: Sequence[Related], seen: Relation, today: date) -> tuple[ContactHit, ...]:
    """Whoever is this to the contact today."""
    return tuple(one.other for one in related if one.seen is seen and one.period.holds_on(today))


def relationship_table(related: Sequence[Related], today: date) -> None:
    """All relationships as one element."""
    st.html(relationship_html(related, today))


def relationship_html(related: Sequence[Related], today: date) -> str:
    """All relationships: who it is, since when; those of the past are pale."""
    rows = "".join(
        _rows(list(group), today)
        for _key, group in groupby(related[:MOST_ROWS], key=lambda one: (one.seen, past(one, today)))
    )
    more = len(related) - MOST_ROWS
    if more > 0:
        rows += f"<tr><th></th><td>{markup(plural('and {count} more', 'and {count} more', more))}</td></tr>"
    return f"<table class='k-rows'>{rows}</table>"


def past(one: Related, today: date) -> bool:
    """Whether it holds no longer."""
    return not one.period.holds_after(today)


def _rows(group: Sequence[Related], today: date) -> str:
    """All who are the same to the contact, under one name of it."""
    head = f"<th scope='rowgroup' rowspan='{len(group)}'>{markup(word(group[0].seen))}</th>"
    look = " class='k-past'" if past(group[0], today) else ""
    cells = [f"<td dir='auto'>{_who(one, today)}</td>" for one in group]
    return "".join(f"<tr{look}>{head if place == 0 else ''}{cell}</tr>" for place, cell in enumerate(cells))


def _who(one: Related, today: date) -> str:
    hit = one.other
    facts = [f"*{hit.birth_year}" if hit.birth_year else "", hit.town, hit.number]
    rest = " · ".join(markup(text) for text in (*facts, period_words(one.period, today), one.note) if text)
    return f"{contact_link(hit)} <span class='k-sub'>{rest}</span>"
