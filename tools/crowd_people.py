"""The many people of a large demo studio: drawn one by one in microseconds, from the names and places of the story.

`tools.demo_people` tells of 1 500 people and remembers them all; a million are drawn here in the order in which they
come, and nobody is remembered but the last few: some share a household with one of them, some come a second time.
"""

from __future__ import annotations

from bisect import bisect
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from domain.clock import ZONE, day_of
from domain.contacts import PaymentMethod, PhoneKind, Salutation
from domain.search_text import fold
from tools.demo_names import GENERATIONS, GERMAN_LAST, ORIGINS, OTHERS
from tools.demo_people import COMMON, Home, gendered
from tools.demo_places import DOMAINS, PLACES, account
from tools.demo_plan import BLOCKED, FATES, GAPS, MONEY, OPEN_HOURS, REMARKS, Gap, Later, Money

T = TypeVar("T")

SEED = 4711
LAST_POWER = 0.63
"""The last name of rank n comes with the weight n ** -power: Müller is 1 to 2 of a hundred, as in Germany."""
TOGETHER = 0.07
"""How many live with somebody who came shortly before."""
AGAIN = 0.003
"""How many are entered a second time by mistake."""
COMPANY = 0.02
FULLY = 400
"""Among so many who came last household and second entry are looked for."""

COMPANIES = (
    "Bäckerei {} GmbH", "Autohaus {} GmbH & Co. KG", "Tischlerei {} e. K.", "Dachdeckerei {} & Söhne", "Kanzlei Dr. {}",
    "Malermeister {}", "Sanitär {} GmbH", "Ingenieurbüro {}", "Spedition {} GmbH", "Steuerberatung {} & Partner mbB",
)  # fmt: skip
STEMS = """
Acker Adel Ahorn Alt Arn Bach Berg Birken Blum Brand Breiten Brunn Buch Burg Dorn Eber Eich Erl Esch
Feld Fels Finken Fuchs Garten Gries Groß Grün Haber Hasel Hecken Hirsch Hoch Höhen Holz Horn Kalten
Kirch Klein Königs Krähen Lang Lauter Linden Löwen Mai Mühl Neu Nieder Nuss Ober Pfaffen Rauch Reh
Rosen Roth Sand Schaf Schön Schwarz See Silber Sommer Stein Stern Sturm Tannen Teich Unter Vogel
Wald Wasser Weiden Weiß Wiesen Winter Wolf Ziegel
"""
ENDS = """
acher auer bacher bauer becker berger brink bruch burger dorf eder egger felder fischer förster
gruber haus häuser hofer huber kamp lehner leitner maier mann moser müller nagel ner ruther schläger
schmidt schuster thaler wanger weber wieser wirth
"""
"""Stem and end make one of the many rare names."""


class Weighted(Generic[T]):
    """Draws by weight, in the time of one bisection."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._values = tuple(weights)
        self._sums = list(accumulate(weights.values()))

    def draw(self, rng: Random) -> T:
        """One value."""
        return self._values[bisect(self._sums, rng.random() * self._sums[-1])]


def _frequent(names: Sequence[str]) -> Weighted[str]:
    return Weighted({name: 1 / (rank + COMMON) for rank, name in enumerate(names)})


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who comes at one instant, with all that is entered then, and at most one thing that comes later."""

    at: datetime
    salutation: Salutation
    first_name: str
    last_name: str
    company_name: str
    born_on: date | None
    home: Home | None
    phones: tuple[tuple[PhoneKind, str], ...]
    """E.164."""
    email: str
    method: PaymentMethod
    iban: str
    signed_on: date | None
    has_mandate: bool
    remark: str
    tags: tuple[int, ...]
    """Places in the list of tags."""
    doctor: int | None
    """Which one of the card file, from 0 on."""
    later: Later | None
    later_at: datetime
    reason: str


def newcomers(count: int, since: datetime, until: datetime, *, tags: int, doctors: int) -> Iterator[Newcomer]:
    """So many in the order in which they come between two days; the same for the same days."""
    rng = Random(SEED)  # noqa: S311
    draw = _Draw(rng, until, tags, doctors)
    for at in _instants(rng, count, day_of(since) + timedelta(days=1), day_of(until)):
        yield draw.one(at)


def _instants(rng: Random, count: int, first: date, end: date) -> Iterator[datetime]:
    """Moments at which the studio is open, in their order, from the first day up to the end, half-open."""
    days = (end - first).days
    for place in range(count):
        day, part = divmod((place + rng.random()) / count * days, 1)
        opens, length = _hours(first + timedelta(days=int(day)))
        yield opens + timedelta(seconds=int(part * length))


@lru_cache(maxsize=4)
def _hours(day: date) -> tuple[datetime, float]:
    first, last = OPEN_HOURS[day.weekday()]
    return datetime.combine(day, time(first), ZONE).astimezone(UTC), 3600.0 * (last - first)


