"""Running contracts of another system: what each line of the file says, and what is owed after that system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions.contracts import LONGEST_TEXT
from actions.moving_in import MovedContract, check_moved, import_contracts, there_already
from domain.calendar import add_months
from domain.catalogue import TermOffer
from domain.contacts import PaymentMethod
from domain.contract_claims import expected_claims
from domain.contract_deeds import EndBeforeNotice, LastBeforeStart
from domain.contract_terms import Renewal, Terms, regime_of
from domain.errors import Missing
from domain.moving_in import TariffNotHere, WhichTerm
from domain.periods import DAY, Period, day_after
from domain.search_text import fold
from domain.texts import tidy_text
from exchange.contact_import import Writing
from exchange.moving_columns import MovingFile
from exchange.moving_lines import Line, MovingRow, plan_rows, run_rows
from queries.catalogue import TariffRow, tariffs

PREVIEW_MONTHS = 3

ContractRow = MovingRow[MovedContract]


def plan_contracts(session: Session, file: MovingFile, *, today: date) -> list[ContractRow]:
    """What the import would make of each line; changes nothing."""
    catalogue = {fold(row.name): row for row in tariffs(session, retired=True)}

    def make(line: Line, contact_id: int) -> MovedContract | None:
        return _Reading(line, catalogue, today).moved(contact_id)

    return plan_rows(session, file, make, lambda some: there_already(session, some))


def run_contracts(run_id: int, rows: Sequence[ContractRow], *, writing: Writing) -> Iterator[list[ContractRow]]:
    """Store the good lines; yields what became of them after each commit."""
    return run_rows(run_id, rows, lambda session, actor, some: import_contracts(session, actor, contracts=some),
                    writing=writing)  # fmt: skip


def first_claims(rows: Sequence[ContractRow], *, today: date) -> list[tuple[date, int, int]]:
    """What is owed after the other system, up to the end of some months from today: month, claims, cents."""
    sums: dict[date, tuple[int, int]] = {}
    last = add_months(today.replace(day=1), PREVIEW_MONTHS) - DAY
    for moved in (row.moved for row in rows if row.moved):
        for claim in expected_claims(moved.contract().facts, until=last):
            month = claim.due_on.replace(day=1)
            count, cents = sums.get(month, (0, 0))
            sums[month] = (count + 1, cents + claim.cents)
    return [(month, *sums[month]) for month in sorted(sums)]


@dataclass(slots=True)
class _Reading:
    """One line, read as a contract."""

    line: Line
    catalogue: Mapping[str, TariffRow]
    today: date

    def moved(self, contact_id: int) -> MovedContract | None:
        """The contract, or None where the line notes what is wrong."""
        values, today = self.line.values, self.today
        tariff = self.catalogue.get(fold(values["name"]))
        signed_on = values.get("signed_on") or min(values["start_on"], today)
        regime = regime_of(signed_on, business=tariff.business if tariff else False)
        version = (tariff.on(signed_on) or tariff.versions[0]) if tariff and tariff.versions else None
        term = self._term(version.offer.terms if version else ())
        if term is None:
            return None
        terms = Terms(
            values.get("first_months", term.terms.first_months),
            values.get("renewal", self._renewal(term.terms)),
            values.get("renewal_months", term.terms.renewal_months),
            values.get("notice", term.terms.notice),
            values.get("end_rule", term.terms.end_rule),
            regime,
        )
        offer = version.offer if version else None
        points, cents = values.get("discount", (0, 0))
        moved = MovedContract(
            contact_id=contact_id,
            name=tariff.name if tariff else self.line.line("name", 120),
            number=self.line.line("number", 20),
            tariff_id=tariff.tariff_id if tariff else None,
            start_on=values["start_on"],
            signed_on=signed_on,
            billed_until=values["billed_until"],
            terms=terms,
            price_cents=values.get("price_cents", term.price_cents),
            interval_months=values.get("interval_months", term.interval_months),
            payment_method=values.get("payment_method", PaymentMethod.NONE),
            payer_id=self.line.payer_id,
            basis_points=points,
            discount_cents=cents,
            pause=self._pause(),
            received_on=values.get("received_on") or (min(today, values["end_on"]) if "end_on" in values else None),
            end_on=values.get("end_on"),
            text=tidy_text(values.get("text", "")[:LONGEST_TEXT], longest=LONGEST_TEXT),
            **_of_offer(offer),
        )
        self._check(moved)
        return moved

    def _term(self, offered: Sequence[TermOffer]) -> TermOffer | None:
        """The term of the catalogue that is meant, or one of free terms."""
        values = self.line.values
        names = ("first_months", "interval_months")
        fitting = [
            one
            for one in offered
            if all(
                values.get(name, having) == having
                for name, having in zip(names, (one.terms.first_months, one.interval_months), strict=True)
            )
        ]
        if len(fitting) == 1:
            return fitting[0]
        if "price_cents" in values and not fitting:
            return TermOffer(Terms(0), values["price_cents"])
        self.line.refuse("name", (WhichTerm if offered else TariffNotHere)(text=values["name"][:60]))
        return None

    def _renewal(self, terms: Terms) -> Renewal:
        return Renewal.TERMS if self.line.values.get("renewal_months") else terms.renewal

    def _pause(self) -> Period | None:
        start, last = self.line.values.get("paused_from"), self.line.values.get("paused_until")
        if start is None:
            if last is not None:
                self.line.refuse("paused_from", Missing())
            return None
        if last is not None and last < start:
            self.line.refuse("paused_until", LastBeforeStart())
            return None
        return Period(start, None if last is None else day_after(last))

    def _check(self, moved: MovedContract) -> None:
        if moved.end_on is not None and moved.end_on < moved.start_on:
            self.line.refuse("end_on", LastBeforeStart())
        if moved.end_on is None and "received_on" in self.line.values:
            self.line.refuse("end_on", Missing())
        elif moved.end_on is not None and moved.received_on is not None and moved.received_on > moved.end_on:
            self.line.refuse("end_on", EndBeforeNotice(received=moved.received_on))
        self.line.checked(lambda: check_moved(moved, self.today), {"renewal": "renewal_months"})


def _of_offer(offer: Any) -> dict[str, Any]:
    """What only the catalogue says."""
    if offer is None:
        return {}
    names = ("in_advance", "tax", "pause_days_a_year", "pause_kind", "pause_fee_cents")
    quotas = tuple((one.quota_type_id, one.units, one.monthly) for one in offer.quotas)
    return {name: getattr(offer, name) for name in names} | {"quotas": quotas}
