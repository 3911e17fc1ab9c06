"""Whether two contacts may be one: points for what agrees, points off for what differs.

The points follow the odds: a name and a birthday that agree speak for one person, a phone that a family may share
speaks less. Kin looks much like a double entry: twins share name, birthday and address, father and son all but the
birthday. Such pairs are told apart (`Likely.FAMILY`) and never taken for duplicates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from domain.contacts import ContactKind, Salutation
from domain.search_text import fold, name_words

LIKELY = 8
"""Points from which on two contacts are likely duplicates."""

WORTH_A_LOOK = 6
"""Points from which on a contact is named while somebody enters a new one, and two count as perhaps family."""

GENERATION = 13
"""Years between two people of one name that make them parent and child."""

NEARLY = 0.7
"""Likeness of two names of which one may be mistyped: one slip in four letters, two in seven."""

SAME_PLACE = 0.75
"""Likeness of two streets, towns or companies that are one."""

SHORTEST_NICKNAME = 3
"""Letters of a short form: Max is Maximilian."""

Alike = Callable[[str, str], float]
"""How alike two texts are, from 0 to 1, by letters that are wrong, missing or swapped."""


class Likely(StrEnum):
    """Why two contacts may be one, surest first."""

    NAME_AND_BIRTHDAY = "name_and_birthday"
    EMAIL = "same_email"
    PHONE = "same_phone"
    ADDRESS = "same_address"
    NAME = "same_name"
    NEARLY_NAME = "nearly_same_name"
    FAMILY = "perhaps_family"
    """All agrees but the first name, or the year of birth: twins, father and son, or a slip."""


class Match(NamedTuple):
    """How much speaks for two contacts being one, and the surest reason."""

    points: int
    reason: Likely


@dataclass(frozen=True, slots=True)
class Place:
    """An address as it is compared."""

    street: str
    house: str
    postcode: str
    town: str


@dataclass(frozen=True, slots=True)
class Described:
    """A contact as it is compared: all folded, empty where nothing is known."""

    kind: ContactKind = ContactKind.PERSON
    salutation: Salutation = Salutation.NONE
    first: str = ""
    last: str = ""
    company: str = ""
    born_on: date | None = None
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    places: tuple[Place, ...] = ()


_STREET = re.compile(r"strasse\b")
_HOUSE = re.compile(r"\b\d+(?:\s?[a-z])?\b")
_LEGAL_FORM = re.compile(r"\b(?:gmbh|mbh|ug|ag|kg|ohg|gbr|ev|eg|se)\b")


@lru_cache(maxsize=50_000)
def spoken(name: str) -> str:
    """A name as it is compared and as the index holds it: folded words with blanks between them."""
    return " ".join(name_words(name))


@lru_cache(maxsize=50_000)
def place(street: str, postcode: str, town: str) -> Place:
    """An address as it is compared: the street without blanks, its number apart."""
    folded = fold(street)
    house = _HOUSE.search(folded)
    way = _STREET.sub("str", _HOUSE.sub("", folded, count=1))
    return Place("".join(way.split()), "".join(house.group().split()) if house else "", fold(postcode), fold(town))


class Sign(StrEnum):
    """How one thing compares between two contacts; texts, since looking up an `Enum` is four times slower."""

    UNKNOWN = "unknown"
    SAME = "same"
    NEAR = "near"
    OTHER = "other"
    FAR = "far"


Weights = Mapping[Sign, int]

FIRST: Weights = {Sign.SAME: 4, Sign.NEAR: 3, Sign.OTHER: -5}
LAST: Weights = {Sign.SAME: 4, Sign.NEAR: 3, Sign.OTHER: -4}
"""People marry."""
COMPANY: Weights = {Sign.SAME: 8, Sign.NEAR: 5, Sign.OTHER: -9}
BORN: Weights = {Sign.SAME: 6, Sign.NEAR: -1, Sign.OTHER: -3, Sign.FAR: -3}
EMAIL: Weights = {Sign.SAME: 6, Sign.OTHER: -1}
PHONE: Weights = {Sign.SAME: 6, Sign.OTHER: -1}
PLACE: Weights = {Sign.SAME: 4, Sign.NEAR: 2, Sign.OTHER: -2}
WEIGHTS = (FIRST, LAST, COMPANY, BORN, EMAIL, PHONE, PLACE)


class _Signs(NamedTuple):
    """How two contacts compare, in the order of `WEIGHTS`."""

    first: Sign
    last: Sign
    company: Sign
    born: Sign
    email: Sign
    phone: Sign
    place: Sign


MOST_SHARED = EMAIL[Sign.SAME] + PHONE[Sign.SAME]


def most_points(
    ours: Described, theirs: Described, alike: Alike, *, sharing: bool, kin: bool, placed: bool = False
) -> int:
    """What `match` can give at the most, by names and birthdays alone; 0 for nothing.

    `sharing`: they share a phone or an e-mail; `kin`: they may also be family; `placed`: their addresses are known.
    """
    if ours.kind is not theirs.kind and _named(ours) and _named(theirs):
        return 0
    born = birthdays(ours.born_on, theirs.born_on)
    if born is Sign.FAR and not kin:
        return 0
    first, last = _names(ours, theirs, alike)
    if first is Sign.OTHER and (last is Sign.OTHER or not kin):
        return 0
    company = _company(ours.company, theirs.company, alike)
    points = FIRST.get(first, 0) + LAST.get(last, 0) + COMPANY.get(company, 0) + BORN.get(born, 0)
    where = _places(ours, theirs, alike) if placed else Sign.SAME
    return points + PLACE.get(where, 0) + (MOST_SHARED if sharing else 0)


def match(ours: Described, theirs: Described, alike: Alike) -> Match | None:
    """How much speaks for one contact, if it is worth a look; the caller brings the likeness of texts."""
    if ours.kind is not theirs.kind and _named(ours) and _named(theirs):
        return None
    first, last = _names(ours, theirs, alike)
    if first is last is Sign.OTHER:
        return None
    signs = _Signs(
        first=first,
        last=last,
        company=_company(ours.company, theirs.company, alike),
        born=birthdays(ours.born_on, theirs.born_on),
        email=_shared(ours.emails, theirs.emails),
        phone=_shared(ours.phones, theirs.phones),
        place=_places(ours, theirs, alike),
    )
    points = sum(weights.get(sign, 0) for weights, sign in zip(WEIGHTS, signs, strict=True))
    reason = _reason(signs) if points >= WORTH_A_LOOK else None
    return Match(points, reason) if reason else None


def _reason(signs: _Signs) -> Likely | None:
    """The surest reason; None for two people who share much."""
    if signs.first is Sign.OTHER or signs.born is Sign.FAR:
        one_differs = signs.born is Sign.SAME or signs.first is not Sign.OTHER
        return Likely.FAMILY if one_differs and signs.last is not Sign.OTHER else None
    if signs.born is Sign.SAME and signs.last is not Sign.OTHER:
        return Likely.NAME_AND_BIRTHDAY
    for sign, reason in ((signs.email, Likely.EMAIL), (signs.phone, Likely.PHONE), (signs.place, Likely.ADDRESS)):
        if sign is Sign.SAME:
            return reason
    same = signs.company is Sign.SAME or signs.first is signs.last is Sign.SAME
    return Likely.NAME if same else Likely.NEARLY_NAME


def birthdays(ours: date | None, theirs: date | None) -> Sign:
    """How two birthdays compare: `NEAR` is one slip of the pen, `FAR` a generation between them."""
    if ours is None or theirs is None:
        return Sign.UNKNOWN
    if ours == theirs:
        return Sign.SAME
    far = Sign.FAR if abs(ours.year - theirs.year) >= GENERATION else Sign.OTHER
    if ours.year != theirs.year and ours.month != theirs.month and ours.day != theirs.day:
        return far  # at least three wrong digits, as nearly always
    mine, other = ours.isoformat(), theirs.isoformat()
    wrong = [(left, right) for left, right in zip(mine, other, strict=True) if left != right]
    if len(wrong) == 1 or (len(wrong) == 2 and wrong[0] == wrong[1][::-1]):
        return Sign.NEAR
    if (ours.year, ours.month, ours.day) == (theirs.year, theirs.day, theirs.month):
        return Sign.NEAR
    return far


def _named(side: Described) -> bool:
    return bool(side.first or side.last or side.company)


def _names(ours: Described, theirs: Described, alike: Alike) -> tuple[Sign, Sign]:
    """How first and last names compare, also when they were swapped or all stand in one field."""
    first, last = _name(ours.first, theirs.first, alike), _name(ours.last, theirs.last, alike)
    if Sign.OTHER in {first, last}:
        crossed = _name(ours.first, theirs.last, alike), _name(ours.last, theirs.first, alike)
        if not {Sign.OTHER, Sign.UNKNOWN} & set(crossed):
            return (Sign.SAME if crossed == (Sign.SAME, Sign.SAME) else Sign.NEAR), Sign.NEAR
        if first is last is Sign.OTHER and Sign.SAME in crossed:
            return Sign.NEAR, Sign.OTHER
        if Sign.UNKNOWN in {first, last} and _words(ours) == _words(theirs):
            return Sign.NEAR, Sign.NEAR
    if first is Sign.NEAR and {ours.salutation, theirs.salutation} == {Salutation.MS, Salutation.MR}:
        return Sign.OTHER, last
    return first, last


def _words(side: Described) -> set[str]:
    return {*side.first.split(), *side.last.split()}


@lru_cache(maxsize=50_000)
def _name(ours: str, theirs: str, alike: Alike) -> Sign:
    if not ours or not theirs:
        return Sign.UNKNOWN
    if ours == theirs:
        return Sign.SAME
    short, long = sorted((ours, theirs), key=len)
    nickname = len(short) >= SHORTEST_NICKNAME and long.startswith(short)
    worded = " " in long and set(short.split()) <= set(long.split())
    if nickname or worded or (len(short) == len(long) and sorted(short) == sorted(long)):
        return Sign.NEAR
    return Sign.NEAR if alike(ours.replace(" ", ""), theirs.replace(" ", "")) >= NEARLY else Sign.OTHER


def _company(ours: str, theirs: str, alike: Alike) -> Sign:
    if not ours or not theirs:
        return Sign.UNKNOWN
    mine, other = (" ".join(_LEGAL_FORM.sub("", name).split()) or name for name in (ours, theirs))
    if mine == other:
        return Sign.SAME
    return Sign.NEAR if alike(mine, other) >= SAME_PLACE else Sign.OTHER


def _shared(ours: frozenset[str], theirs: frozenset[str]) -> Sign:
    if not ours or not theirs:
        return Sign.UNKNOWN
    return Sign.OTHER if ours.isdisjoint(theirs) else Sign.SAME


def _places(ours: Described, theirs: Described, alike: Alike) -> Sign:
    """The best that any two of their addresses say."""
    signs = {_place(mine, other, alike) for mine in ours.places for other in theirs.places}
    best = (Sign.SAME, Sign.NEAR, Sign.UNKNOWN, Sign.OTHER)
    return next((sign for sign in best if sign in signs), Sign.UNKNOWN)


def _place(ours: Place, theirs: Place, alike: Alike) -> Sign:
    """One house, its neighbourhood, or another town."""
    towns = bool(ours.town and theirs.town)
    near = bool(ours.postcode) and ours.postcode == theirs.postcode
    if not near and not (towns and alike(ours.town, theirs.town) >= SAME_PLACE):
        return Sign.OTHER if towns else Sign.UNKNOWN
    numbered = bool(ours.house and theirs.house)
    here = numbered and ours.house == theirs.house
    street = ours.street and theirs.street and alike(ours.street, theirs.street) >= SAME_PLACE
    if street and (here or not numbered):
        return Sign.SAME
    return Sign.NEAR if street or here else Sign.UNKNOWN