@lru_cache(maxsize=20_000)
def _mailbox(name: str) -> str:
    return fold(name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")).replace(" ", "-")


class _Draw:
    """Draws one person after the other."""

    def __init__(self, rng: Random, until: datetime, tags: int, doctors: int) -> None:
        self._rng, self._until, self._tags, self._doctors = rng, until, tags, doctors
        rare = [stem + end for stem in STEMS.split() for end in ENDS.split()]
        rng.shuffle(rare)
        ranked = dict.fromkeys((*GERMAN_LAST, *rare))
        self._last = Weighted({name: (rank + 1) ** -LAST_POWER for rank, name in enumerate(ranked)})
        self._origin = Weighted(ORIGINS)
        self._german = [(one.since, (_frequent(one.men), _frequent(one.women))) for one in reversed(GENERATIONS)]
        self._others = {
            origin: ((_frequent(names.men), _frequent(names.women)), _frequent(names.last))
            for origin, names in OTHERS.items()
        }
        self._places = Weighted({place: place.weight for place in PLACES})
        self._gaps, self._money, self._fates = Weighted(GAPS), Weighted(MONEY), Weighted(FATES)
        self._lately: deque[Newcomer] = deque(maxlen=FULLY)
        self._drawn = 0

    def one(self, at: datetime) -> Newcomer:
        """The next one."""
        rng = self._rng
        self._drawn += 1
        chance = rng.random()
        before = rng.choice(self._lately) if self._lately and chance < AGAIN + TOGETHER else None
        if before is not None and chance < AGAIN and before.born_on:
            return replace(before, at=at, phones=(), email="", remark="", iban="", method=PaymentMethod.NONE,
                           signed_on=None, has_mandate=False, tags=(), later=None)  # fmt: skip
        new = self._company(at) if chance > 1 - COMPANY else self._person(at, before)
        self._lately.append(new)
        return new

    def _person(self, at: datetime, lives_with: Newcomer | None) -> Newcomer:
        rng = self._rng
        woman = rng.random() < 0.58
        born_on = self._until.date() - timedelta(days=int(365.25 * rng.triangular(7, 88, 37)))
        first, last = self._name(woman=woman, year=born_on.year)
        if lives_with is not None and lives_with.last_name:
            last = lives_with.last_name
        mailbox = f"{_mailbox(first)}.{_mailbox(last)}{rng.randrange(1000) or ''}"
        return self._entered(
            at,
            Salutation.MS if woman else Salutation.MR,
            (first, last, ""),
            born_on,
            mailbox,
            lives_with.home if lives_with else None,
        )

    def _company(self, at: datetime) -> Newcomer:
        called = self._rng.choice(COMPANIES).format(self._last.draw(self._rng))
        return self._entered(at, Salutation.NONE, ("", "", called), None, f"info{self._drawn}", None)

    def _name(self, *, woman: bool, year: int) -> tuple[str, str]:
        rng = self._rng
        origin = self._origin.draw(rng)
        if origin == "de":
            firsts = next(names for since, names in self._german if since <= year)
            last = self._last.draw(rng)
            if rng.random() < 0.03:
                last += "-" + self._last.draw(rng)
        else:
            firsts, lasts = self._others[origin]
            last = gendered(lasts.draw(rng), woman=woman)
        first = firsts[woman].draw(rng)
        if rng.random() < 0.06 and (second := firsts[woman].draw(rng)) != first:
            first += " " + second
        return first, last

    def _entered(
        self,
        at: datetime,
        salutation: Salutation,
        names: tuple[str, str, str],
        born_on: date | None,
        mailbox: str,
        home: Home | None,
    ) -> Newcomer:
        rng, gap, company = self._rng, self._gaps.draw(self._rng), bool(names[2])
        money = Money.NOTHING if born_on and born_on.year > at.year - 18 else self._money.draw(rng)
        debit = money not in {Money.NOTHING, Money.OTHER, Money.NO_IBAN}
        signed = debit and money not in {Money.NO_MANDATE, Money.DRAFT}
        fate, home = self._fates.draw(rng), home or self._home()
        return Newcomer(
            at,
            salutation,
            *names,
            None if gap is Gap.BIRTHDAY else born_on,
            None if gap is Gap.ADDRESS else home,
            () if gap in {Gap.PHONE, Gap.PHONE_AND_EMAIL} else self._phones(home, company=company),
            "" if gap in {Gap.EMAIL, Gap.PHONE_AND_EMAIL} else f"{mailbox}@{rng.choice(DOMAINS)}",
            self._method(money),
            account(rng) if debit else "",
            day_of(at) if signed else None,
            debit and money is not Money.NO_MANDATE,
            rng.choice(REMARKS) if rng.random() < 0.1 else "",
            tuple({rng.randrange(self._tags) for _ in range(rng.randrange(3))}) if rng.random() < 0.5 else (),
            None if company or rng.random() < 0.4 else rng.randrange(self._doctors),
            fate if fate in {Later.ARCHIVE, Later.DIE, Later.BLOCK} else None,
            at + (self._until - at) * rng.random(),
            rng.choice(BLOCKED) if fate is Later.BLOCK else "",
        )

    def _method(self, money: Money) -> PaymentMethod:
        if money in {Money.NOTHING, Money.NO_IBAN}:
            return PaymentMethod.NONE
        if money is Money.OTHER:
            return self._rng.choice((PaymentMethod.TRANSFER, PaymentMethod.CARD, PaymentMethod.CASH))
        return PaymentMethod.DEBIT

    def _home(self) -> Home:
        rng = self._rng
        place = self._places.draw(rng)
        return Home(f"{rng.choice(place.streets)} {rng.randint(2, 180)}", place.postcode, place.town, place.area_code)

    def _phones(self, home: Home, *, company: bool) -> tuple[tuple[PhoneKind, str], ...]:
        """A mobile number that nobody else has; beside or instead of it sometimes a landline."""
        rng = self._rng
        numbers: list[tuple[PhoneKind, str]] = []
        if not company and rng.random() < 0.9:
            numbers.append((PhoneKind.MOBILE, f"+491580{10**6 + self._drawn * 7_368_787 % (9 * 10**6)}"))
        if not numbers or rng.random() < 0.25:
            kind = PhoneKind.WORK if company else PhoneKind.HOME
            digits = 10**5 if home.area_code == "0221" else 10**4
            numbers.append((kind, f"+49{home.area_code[1:]}0{rng.randrange(digits, 10 * digits)}"))
        return tuple(numbers)
