"""Who comes to the demo studio: singles, families, companies, people of one name and some entered twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from domain.contacts import ContactKind, Identity, Salutation
from domain.search_text import fold
from tools.demo_names import (
    COMPANIES,
    GENERATIONS,
    GERMAN_LAST,
    HOSTILE,
    NOBLE,
    ORIGINS,
    OTHERS,
    VERY_SAME,
)
from tools.demo_places import PLACES

T = TypeVar("T")

COMMON = 40
"""The first name of a list comes about twice as often as the one of this rank."""
CHILD = (6, 16)
"""Ages of the children of the families, in years."""
SOON = (0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7)
"""In how many days some have their birthday, whatever the day is."""
TWINS = 120
"""One of so many is entered a second time."""


@dataclass(frozen=True, slots=True)
class Home:
    """An address with the area code of its place."""

    street: str
    postcode: str
    town: str
    area_code: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody (or a company) before anything is noted about them."""

    identity: Identity
    home: Home | None
    mailbox: str
    """What stands before the @; the same for two people who share an address."""
    landline_of: int
    """People of one household have the same number here and share a landline."""
    parent: str = ""
    """Of a minor: a parent's name."""
    foreign: bool = False
    again: bool = False
    """Entered a second time by mistake."""


def frequent(rng: Random, names: Sequence[T]) -> T:
    """One of a list that runs from the most to the least frequent."""
    return rng.choices(names, [1 / (rank + COMMON) for rank in range(len(names))])[0]


