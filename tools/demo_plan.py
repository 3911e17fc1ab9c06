"""What is noted about the people of the demo studio, and when: all that the loader enters through the actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Generic, TypeVar

from domain.clock import ZONE, day_of
from domain.contacts import ContactKind, PaymentMethod, PhoneKind
from tools.demo_people import Home, Person, a_home, people
from tools.demo_places import DOMAINS, Phones, account

T = TypeVar("T")

SEED = 1894
YEARS = 3
"""So long the studio has been open."""
OPEN_HOURS = {0: (7, 21), 1: (7, 21), 2: (7, 21), 3: (7, 21), 4: (7, 20), 5: (9, 16), 6: (9, 14)}
"""From and until which hour, by weekday; on Sundays somebody is there too."""


class Gap(StrEnum):
    """What nobody has asked for yet."""

    NOTHING = "nothing"
    EMAIL = "email"
    PHONE = "phone"
    PHONE_AND_EMAIL = "phone_and_email"
    ADDRESS = "address"
    BIRTHDAY = "birthday"


class Money(StrEnum):
    """How far the payment data have come."""

    NOTHING = "nothing"
    OTHER = "other"
    NO_IBAN = "no_iban"
    NO_MANDATE = "no_mandate"
    DRAFT = "draft"
    ACTIVE = "active"
    EXPIRED = "expired"
    ON_HOLD = "on_hold"
    BOUNCED = "bounced"
    REVOKED = "revoked"
    NEW_ACCOUNT = "new_account"


class Later(StrEnum):
    """What happens to a contact after the first visit."""

    HOLD = "hold"
    BOUNCE = "bounce"
    REVOKE = "revoke"
    NEW_ACCOUNT = "new_account"
    MOVE = "move"
    BLOCK = "block"
    DIE = "die"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    """Wants no more advertising."""
    EMAIL_BACK = "email_back"
    PHONE_DEAD = "phone_dead"
    LETTER_BACK = "letter_back"


GAPS = {Gap.NOTHING: 82, Gap.EMAIL: 7, Gap.PHONE: 3, Gap.PHONE_AND_EMAIL: 2, Gap.ADDRESS: 3, Gap.BIRTHDAY: 4}
MONEY = {
    Money.NOTHING: 14, Money.OTHER: 18, Money.NO_IBAN: 1, Money.NO_MANDATE: 2, Money.DRAFT: 3, Money.ACTIVE: 55,
    Money.EXPIRED: 1.5, Money.ON_HOLD: 1, Money.BOUNCED: 1, Money.REVOKED: 2, Money.NEW_ACCOUNT: 1,
}  # fmt: skip
MONEY_LATER = {
    Money.ON_HOLD: Later.HOLD,
    Money.BOUNCED: Later.BOUNCE,
    Money.REVOKED: Later.REVOKE,
    Money.NEW_ACCOUNT: Later.NEW_ACCOUNT,
}
FATES = {
    None: 85, Later.MOVE: 4, Later.BLOCK: 0.8, Later.DIE: 0.7, Later.ARCHIVE: 3, Later.WITHDRAW: 2.5,
    Later.EMAIL_BACK: 2, Later.PHONE_DEAD: 1, Later.LETTER_BACK: 1,
}  # fmt: skip
"""How many of a hundred."""

TAGS = {
    "Rehasport": "green", "Rückenschule": "blue", "Präventionskurs": "blue", "Firmenfitness": "violet",
    "Probetraining": "orange", "Newsletter": "gray", "Empfehlung": "gray", "60 plus": "green",
    "Kinder & Jugend": "green", "Krankengymnastik": "blue", "VIP": "red",
}  # fmt: skip
"""The tags on offer and their colours."""

REMARKS = (
    "Kommt meist vor der Arbeit, dienstags und donnerstags.",
    "Bitte nur nachmittags anrufen.",
    "Knie-OP im Frühjahr, Rücksprache mit dem Arzt liegt vor.",
    "Interessiert sich für den Rückenkurs am Mittwochabend.",
    "Hat Schlüsselpfand für Spind 47 hinterlegt.",
    "Über eine Freundin auf uns aufmerksam geworden.\nProbetraining hat gut gefallen.",
    "Möchte Post nur per E-Mail.",
    "Parkplatz für Rollstuhl reservieren.",
    "Wechselt vom Studio in der Südstadt zu uns.",
    "Rezept über 6 × KG, Verlängerung ist beantragt.",
    "Fährt jeden Winter für drei Monate nach Spanien.",
    "Duzt sich mit allen. ☺",
)
BLOCKED = (
    "Hat mehrfach Gäste ohne Anmeldung mitgebracht",
    "Beleidigung des Personals",
    "Sachbeschädigung an der Kabeltür, nicht ersetzt",
    "Auf eigenen Wunsch gesperrt",
)


CAME_BACK = {
    Later.EMAIL_BACK: "550 5.1.1 Empfänger unbekannt",
    Later.PHONE_DEAD: "Kein Anschluss unter dieser Nummer",
    Later.LETTER_BACK: "Empfänger unter der Anschrift nicht zu ermitteln",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to a contact later on."""

    at: datetime
    kind: Later
    reason: str = ""
    home: Home | None = None
    iban: str = ""


