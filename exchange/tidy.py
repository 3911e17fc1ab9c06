"""Single values of address books: tidied texts, names taken apart, days, words for kinds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from domain.contacts import PaymentMethod, Salutation

T = TypeVar("T")

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")


def tidy_lines(text: str) -> str:
    """Text of several lines without control characters, each line tidied."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(" ".join(line.split()) for line in _UNSEEN.sub("", text).split("\n")).strip()


def tidy_line(text: str) -> str:
    """One line without control characters and doubled blanks."""
    return " ".join(tidy_lines(text).split())


def fold(text: str) -> str:
    """A key for words: lower case, umlauts spelled out, no accents or punctuation: `Straße:` is `strasse`."""
    text = text.casefold().translate(_UMLAUTS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def unique(things: Iterable[T]) -> tuple[T, ...]:
    """The things in their order, each once."""
    return tuple(dict.fromkeys(things))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- names ------------------------------------------------------------------------------------------------
_SALUTATIONS = {
    Salutation.MR: "herr hr herrn mr mister sir monsieur",
    Salutation.MS: "frau fr fraeulein mrs ms miss mme madame",
    Salutation.NEUTRAL: "mx",
}
_GENDERS = {
    Salutation.MR: "m maennlich male mann",
    Salutation.MS: "w f weiblich female",
    Salutation.NEUTRAL: "d x divers diverse neutral nonbinary",
}
_SALUTATION_OF = {word: which for which, words in _SALUTATIONS.items() for word in words.split()}
_GENDER_OF = {word: which for which, words in _GENDERS.items() for word in words.split()} | _SALUTATION_OF
_COMPANY_WORDS = _words("firma company fa unternehmen")
_LONGEST_NAME = 400
_MOST_FRONT_WORDS = 10
_TITLES = _words("dr prof professor dipl mag ing med univ phil rer nat habil pd msc bsc mba")
_PARTICLES = _words("von vom van der den de del della di da dos du le la el al zu zum zur ten ter ben bin af av und")


@dataclass(frozen=True, slots=True)
class Names:
    """A person's name in its parts."""

    salutation: Salutation = Salutation.NONE
    title: str = ""
    first_name: str = ""
    last_name: str = ""


def salutation_of(text: str) -> Salutation:
    """The salutation that a cell holds: `Herr`, `Mrs.`, `w`, `divers`; none for other words."""
    return _GENDER_OF.get(fold(text), Salutation.NONE)


def means_company(text: str) -> bool:
    """Whether the word in a salutation says that a company follows."""
    return fold(text) in _COMPANY_WORDS


def language_of(text: str) -> str:
    """The language of letters that a cell names: `Deutsch`, `en-GB`; empty for others."""
    word = fold(text)
    return next((code for code, begins in _LANGUAGES.items() if word.startswith(begins)), "")


_LANGUAGES = {"de": ("de", "ger"), "en": ("en",)}


def split_prefix(prefix: str) -> Names:
    """Salutation and title of what stands before a name: `Herr Dr.`."""
    words = prefix.split(maxsplit=_MOST_FRONT_WORDS)
    salutation = Salutation.NONE
    while words and fold(words[0]) in _SALUTATION_OF:
        salutation = _SALUTATION_OF[fold(words.pop(0))]
    return Names(salutation, " ".join(words))


def split_full_name(full_name: str) -> Names:
    """A name written as one: `Frau Dr. Anna von der Heide`, `Müller, Anna`; one word alone is the last."""
    last, comma, first = full_name.partition(",")
    if len(full_name) <= _LONGEST_NAME and comma and "," not in first and first.strip():
        front = split_full_name(f"{first.strip()} x")
        return Names(front.salutation, front.title, front.first_name, last.strip())
    words = full_name.split() if len(full_name) <= _LONGEST_NAME else [full_name]
    front_words: list[str] = []
    while len(words) > 1 and _is_front(words[0]):
        front_words.append(words.pop(0))
    front = split_prefix(" ".join(front_words))
    cut = next((i for i, word in enumerate(words) if i > 0 and word in _PARTICLES), len(words) - 1)
    return Names(front.salutation, front.title, " ".join(words[:cut]), " ".join(words[cut:]))


def _is_front(word: str) -> bool:
    keys = fold(word).split()
    return bool(keys) and (keys[0] in _SALUTATION_OF or all(key in _TITLES for key in keys))


# --- payment ----------------------------------------------------------------------------------------------
_PAYMENT = {
    PaymentMethod.DEBIT: r"lastschrift|einzug|sepa|debit|bankeinzug",
    PaymentMethod.TRANSFER: r"ueberweisung|transfer|rechnung|invoice|dauerauftrag",
    PaymentMethod.CASH: r"\bbar|cash",
    PaymentMethod.CARD: r"karte|card|\bec\b",
}


def payment_method_of(text: str) -> PaymentMethod:
    """The way of paying that a cell names, in German or English."""
    key = fold(text)
    return next((way for way, words in _PAYMENT.items() if re.search(words, key)), PaymentMethod.NONE)


# --- days -------------------------------------------------------------------------------------------------
_MONTH_NAMES = "jan|feb|mar mrz maer|apr|mai may|jun|jul|aug|sep|okt oct|nov|dez dec"
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), start=1) for name in names.split()} | {
    "jaen": 1
}
_TIME_OF_DAY = re.compile(r"(?<=\d)(?:[T ]\s*\d{1,2}:?\d{2}.*|T\d{2}.*|T)$")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{2}|(?<=[-/.])\d)\2(\d{2}|(?<=[-/.])\d)$")
_DOTTED = re.compile(r"(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(\d{4}|\d{2})$")
_SLASHED = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{4}|\d{2})$")
_DAY_WORD = re.compile(r"(\d{1,2})[. -]*\s*([^\W\d_]+)[. -]*\s*(\d{4}|\d{2})$")
_WORD_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2}),?\s+(\d{4})$")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?$")
# What programs write where no day is known: zeros, or Outlook's last day of the world.
_NO_DAY = re.compile(r"^(?:[0\s./:-]+|1[./]1[./]4501|01\.01\.4501|4501-01-01)$")
_LONGEST_DAY = 60
_SPREADSHEET_EPOCH = date(1899, 12, 30)


