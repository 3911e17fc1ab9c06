"""Days, instants and amounts as people read and type them, in German and English.

Written by hand instead of with Babel: the shapes are few and fixed (`31.12.2026`, `1.234,56 €`), and lists
show thousands of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from domain.clock import ZONE
from domain.errors import InvalidAmount, InvalidDay, Missing
from i18n.texts import Language

NO_BREAK = "\u00a0"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TO_GERMAN = str.maketrans(",.", ".,")


# --- shown ------------------------------------------------------------------------------------------------
def format_day(day: date, language: Language) -> str:
    """`31.12.2026` or `31 Dec 2026`."""
    if language == "de":
        return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year:04d}"


def format_instant(instant: datetime, language: Language) -> str:
    """Day and time on the studio's clocks: `31.12.2026, 23:30`. Refuses a naive instant (`ValueError`)."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = instant.astimezone(ZONE)
    return f"{format_day(local, language)}, {local:%H:%M}"


def format_cents(cents: int, language: Language) -> str:
    """`1.234,56 €` with a no-break blank, or `€1,234.56`."""
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(cents), 100)
    amount = f"{euros:,}.{rest:02d}"
    if language == "de":
        return f"{sign}{amount.translate(_TO_GERMAN)}{NO_BREAK}€"
    return f"{sign}€{amount}"


def format_number(number: int | Decimal, language: Language) -> str:
    """With groups of three and all decimals that the number has: `1.234,5` or `1,234.5`."""
    text = f"{number:,}" if isinstance(number, int) else f"{number:,f}"
    return text.translate(_TO_GERMAN) if language == "de" else text


def join_words(words: Sequence[str], language: Language) -> str:
    """`A, B und C` or `A, B and C`."""
    if len(words) < 2:
        return "".join(words)
    last_joint = " und " if language == "de" else " and "
    return last_joint.join((", ".join(words[:-1]), words[-1]))


# --- typed amounts ----------------------------------------------------------------------------------------
LARGEST_CENTS = 1_000_000_000
"""Ten million euros: more is a slip of the finger, and fits no 32-bit column."""
LONGEST_TYPED = 60


class AmountFault(StrEnum):
    """What is wrong with a typed amount."""

    FORM = "form"
    DECIMALS = "decimals"
    TOO_LARGE = "too_large"


_MONEY = re.compile(
    r"(?:€|euro?)?\s*(?P<sign>[-+]?)\s*(?:€|euro?)?\s*"
    r"(?P<whole>(?P<grouped>\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*)|\d*)"
    r"(?:(?P<point>[.,])(?P<decimals>\d+|--?))?"
    r"\s*(?:€|euro?)?",
    re.ASCII,
)


def parse_cents(text: str, language: Language, *, largest: int = LARGEST_CENTS) -> int:
    """Whole cents of a typed amount, below zero with a minus; refuses `Missing` and `InvalidAmount`.

    Reads `12`, `12,50 €`, `12,-`, `1.234,56` and `1,234.56` in both languages. Only what has two readings
    goes by the language: `1.234` is 1 234 euros in German, in English three decimals, which are refused.
    """
    typed = _plain(text).replace("’", "'").lower()
    if not typed:
        raise Missing
    match = _MONEY.fullmatch(typed) if len(typed) <= LONGEST_TYPED else None
    if match is None or not re.search(r"\d", typed) or (match["mark"] or "-") == match["point"]:
        raise InvalidAmount(text=text[:LONGEST_TYPED], reason=AmountFault.FORM)
    decimals = (match["decimals"] or "").replace("-", "")
    if len(decimals) > 2 or _is_decimal_point(match, language):
        raise InvalidAmount(text=text, reason=AmountFault.DECIMALS)
    cents = int("0" + re.sub(r"\D", "", match["whole"])) * 100 + int(decimals.ljust(2, "0"))
    if cents > largest:
        raise InvalidAmount(text=text, reason=AmountFault.TOO_LARGE)
    return -cents if match["sign"] == "-" else cents


def _is_decimal_point(match: re.Match[str], language: Language) -> bool:
    """Whether the only mark of `1.234` is a decimal point: by the language, and always behind a zero."""
    grouped, mark = match["grouped"], match["mark"]
    if not grouped or mark not in {".", ","}:
        return False
    alone = grouped.count(mark) == 1 and not match["point"]
    return grouped.startswith("0") or (alone and mark == ("," if language == "de" else "."))