def people(rng: Random, today: date, count: int) -> list[Person]:
    """So many people in the order in which they come; the same for the same random numbers and day."""
    twins = count // TWINS if count >= TWINS else min(2, count // 10)
    found: list[Person] = []
    households = _Households(rng, today)
    specials = _specials(rng, today)
    gap = max(3, count // (len(specials) + 2))
    due = gap
    while len(found) < count - twins:
        if specials and len(found) >= due:
            found.append(households.single(specials.pop()))
            due += gap
        else:
            found.extend(households.next())
    return _with_twins(rng, _with_birthdays(today, found[: count - twins]), twins)


class _Households:
    """Draws one household after the other."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng, self._today = rng, today
        self._number = 0
        self._companies = list(COMPANIES)

    def next(self) -> list[Person]:
        """The next household: mostly one person, sometimes a family or a company."""
        chance = self._rng.random()
        if chance < 0.02 and self._companies:
            return [self.single(Identity(ContactKind.COMPANY, company_name=self._companies.pop(0)))]
        if chance < 0.075:
            return self._family()
        return [self._adult(_origin(self._rng), self._rng.triangular(16, 88, 37))]

    def single(self, identity: Identity) -> Person:
        """A household of one whose identity is given."""
        self._number += 1
        return Person(identity, a_home(self._rng), mailbox_of(self._rng, identity), self._number)

    def _adult(self, origin: str, age: float, last: str = "", *, woman: bool | None = None) -> Person:
        rng = self._rng
        woman = rng.random() < 0.58 if woman is None else woman
        born_on = self._today - timedelta(days=int(age * 365.25) + rng.randrange(365))
        identity = Identity(
            ContactKind.PERSON,
            salutation=Salutation.MS if woman else Salutation.MR,
            title=rng.choices(("", "Dr.", "Prof. Dr.", "Dipl.-Ing."), (95, 4, 0.4, 0.6))[0] if age > 30 else "",
            first_name=_first_name(rng, origin, born_on.year, woman=woman),
            last_name=gendered(last, woman=woman) if last else _last_name(rng, origin, woman=woman),
            born_on=born_on,
        )
        return replace(self.single(identity), foreign=origin != "de" and rng.random() < 0.15)

    def _family(self) -> list[Person]:
        """Two parents, or one, and up to three children under one roof."""
        rng, origin, age = self._rng, _origin(self._rng), self._rng.uniform(34, 52)
        last = frequent(rng, GERMAN_LAST if origin == "de" else OTHERS[origin].last)
        first = self._adult(origin, age, last, woman=rng.random() < 0.6)
        family = [first]
        if rng.random() < 0.7:
            other = self._adult(origin, age + rng.uniform(-4, 4), last, woman=not _is_woman(first))
            family.append(other)
        for _ in range(rng.randint(0 if len(family) > 1 else 1, 3)):
            child = self._adult(origin, rng.uniform(*CHILD), last, woman=rng.random() < 0.5)
            parent = f"{first.identity.first_name} {first.identity.last_name}"
            family.append(replace(child, parent=parent, mailbox=first.mailbox))
        return [replace(one, home=first.home, landline_of=first.landline_of) for one in family]


def _is_woman(person: Person) -> bool:
    return person.identity.salutation is Salutation.MS


def _origin(rng: Random) -> str:
    return rng.choices(list(ORIGINS), list(ORIGINS.values()))[0]


def _first_name(rng: Random, origin: str, year: int, *, woman: bool) -> str:
    if origin != "de":
        return frequent(rng, OTHERS[origin].women if woman else OTHERS[origin].men)
    generation = next(one for one in reversed(GENERATIONS) if one.since <= year)
    names = generation.women if woman else generation.men
    first = frequent(rng, names)
    second = rng.choice(names)
    return f"{first} {second}" if rng.random() < 0.02 and second != first else first


def _last_name(rng: Random, origin: str, *, woman: bool) -> str:
    if origin != "de":
        return gendered(frequent(rng, OTHERS[origin].last), woman=woman)
    if rng.random() < 0.006:
        return gendered(rng.choice(NOBLE), woman=woman)
    last = frequent(rng, GERMAN_LAST)
    other = rng.choice(GERMAN_LAST)
    return f"{last}-{other}" if rng.random() < 0.04 and other != last else last


def gendered(name: str, *, woman: bool) -> str:
    """`Kowalski|Kowalska` and `Freiherr|Freifrau von Dornau` for one sex."""
    return re.sub(r"([^ |]+)\|([^ |]+)", r"\2" if woman else r"\1", name)


def a_home(rng: Random) -> Home:
    """Somewhere in Köln or around it."""
    place = rng.choices(PLACES, [place.weight for place in PLACES])[0]
    letter = rng.choice("ab") if rng.random() < 0.08 else ""
    street = f"{rng.choice(place.streets)} {rng.randint(2, 180)}{letter}"
    return Home(street, place.postcode, place.town, place.area_code)


def mailbox_of(rng: Random, identity: Identity) -> str:
    """What stands before the @ in the first e-mail address that such a person takes."""
    first, last = map(_written_plainly, (identity.first_name, identity.last_name))
    if identity.kind is ContactKind.COMPANY or not (first and last):
        return "info"
    year = f"{identity.born_on.year % 100:02}" if identity.born_on else "1"
    short, whole = f"{first[0]}.{last}", f"{first}.{last}"
    return rng.choice((whole, short, whole + year, f"{first}{last[0]}{year}", last))


def _written_plainly(name: str) -> str:
    """In letters a to z, umlauts as Germans write them there."""
    plain = name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return re.sub(r"[^a-z]+", "-", fold(plain)).strip("-")


def _specials(rng: Random, today: date) -> list[Identity]:
    """People of the very same name, and names that look like markup."""
    names = [(first, last) for first, last, times in VERY_SAME for _ in range(times)] + list(HOSTILE)
    rng.shuffle(names)
    return [
        Identity(
            ContactKind.PERSON,
            first_name=first,
            last_name=last,
            born_on=today - timedelta(days=rng.randint(19 * 365, 78 * 365)),
        )
        for first, last in names
    ]


def _with_birthdays(today: date, found: list[Person]) -> list[Person]:
    """Some have their birthday today and in the next days."""
    adults = [place for place, one in enumerate(found) if one.identity.born_on and not one.parent]
    step = max(1, len(adults) // len(SOON))
    changed = list(found)
    for place, days in zip(adults[::step], SOON, strict=False):
        identity = found[place].identity
        assert identity.born_on is not None
        born_on = _in_year(today + timedelta(days=days), identity.born_on.year)
        changed[place] = replace(found[place], identity=replace(identity, born_on=born_on))
    return changed


def _in_year(day: date, year: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return date(year, 2, 28) if leap_day else day.replace(year=year)


def _with_twins(rng: Random, found: list[Person], twins: int) -> list[Person]:
    """Some were entered twice: the second time in the latter half, in the words of another day."""
    adults = [one for one in found[: len(found) // 2] if one.identity.born_on and not one.parent]
    entered = list(found)
    for one, spelling in zip(rng.sample(adults, min(twins, len(adults))), _spellings(), strict=False):
        identity = replace(one.identity, last_name=spelling(one.identity.last_name), title="")
        entered.insert(rng.randint(len(found) // 2, len(entered)), replace(one, identity=identity, again=True))
    return entered


def _spellings() -> Iterator[Callable[[str], str]]:
    while True:
        yield str
        yield lambda name: name.replace("ey", "ei") if "ey" in name else name + "t"
        yield lambda name: name.replace("ü", "ue").replace("ö", "oe").replace("ß", "ss")