@dataclass(frozen=True, slots=True)
class DemoContact:
    """A contact with all that is entered at the first visit, and what comes later in the order of time."""

    at: datetime
    person: Person
    phones: tuple[tuple[PhoneKind, str], ...]
    email: str
    tags: tuple[str, ...]
    doctor: int | None
    """Which one of the card file, from 0 on."""
    money: Money
    method: PaymentMethod
    iban: str
    signed_on: date | None
    remark: str
    has_photo: bool
    later: tuple[Event, ...]


class Deck(Generic[T]):
    """Draws by weight; each value is sure to come once soon, so that even a small studio shows all of them."""

    SURE_EVERY = 4

    def __init__(self, rng: Random, weights: Mapping[T, float]) -> None:
        self._rng, self._weights = rng, weights
        self._due = sorted(weights, key=lambda value: weights[value])
        self._drawn = 0

    def draw(self) -> T:
        """The next value."""
        self._drawn += 1
        if self._due and self._drawn % self.SURE_EVERY == 0:
            return self._due.pop(0)
        return self._rng.choices(list(self._weights), list(self._weights.values()))[0]


def opening(now: datetime) -> datetime:
    """The instant at which the demo studio began: a morning three years ago."""
    day = day_of(now) - timedelta(days=YEARS * 365)
    return datetime.combine(day, time(6, 30), ZONE).astimezone(UTC)


def demo_contacts(now: datetime, count: int, doctors: int) -> list[DemoContact]:
    """So many contacts in the order in which they came, all before `now`; the same for the same instant."""
    return _Plan(now, doctors).contacts(count)


