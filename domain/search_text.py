"""How texts are folded for finding, which terms a contact is found by, and what a typed search means.

`fold` is applied to both sides. Two laws hold it up (both are tests):

* `fold(fold(s)) == fold(s)`.
* `fold(p)` is a prefix of `fold(s)` for every prefix `p` of `s`, so a search that is still being typed never
  loses its hit. Each step looks only at what stands to the left: every character is replaced by itself alone,
  an `e` falls because of the vowel *before* it, blanks and punctuation appear with the letter that follows.

A trap remains inside of words: `ela` lies in `Manuela`, but `fold("Manuela")` is `manula`, for its `e` comes
after a `u`. Therefore the text searched inside of words holds `fold_plain` of the names too (folded without
the vowel rule), and a typed word is looked for there in both forms: `Query.words` and `Query.plain_words`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

LONGEST = 400
"""Characters of a folded text: 1 600 bytes at most, well below what a B-tree of PostgreSQL takes."""
LONGEST_QUERY = 200
MOST_WORDS = 6
SHORTEST_IBAN_TAIL = 4
IBAN_TAIL = 10

_LETTERS = {
    "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
    "ı": "i", "ĸ": "k", "ŋ": "n", "ə": "e", "ƒ": "f", "ɛ": "e", "ɔ": "o",
}  # fmt: skip
"""Latin letters that Unicode does not take apart."""
_DROPPED = frozenset("'’‘‛ʼʻʹ´`′＇" + "\u115f\u1160\u3164\uffa0\u2800")
"""Apostrophes in all their shapes (O'Brien is found as obrien), and letters that show as nothing."""
_DROPPED_KINDS = frozenset(("Mn", "Me", "Cc", "Cf", "Cs"))
"""Accents, control characters, zero-width and bidi marks, halves of characters."""
_E_OF_UMLAUT = re.compile(r"(?<=[aou])e+")


class _Folding(dict[int, str]):
    """The folded form of each character, made when it is first met (for `str.translate`)."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _DROPPED:
        return ""
    text, before = character, ""
    while text != before:
        before = text
        text = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(_LETTERS.get(part, part) for part in text)
    return "".join(_bare(part) for part in text)


def _bare(character: str) -> str:
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    if kind in _DROPPED_KINDS or character in _DROPPED:
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    return "-" if kind == "Pd" or character == "\u2212" else character


_FOLDING = _Folding()


@lru_cache(maxsize=4096)
def _of_word(character: str) -> bool:
    """Letters, digits, vowel signs, emoji; all else is punctuation."""
    kind = unicodedata.category(character)
    return kind[0] in "LN" or kind in {"Mc", "So", "Co"}


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """The search form of a text: `Müller`, `MUELLER` and `muller` are `muller`; never longer than `LONGEST`.

    Without case, accents and unseen characters; blanks collapsed; punctuation only inside of words.
    """
    return _words_only(_E_OF_UMLAUT.sub("", _translated(text)))


def fold_plain(text: str) -> str:
    """Folded without the vowel rule (`Mueller` is `mueller`, `Müller` `muller`), to find inside of words."""
    return _words_only(_translated(text))


def _translated(text: str) -> str:
    return text[: 4 * LONGEST].translate(_FOLDING)


def _words_only(text: str) -> str:
    folded = " ".join(filter(None, map(_trimmed, text.split())))
    if len(folded) <= LONGEST:
        return folded
    kept, blank, last = folded[:LONGEST].rpartition(" ")
    return (kept + blank + _trimmed(last)).rstrip()


def _trimmed(word: str) -> str:
    """The word without punctuation at its ends."""
    if word.isalnum() or (word and _of_word(word[0]) and _of_word(word[-1])):
        return word
    inside = [place for place, character in enumerate(word) if _of_word(character)]
    return word[inside[0] : inside[-1] + 1] if inside else ""


def _parts(word: str) -> list[str]:
    """The pieces between the punctuation of a folded word."""
    if word.isalnum():
        return [word]
    return "".join(character if _of_word(character) else " " for character in word).split()


# --- what a contact is found by ---------------------------------------------------------------------------
def name_terms(text: str) -> tuple[str, ...]:
    """Each word whole, and one with punctuation inside also in parts and run together, each term once.

    `Müller-Lüdenscheidt`: muller-ludenscheidt, muller, ludenscheidt, mullerludenscheidt. Also for e-mails.
    """
    terms: dict[str, None] = {}
    for word in fold(text).split():
        terms[word] = None
        parts = _parts(word)
        if len(parts) > 1:
            terms.update(dict.fromkeys(parts))
            terms[fold("".join(parts))] = None
    return tuple(terms)


def name_words(text: str) -> tuple[str, ...]:
    """The folded words of a name, apart at all punctuation, in their order: anna, muller, ludenscheidt."""
    return tuple(part for word in fold(text).split() for part in _parts(word))


def phone_terms(e164: str) -> tuple[str, ...]:
    """German numbers without country code (`+49170…`: `170…`), all others with it."""
    digits = "".join(character for character in e164 if "0" <= character <= "9")
    if e164.startswith("+49"):
        digits = digits[2:]
    return (digits,) if digits else ()


def birthday_terms(day: date) -> tuple[str, str]:
    """The whole day and the day of the year: `*19801231`, `*1231`."""
    return f"*{day.year:04d}{day:%m%d}", f"*{day:%m%d}"


def iban_term(iban: str) -> str:
    """The last ten characters backwards behind a tilde, so that a typed tail is a prefix."""
    return "~" + iban[: -IBAN_TAIL - 1 : -1].lower()


def number_term(number: str) -> str:
    """The contact's number without blanks and punctuation: `K-10 023` is `k10023`."""
    return fold("".join(part for word in fold(number).split() for part in _parts(word)))


# --- what was typed ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, taken apart. All of `words`, the `email` and the digits must be found.

    `digits`, `days` and `iban_tail` are readings of the same digits: one of them found is enough. All are
    prefixes of terms, except `number`, the whole of what was typed read as a contact's number.
    """

    words: tuple[str, ...] = ()
    """Folded words without punctuation, at most six."""
    plain_words: tuple[str, ...] = ()
    """The same words without the vowel rule, for finding inside of words."""
    email: str = ""
    digits: tuple[str, ...] = ()
    """As typed, and as a German phone number without 0, +49, 0049 or 49."""
    days: tuple[str, ...] = ()
    """Birthday terms; behind words also a year alone (`*1980`)."""
    iban_tail: str = ""
    """From four digits on; only for those who may see bank data."""
    number: str = ""

    def __bool__(self) -> bool:
        """Whether anything was typed that can be found."""
        return bool(self.words or self.email or self.digits or self.days or self.iban_tail)


_DIGITS_ONLY = re.compile(r"\+?[\d\s/().\-–]*\d[\d\s/().\-–]*", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{0,4}))?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{0,4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_COMPACT_DAY = re.compile(r"(\d\d)(\d\d)(\d{4})", re.ASCII)
_WHOLE_IBAN = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{11,30}", re.ASCII)


def parse_query(text: str) -> Query:
    """Say what a typed text looks for; any text is allowed, and what cannot be found is left out."""
    clean = _translated(text[:LONGEST_QUERY])
    squeezed = "".join(clean.split()).removeprefix("iban")
    if _WHOLE_IBAN.fullmatch(squeezed):
        return Query(iban_tail=iban_term(squeezed), number=number_term(squeezed))
    words: list[str] = []
    plain: list[str] = []
    email = ""
    digits: list[str] = []
    for token in clean.split():
        folded = fold(token)
        if _DIGITS_ONLY.fullmatch(token):
            digits.append(token)
        elif "@" in folded and not email:
            email = folded
        else:
            words += _parts(folded)
            plain += _parts(fold_plain(token))
    typed = "".join(digits)
    days = _days(typed)
    return Query(
        words=tuple(words[:MOST_WORDS]),
        plain_words=tuple(plain[:MOST_WORDS]),
        email=email,
        digits=() if days else _digits(typed),
        days=days or _more_days(typed, behind_words=bool(words)),
        iban_tail=_iban_tail(typed),
        number=number_term(clean),
    )


def _days(text: str) -> tuple[str, ...]:
    """The birthday terms of a text that looks like a day and nothing else."""
    if match := _YEAR_FIRST.fullmatch(text):
        return _day_terms(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text) or _SLASHED.fullmatch(text):
        return _day_terms(match[3] or "", match[2], match[1])
    return ()


def _more_days(text: str, *, behind_words: bool) -> tuple[str, ...]:
    """Days that the digits could also mean."""
    if match := _COMPACT_DAY.fullmatch(text):
        return _day_terms(match[3], match[2], match[1])
    if behind_words and re.fullmatch(r"(19|20)\d\d", text, re.ASCII):
        return (f"*{text}",)
    return ()


def _day_terms(year: str, month: str, day: str) -> tuple[str, ...]:
    """A year of two digits means both centuries; one that is still being typed means any."""
    try:
        of_year = date(2000, int(month), int(day))
        if len(year) == 4:
            return (birthday_terms(date(int(year), of_year.month, of_year.day))[0],)
    except ValueError:
        return ()
    if len(year) == 2:
        return tuple(f"*{century}{year}{of_year:%m%d}" for century in (19, 20))
    return (f"*{of_year:%m%d}",)


def _digits(text: str) -> tuple[str, ...]:
    """The prefixes to look up for typed digits: as typed, and as phone numbers are indexed."""
    abroad = text.startswith("+")
    typed = "".join(re.findall(r"\d", re.sub(r"\(0+\)", "", text), re.ASCII))
    if not typed:
        return ()
    found = [typed]
    if abroad or typed.startswith("00"):
        code = typed if abroad else typed[2:]
        found = [code[2:].lstrip("0")] if code.startswith("49") else [code]
    elif typed.startswith("0"):
        found.append(typed[1:])
    elif typed.startswith("49") and len(typed) >= 6:
        found.append(typed[2:].lstrip("0"))
    return tuple(dict.fromkeys(filter(None, found))) or (typed,)


def _iban_tail(text: str) -> str:
    usable = text.isdecimal() and len(text) >= SHORTEST_IBAN_TAIL
    return iban_term(text) if usable else ""
