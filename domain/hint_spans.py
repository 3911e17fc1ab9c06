"""From which day to which each hint holds: what lists and counts look up, with no job that runs at midnight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.bank import MandateFacts, mandate_state, mandate_valid_until
from domain.calendar import ADULT_AT, birthday_in, is_minor
from domain.contacts import ContactKind, PaymentMethod
from domain.data_quality import DataFacts, Hint, MandateFact, birthday_is_impossible, hints
from domain.errors import Refusal
from domain.periods import EVER, Period

NEVER = date.max
"""The end of a hint that does not end by itself."""


@dataclass(frozen=True, slots=True)
class Way:
    """A phone, e-mail or postal address: whether it would be taken today, and since when nothing arrives."""

    valid: bool = True
    undeliverable_on: date | None = None


@dataclass(frozen=True, slots=True)
class DataRecord:
    """What a contact holds for the rules, with its dates: from this follow the facts of any day."""

    kind: ContactKind
    born_on: date | None = None
    deceased_on: date | None = None
    archived_on: date | None = None
    merged: bool = False
    emails: tuple[Way, ...] = ()
    phones: tuple[Way, ...] = ()
    addresses: tuple[Way, ...] = ()
    method: PaymentMethod = PaymentMethod.NONE
    iban: str = ""
    iban_valid: bool = True
    mandates: tuple[tuple[str, MandateFacts], ...] = ()
    """IBAN and dates of each."""
    guardians: tuple[Period, ...] = ()
    """The days of each legal guardian."""

    def on(self, day: date) -> DataFacts:
        """The facts of a day."""
        born_wrongly = self.born_on is not None and birthday_is_impossible(self.born_on, day)
        return DataFacts(
            kind=self.kind,
            deceased_on=self.deceased_on if _since(self.deceased_on, day) else None,
            born_on=self.born_on,
            emails=len(self.emails),
            phones=len(self.phones),
            addresses=len(self.addresses),
            method=self.method,
            iban=self.iban,
            mandates=tuple(MandateFact(iban, mandate_state(facts, day)) for iban, facts in self.mandates),
            put_away=self.merged or _since(self.archived_on, day),
            born_wrongly=born_wrongly,
            invalid_emails=sum(not way.valid for way in self.emails),
            invalid_phones=sum(not way.valid for way in self.phones),
            invalid_iban=not self.iban_valid,
            undeliverable_emails=sum(_since(way.undeliverable_on, day) for way in self.emails),
            undeliverable_phones=sum(_since(way.undeliverable_on, day) for way in self.phones),
            undeliverable_addresses=sum(_since(way.undeliverable_on, day) for way in self.addresses),
            minor=self.born_on is not None and not born_wrongly and is_minor(self.born_on, day),
            guardians=sum(period.holds_on(day) for period in self.guardians),
        )

    def turns(self) -> set[date]:
        """The days on which a fact may become another."""
        days = {self.deceased_on, self.archived_on, self.born_on}
        days.add(birthday_in(self.born_on, self.born_on.year + ADULT_AT) if self.born_on else None)
        days |= {day for period in self.guardians for day in (period.start, period.end)}
        days |= {way.undeliverable_on for ways in (self.emails, self.phones, self.addresses) for way in ways}
        for _iban, facts in self.mandates:
            days |= {facts.signed_on, facts.held_on, facts.bounced_on, facts.revoked_on}
            until = mandate_valid_until(facts)
            days.add(until + timedelta(days=1) if until and until < NEVER else None)
        return {day for day in days if day is not None}


@dataclass(frozen=True, slots=True, order=True)
class HintSpan:
    """A hint that holds from `since` on and before `until`."""

    hint: Hint
    since: date = EVER
    until: date = NEVER


def hint_spans(record: DataRecord) -> tuple[HintSpan, ...]:
    """All spans of all hints, those that touch joined; likely duplicates are not known here."""
    begun: dict[Hint, date] = {}
    spans = []
    for day in sorted({EVER, *record.turns()} - {NEVER}):
        held = set(hints(record.on(day)))
        spans += [HintSpan(hint, begun.pop(hint), day) for hint in begun.keys() - held]
        begun |= dict.fromkeys(held - begun.keys(), day)
    spans += [HintSpan(hint, since) for hint, since in begun.items()]
    return tuple(sorted(spans))


def _since(began: date | None, day: date) -> bool:
    return began is not None and began <= day


def accepted(parse: Callable[[str], object], text: str) -> bool:
    """Whether the value would be taken if somebody entered it today."""
    try:
        parse(text)
    except Refusal:
        return False
    return True