class _Plan:
    def __init__(self, now: datetime, doctors: int) -> None:
        self._rng = Random(SEED)  # noqa: S311
        self._now, self._doctors = now, doctors
        self._phones = Phones(self._rng)
        self._gaps = Deck(self._rng, GAPS)
        self._money = Deck(self._rng, MONEY)
        self._fates = Deck(self._rng, FATES)
        self._landlines: dict[int, str] = {}
        self._addresses: dict[tuple[int, str], str] = {}
        self._taken: set[str] = set()

    def contacts(self, count: int) -> list[DemoContact]:
        found = people(self._rng, day_of(self._now), count)
        instants = sorted(self._instant(opening(self._now) + timedelta(hours=1)) for _ in found)
        return [self._contact(at, person) for at, person in zip(instants, found, strict=True)]

    def _instant(self, after: datetime) -> datetime:
        """Some moment at which the studio was open, between two instants; straight after the first if there is none."""
        rng = self._rng
        for _ in range(20):
            day = day_of(after + (self._now - after) * rng.random())
            first, last = OPEN_HOURS[day.weekday()]
            minutes, second = rng.randrange(60 * (last - first)), rng.randrange(60)
            at = datetime.combine(day, time(first), ZONE).astimezone(UTC) + timedelta(minutes=minutes, seconds=second)
            if after < at < self._now:
                return at
        return after + (self._now - after) / 2

    def _contact(self, at: datetime, person: Person) -> DemoContact:
        rng, company = self._rng, person.identity.kind is ContactKind.COMPANY
        gap = Gap.NOTHING if person.again else self._gaps.draw()
        if gap is Gap.BIRTHDAY:
            person = replace(person, identity=replace(person.identity, born_on=None))
        money = Money.NOTHING if person.parent or person.again else self._money.draw()
        contact = DemoContact(
            at=at,
            person=person,
            phones=() if gap in {Gap.PHONE, Gap.PHONE_AND_EMAIL} else self._phone_numbers(person),
            email="" if gap in {Gap.EMAIL, Gap.PHONE_AND_EMAIL} else self._email(person),
            tags=self._tags(person),
            doctor=None if company or rng.random() < 0.4 else rng.randrange(self._doctors),
            money=money,
            method=self._method(money),
            iban="" if money in {Money.NOTHING, Money.OTHER, Money.NO_IBAN} else account(rng),
            signed_on=self._signed_on(money, at),
            remark=self._remark(person),
            has_photo=not company and rng.random() < 0.045,
            later=self._later(at, money),
        )
        return replace(contact, person=replace(person, home=None)) if gap is Gap.ADDRESS else contact

    def _phone_numbers(self, person: Person) -> tuple[tuple[PhoneKind, str], ...]:
        rng, company = self._rng, person.identity.kind is ContactKind.COMPANY
        assert person.home is not None
        numbers: list[tuple[PhoneKind, str]] = []
        if not company and not person.again and rng.random() < (0.7 if person.parent else 0.88):
            numbers.append((PhoneKind.MOBILE, self._phones.mobile()))
        known = self._landlines.get(person.landline_of)
        if not numbers or company or (rng.random() < 0.3 and known is None):
            known = known or self._phones.landline(person.home.area_code)
            self._landlines[person.landline_of] = known
            numbers.append((PhoneKind.WORK if company else PhoneKind.HOME, known))
        return tuple(numbers)

    def _email(self, person: Person) -> str:
        key = (person.landline_of, person.mailbox)
        if person.parent and (key not in self._addresses or self._rng.random() < 0.75):
            return ""
        if key not in self._addresses:
            self._addresses[key] = self._new_address(person.mailbox)
        return self._addresses[key]

    def _new_address(self, mailbox: str) -> str:
        domain, number = self._rng.choice(DOMAINS), 1
        while (address := f"{mailbox}{number if number > 1 else ''}@{domain}") in self._taken:
            number += self._rng.randint(1, 9)
        self._taken.add(address)
        return address

    def _tags(self, person: Person) -> tuple[str, ...]:
        if person.identity.kind is ContactKind.COMPANY:
            return ("Firmenfitness",)
        if person.parent:
            return ("Kinder & Jugend",)
        number = self._rng.choices((0, 1, 2, 3), (50, 32, 14, 4))[0]
        return tuple(self._rng.sample([tag for tag in TAGS if tag != "Kinder & Jugend"], number))

    def _method(self, money: Money) -> PaymentMethod:
        if money is Money.NOTHING:
            return PaymentMethod.NONE
        if money is Money.OTHER:
            return self._rng.choice((PaymentMethod.TRANSFER, PaymentMethod.CARD, PaymentMethod.CASH))
        return PaymentMethod.DEBIT

    def _signed_on(self, money: Money, at: datetime) -> date | None:
        """Expired mandates were signed on paper, before the studio had this program."""
        if money in {Money.NOTHING, Money.OTHER, Money.NO_IBAN, Money.NO_MANDATE, Money.DRAFT}:
            return None
        if money is Money.EXPIRED:
            return day_of(self._now) - timedelta(days=self._rng.randint(37 * 31, 60 * 30))
        return day_of(at)

    def _remark(self, person: Person) -> str:
        if person.parent:
            return ""
        return self._rng.choice(REMARKS) if self._rng.random() < 0.25 else ""

    def _later(self, at: datetime, money: Money) -> tuple[Event, ...]:
        """Money matters first: nobody revokes a mandate of the dead."""
        events: list[Event] = []
        kinds = [MONEY_LATER.get(money), self._fates.draw()]
        for kind in kinds:
            if kind is not None:
                at = self._instant(at)
                reason = self._rng.choice(BLOCKED) if kind is Later.BLOCK else CAME_BACK.get(kind, "")
                home = a_home(self._rng) if kind is Later.MOVE else None
                iban = account(self._rng) if kind is Later.NEW_ACCOUNT else ""
                events.append(Event(at, kind, reason, home, iban))
        return tuple(events)