def _plain(text: str) -> str:
    """Trimmed, with one kind of blank and minus and without unseen characters."""
    seen = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return re.sub("[\u2010-\u2015\u2212]", "-", " ".join(seen.split()))


# --- typed days -------------------------------------------------------------------------------------------
EARLIEST_YEAR = 1800
LATEST_YEAR = 2199


class DayFault(StrEnum):
    """What is wrong with a typed day."""

    FORM = "form"
    NO_SUCH_DAY = "no_such_day"
    YEAR = "year"


_MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january jän jänner",
            "feb februar february",
            "mar mär mrz märz march maerz",
            "apr april",
            "mai may",
            "jun juni june",
            "jul juli july",
            "aug august",
            "sep sept september",
            "okt oct oktober october",
            "nov november",
            "dez dec dezember december",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_SHAPES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2}) ?\. ?(?P<month>\d{1,2}) ?\. ?(?P<year>\d{4}|\d\d)",
        r"(?P<day>\d{1,2}) ?[/-] ?(?P<month>\d{1,2}) ?[/-] ?(?P<year>\d{4}|\d\d)",
        r"(?P<day>\d{1,2})[. -]*(?P<name>[a-zä]{3,9})[. -]*(?P<year>\d{4}|\d\d)",
        r"(?P<name>[a-zä]{3,9})\.? ?(?P<day>\d{1,2}),? ?(?P<year>\d{4})",
        r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d)",
    )
)
_EIGHT_DIGITS = re.compile(r"\d{8}", re.ASCII)


def parse_day(text: str, language: Language, *, not_after: date | None = None) -> date:
    """A typed day: `31.12.1980`, `31.12.80`, `311280`, `31121980`, `1980-12-31`, `31 Dec 1980`.

    A year of two digits lies in this century, or with `not_after` (birthdays) is the last that is not later.
    Month names of both languages are read. The day stands before the month; in English `12/31/1980` is read
    too, since it has one reading only.
    Refuses `Missing` and `InvalidDay`.
    """
    typed = unicodedata.normalize("NFC", _plain(text)).lower()
    if not typed:
        raise Missing
    shown = text[:LONGEST_TYPED]
    if _EIGHT_DIGITS.fullmatch(typed):
        return _eight_digits(typed, shown)
    matches = (shape.fullmatch(typed) for shape in _DAY_SHAPES)
    match = next(filter(None, matches), None)
    if match is None:
        raise InvalidDay(text=shown, reason=DayFault.FORM)
    parts = match.groupdict()
    day, month = int(parts["day"]), _month(parts, shown)
    if language == "en" and "/" in typed and month > 12:
        day, month = month, day
    return _day(parts["year"], month, day, not_after, shown)


def _eight_digits(typed: str, shown: str) -> date:
    """`31121980`, or the sortable `19801231` where that is no day."""
    try:
        return _day(typed[4:], int(typed[2:4]), int(typed[:2]), None, shown)
    except InvalidDay:
        return _day(typed[:4], int(typed[4:6]), int(typed[6:]), None, shown)


def _month(parts: dict[str, str | None], shown: str) -> int:
    if number := parts.get("month"):
        return int(number)
    named = _MONTH_NUMBERS.get(parts["name"] or "")
    if named is None:
        raise InvalidDay(text=shown, reason=DayFault.FORM)
    return named


def _day(year: str | None, month: int, day: int, not_after: date | None, shown: str) -> date:
    digits = year or ""
    try:
        if len(digits) == 4:
            found = date(int(digits), month, day)
        else:
            found = _of_short_year(int(digits), month, day, not_after)
    except ValueError:
        raise InvalidDay(text=shown, reason=DayFault.NO_SUCH_DAY) from None
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise InvalidDay(text=shown, reason=DayFault.YEAR)
    return found


def _of_short_year(short: int, month: int, day: int, not_after: date | None) -> date:
    if not_after is None:
        return date(2000 + short, month, day)
    year = not_after.year // 100 * 100 + short
    if (year, month, day) > (not_after.year, not_after.month, not_after.day):
        year -= 100
    return date(year, month, day)


def format_size(size: int, language: Language) -> str:
    """The size of a file: `340 kB`, `1,2 MB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))} kB"
    megabytes = f"{size / 1_000_000:.1f}"
    return f"{megabytes.replace('.', ',') if language == 'de' else megabytes} MB"
