"""Quotas in words: units, statuses with their colours, and how long one is valid."""

from __future__ import annotations

from domain.quotas import EntryKind, QuotaState
from i18n.formatting import format_cents, format_day
from i18n.texts import _, language, plural
from i18n.words import word
from queries.catalogue import QuotaTypeRow
from queries.quotas import LedgerLine, QuotaRow

COLORS = {
    QuotaState.USABLE: "green",
    QuotaState.NOT_YET_VALID: "blue",
    QuotaState.PAUSED: "orange",
    QuotaState.USED_UP: "gray",
    QuotaState.EXPIRED: "red",
}


def units_left(row: QuotaRow) -> str:
    """`7 of 10 left`, with the name of the unit where it has one."""
    left = _("{left} of {had} left").format(left=row.left, had=row.had)
    return f"{left} ({row.unit_name})" if row.unit_name else left


def validity(row: QuotaRow) -> str:
    """From when to when it is valid."""
    start = format_day(row.starts_on, language())
    if row.last_day is None:
        return _("from {day}, no end yet").format(day=start)
    if row.last_day < row.starts_on:
        return _("from {day}").format(day=start)
    return _("{start} to {end}").format(start=start, end=format_day(row.last_day, language()))


def offer_words(row: QuotaRow) -> str:
    """A quota among others that can pay: `Ten visits · 7 of 10 left · until 31 Dec 2026`."""
    until = _("until {day}").format(day=format_day(row.last_day, language())) if row.last_day else _("no end yet")
    return f"{row.name} · {units_left(row)} · {until}"


def type_words(offer: QuotaTypeRow, *, money: bool) -> str:
    """A type of quota among those that are sold."""
    units = (
        f"{offer.units} {offer.unit_name}" if offer.unit_name else plural("{count} unit", "{count} units", offer.units)
    )
    price = format_cents(offer.price_cents, language()) if money else ""
    return " · ".join(part for part in (offer.name, units, price) if part)


def signed(units: int) -> str:
    """Units with their sign."""
    return f"+{units}" if units > 0 else str(units).replace("-", "−")


def line_title(line: LedgerLine) -> str:
    """What an entry of the ledger did."""
    about = line.about or (word(line.use) if line.use else "")
    if line.kind is EntryKind.EXTEND and line.ends_on is not None:
        about = _("until {day}").format(day=format_day(line.ends_on, language()))
    return f"{word(line.kind)}: {about}" if about else word(line.kind)


def line_facts(line: LedgerLine, *, money: bool) -> str:
    """The reason, what was paid back, and that a unit came back."""
    paid = format_cents(line.cents, language()) if money and line.cents else ""
    freed = _("what it paid for was cancelled") if line.by_itself else ""
    back = _("given back") if line.returned else ""
    return " · ".join(part for part in (line.reason, freed, paid, back) if part)


def back_words(count: int) -> str:
    """How many units come back, or came back just now."""
    return plural("{count} unit comes back.", "{count} units come back.", count) if count else ""


def again_words(count: int) -> str:
    """How many units are used again, since what they had paid for takes place after all."""
    return plural("{count} unit is used again.", "{count} units are used again.", count) if count else ""