def is_no_day(text: str) -> bool:
    """Whether a cell says that no day is known: empty, `00.00.0000`, `1/1/4501`."""
    return not text or (len(text) <= _LONGEST_DAY and bool(_NO_DAY.match(_TIME_OF_DAY.sub("", text))))


def slashed_day(text: str) -> tuple[int, int] | None:
    """The two first numbers of a day such as 12/31/1980, whose order depends on the country."""
    if len(text) > _LONGEST_DAY:
        return None
    match = _SLASHED.match(_TIME_OF_DAY.sub("", text.strip()))
    return (int(match[1]), int(match[2])) if match else None


def read_day(text: str, *, today: date | None = None, month_first: bool = False) -> date | None:
    """A day in any shape; None where it is none.

    Years of two digits and serial numbers of spreadsheets are read only where `today` is given, as days not
    after it. `month_first` decides 03/04/1980 alone; 12/31/1980 has one reading.
    """
    if len(text) > _LONGEST_DAY:
        return None
    text = _TIME_OF_DAY.sub("", text.strip())
    if match := _SLASHED.match(text):
        first, second, year = int(match[1]), int(match[2]), _year(match[3], today)
        month, day = (first, second) if month_first else (second, first)
        return _day(year, month, day) or _day(year, day, month)
    if today and (match := _SERIAL.match(text)):
        day_of_serial = _SPREADSHEET_EPOCH + timedelta(days=int(match[1]))
        return day_of_serial if day_of_serial <= today else None
    return _plain_day(text, today)


def _plain_day(text: str, today: date | None) -> date | None:
    """A day whose shape leaves no doubt about the order of its parts."""
    if match := _YEAR_FIRST.match(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _DOTTED.match(text):
        return _day(_year(match[3], today), int(match[2]), int(match[1]))
    if match := _DAY_WORD.match(text):
        return _day(_year(match[3], today), _month(match[2]), int(match[1]))
    if match := _WORD_DAY.match(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(digits: str, today: date | None) -> int:
    if len(digits) == 4:
        return int(digits)
    if today is None:
        return 0
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year else year - 100


def _month(word: str) -> int:
    key = fold(word)
    return _MONTHS.get(key[:4], _MONTHS.get(key[:3], 0))
