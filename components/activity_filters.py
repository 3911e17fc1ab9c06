"""The filter bar of every list of entries: what the address holds of it, its fields, and what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from components import address
from components.perform import me, reading, today
from domain.activities import ActivityKind, State, states_of
from i18n.texts import N_, _
from i18n.words import word
from queries.activities import ActivityOrder, Asked, categories, colleagues, seen_kinds

PAGE = ("page",)
FILTERS = ("q", "period", "from", "until", "type", "category", "state", "person", "only")
"""Names in the address that filter a list."""
MINE, OPEN, BIN = "mine", "open", "bin"
OWN = "own"
"""The period of two days that people choose."""
WIDTH = 138

PERIODS = {
    "today": N_("Today"),
    "week": N_("This week"),
    "month": N_("This month"),
    "last30": N_("Last 30 days"),
    "last365": N_("Last 12 months"),
    "year": N_("This year"),
    "next7": N_("Next 7 days"),
    "next30": N_("Next 30 days"),
    OWN: N_("From … to …"),
}


def period(code: str, day: date) -> tuple[date | None, date | None]:
    """The first day of a period seen from a day, and the day behind its last."""
    monday, first, new_year = day - timedelta(days=day.weekday()), day.replace(day=1), day.replace(month=1, day=1)
    tomorrow = day + timedelta(days=1)
    return {
        "today": (day, tomorrow),
        "week": (monday, monday + timedelta(days=7)),
        "month": (first, first + relativedelta(months=1)),
        "last30": (day - timedelta(days=29), tomorrow),
        "last365": (tomorrow - relativedelta(years=1), tomorrow),
        "year": (new_year, new_year + relativedelta(years=1)),
        "next7": (day, day + timedelta(days=7)),
        "next30": (day, day + timedelta(days=30)),
    }.get(code, (None, None))


def asked_period() -> tuple[date | None, date | None]:
    """The period that the address asks for: its first day, and the day behind its last."""
    code = address.read("period")
    if code != OWN:
        return period(code, today())
    last = address.read_day("until")
    return address.read_day("from"), last + timedelta(days=1) if last and last < date.max else None


def period_fields(anytime: str) -> None:
    """The choice of a period, `anytime` where there is none, and two days where people choose their own."""
    periods = {code: _(text) for code, text in PERIODS.items()}
    chosen = address.choose("period", _("Period"), periods, drops=PAGE, width=WIDTH, placeholder=anytime)
    if chosen == OWN:
        address.day("from", _("From"), drops=PAGE, width=WIDTH)
        address.day("until", _("To"), drops=PAGE, width=WIDTH)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a list offers to filter by: codes of the address and their words."""

    kinds: tuple[ActivityKind, ...]
    type: Mapping[str, str]
    """Kinds of entries, where the list holds several."""
    category: Mapping[str, str]
    state: Mapping[str, str]
    person: Mapping[str, str]
    only: Mapping[str, str]


def offered(kinds: tuple[ActivityKind, ...]) -> Offered:
    """The choices of a list of these kinds, for this user."""
    kinds = tuple(kind for kind in kinds if kind in seen_kinds(me().actor))
    several = len(set(kinds) - {ActivityKind.HEALTH_NOTE}) > 1
    with reading() as session:
        named = () if several else categories(session, kinds[0], today(), retired=True)
        people = colleagues(session)
    states = [state for state in State if any(state in states_of(kind) for kind in kinds) and state is not State.NONE]
    only = {MINE: _("Only mine")} | ({OPEN: _("Only open")} if states else {}) | {BIN: _("Bin")}
    return Offered(
        kinds=kinds,
        type={kind.value: word(kind) for kind in kinds} if several else {},
        category={str(choice.key): choice.name for choice in named},
        state={state.value: word(state) for state in states},
        person={str(choice.key): choice.name for choice in people},
        only=only,
    )


def asked(offers: Offered, *, contact_id: int | None, order: ActivityOrder = ActivityOrder.NEWEST) -> Asked:
    """What the address asks for; codes that are not offered do not count."""
    since, before = asked_period()
    only = address.read_codes("only", offers.only)
    person = address.read_codes("person", offers.person)
    kinds = tuple(ActivityKind(code) for code in address.read_codes("type", offers.type)) or offers.kinds
    user_id = int(person[0]) if person else None
    return Asked(
        kinds=kinds,
        contact_id=contact_id,
        since=since,
        before=before,
        category_ids=tuple(map(int, address.read_codes("category", offers.category))),
        states=tuple(map(State, address.read_codes("state", offers.state))),
        user_id=me().user_id if MINE in only else user_id,
        typed=address.read("q"),
        only_open=OPEN in only,
        in_bin=BIN in only,
        order=order,
    )


def bare(wanted: Asked) -> Asked:
    """The same list without any filter."""
    return replace(Asked(wanted.kinds, wanted.contact_id), order=wanted.order)


def filter_bar(offers: Offered) -> None:
    """The fields; each changes the address and draws the list anew."""
    looks: dict[str, Any] = {"drops": PAGE, "width": WIDTH, "placeholder": _("All")}
    address.search("q", _("Search"), drops=PAGE, placeholder=_("Title, text …"), width=170)
    period_fields(_("All"))
    if offers.type:
        address.choose_many("type", _("Type"), offers.type, **looks)
    if offers.category:
        address.choose_many("category", _("Category"), offers.category, **looks)
    if offers.state:
        address.choose_many("state", _("Status"), offers.state, **looks)
    address.choose("person", _("Person"), offers.person, **looks)
    address.flags("only", _("Only"), offers.only, drops=PAGE, label_visibility="collapsed")
    if address.taken(FILTERS):
        address.reset_button("activities_reset", (*FILTERS, *PAGE))
