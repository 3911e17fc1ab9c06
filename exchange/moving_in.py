"""Contracts of another system: each line of the file judged in words, the good ones stored chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from actions.contracts import LONGEST_TEXT
from actions.import_runs import note_taken
from actions.moving_in import MovedContract, check_moved, import_contracts, there_already
from domain.access import NotPermitted
from domain.calendar import add_months
from domain.catalogue import TermOffer
from domain.contact_import import NotStored, Verdict
from domain.contacts import PaymentMethod
from domain.contract_claims import expected_claims
from domain.contract_deeds import LastBeforeStart
from domain.contract_terms import Renewal, Terms, regime_of
from domain.errors import InvalidInput, Missing, Refusal
from domain.moving_in import (
    ColumnRefused,
    ContactNotHere,
    MovedInAlready,
    NobodyNamed,
    SeveralContacts,
    TariffNotHere,
    TwiceInFile,
    WhichTerm,
)
from domain.periods import DAY, Period, day_after
from domain.search_text import fold
from domain.texts import tidy_line, tidy_text
from exchange.contact_import import RUN_CHUNK, Writing
from exchange.csv_rows import CsvRow
from exchange.moving_columns import CONTRACTS, MovingFile
from exchange.text_file import RefusedRow, refused_rows_csv
from i18n.messages import explain
from i18n.texts import _
from queries.catalogue import TariffRow, tariffs
from queries.moving_in import People, people_named

PREVIEW_MONTHS = 3


@dataclass(frozen=True, slots=True)
class MovingRow:
    """A line of the file and what becomes of it."""

    row: CsvRow
    who: str
    name: str
    moved: MovedContract | None = None
    problems: tuple[Refusal, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Good, here already, or refused."""
        if not self.problems:
            return Verdict.OK
        known = all(isinstance(one, MovedInAlready | TwiceInFile) for one in self.problems)
        return Verdict.DUPLICATE if known else Verdict.REFUSED


def plan_contracts(session: Session, file: MovingFile, *, today: date) -> list[MovingRow]:
    """What the import would make of each line; changes nothing."""
    reads = [_Reading(file, row) for row in file.rows]
    people = people_named(session, [one.values for one in reads])
    catalogue = {fold(row.name): row for row in tariffs(session, retired=True)}
    rows = [one.judged(people, catalogue, today) for one in reads]
    rows = _without_twins(rows)
    good = [row for row in rows if row.moved]
    refusals = there_already(session, [row.moved for row in good if row.moved])
    why = {row.row.line: refusal for row, refusal in zip(good, refusals, strict=False) if refusal}
    return [
        replace(row, moved=None, problems=(why[row.row.line],)) if row.row.line in why else row for row in rows
    ]  # fmt: skip


def first_claims(rows: Sequence[MovingRow], *, today: date) -> list[tuple[date, int, int]]:
    """What is owed after the other system, up to the end of some months from today: month, claims, cents."""
    sums: dict[date, tuple[int, int]] = {}
    last = add_months(today.replace(day=1), PREVIEW_MONTHS) - DAY
    for moved in (row.moved for row in rows if row.moved):
        for claim in expected_claims(moved.contract().facts, until=last):
            month = claim.due_on.replace(day=1)
            count, cents = sums.get(month, (0, 0))
            sums[month] = (count + 1, cents + claim.cents)
    return [(month, *sums[month]) for month in sorted(sums)]


def run_contracts(run_id: int, rows: Sequence[MovingRow], *, writing: Writing) -> Iterator[list[MovingRow]]:
    """Store the good lines, some contacts in each transaction; yields what became of them after each commit."""
    for some in _chunks([row for row in rows if row.moved]):
        yield _store(run_id, some, writing)


def refused_file(file: MovingFile, rows: Sequence[MovingRow]) -> bytes:
    """The lines that did not come in, as a CSV that can be mended and imported again."""
    bad = (
        RefusedRow(row.row.line, row.row.cells, " ".join(map(explain, row.problems))) for row in rows if row.problems
    )
    return refused_rows_csv((_("Line"), _("Reason"), *file.header), bad)


def _store(run_id: int, some: list[MovingRow], writing: Writing) -> list[MovingRow]:
    try:
        with writing() as (session, actor):
            import_contracts(session, actor, contracts=[row.moved for row in some if row.moved])
            note_taken(session, run_id)
    except NotPermitted:
        raise
    except (Refusal, IntegrityError, DataError) as error:
        groups = _by_contact(some)
        if len(groups) == 1:
            return [replace(row, moved=None, problems=_why(row, error)) for row in some]
        return [row for group in groups for row in _store(run_id, group, writing)]
    return some


def _why(row: MovingRow, error: Exception) -> tuple[Refusal, ...]:
    if isinstance(error, InvalidInput):
        return tuple(error.problems)
    return (error,) if isinstance(error, Refusal) else (NotStored(line=row.row.line),)


def _by_contact(rows: Sequence[MovingRow]) -> list[list[MovingRow]]:
    groups: dict[int, list[MovingRow]] = {}
    for row in rows:
        assert row.moved is not None
        groups.setdefault(row.moved.contact_id, []).append(row)
    return list(groups.values())


def _chunks(rows: Sequence[MovingRow]) -> Iterator[list[MovingRow]]:
    """All contracts of a contact in one chunk: a run remembers each contact once."""
    some: list[MovingRow] = []
    for group in _by_contact(rows):
        some += group
        if len(some) >= RUN_CHUNK:
            yield some
            some = []
    if some:
        yield some


def _without_twins(rows: Sequence[MovingRow]) -> list[MovingRow]:
    seen: dict[Any, int] = {}
    judged = list[MovingRow]()
    for row in rows:
        if row.moved:
            marks: list[Any] = [(row.moved.contact_id, row.moved.name, row.moved.start_on)]
            marks += [row.moved.number.upper()] if row.moved.number else []
            other = next((seen[mark] for mark in marks if mark in seen), None)
            if other is not None:
                row = replace(row, moved=None, problems=(TwiceInFile(other=other),))  # noqa: PLW2901
            else:
                seen |= dict.fromkeys(marks, row.row.line)
        judged.append(row)
    return judged


@dataclass(slots=True)
class _Reading:
    """One line: its cells read, then judged against what is here."""

    file: MovingFile
    row: CsvRow
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Refusal] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for header, part, text in self.file.cells(self.row):
            self.headers[part.name] = header
            try:
                self.values[part.name] = part.read(text)
            except Refusal as why:
                self.refuse(part.name, why)

    def refuse(self, name: str, why: Refusal) -> None:
        """Note what is wrong in a column."""
        header = self.headers.get(name) or next((_(part.header) for part in CONTRACTS if part.name == name), name)
        self.problems.append(ColumnRefused(line=self.row.line, column=header, why=why))

    def judged(self, people: People, catalogue: Mapping[str, TariffRow], today: date) -> MovingRow:
        """The contract of this line, or all that is wrong with it."""
        values = self.values
        who = " ".join(str(values[key]) for key in ("contact", "first_name", "last_name") if key in values)
        who = who or values.get("email", "")
        broken = {name for name, header in self.headers.items() if name not in values and header}
        for part in CONTRACTS:
            if part.needed and part.name not in values and part.name not in broken:
                self.refuse(part.name, Missing())
        contact_id = self._contact(people)
        payer_id = self._payer(people)
        moved = None
        if not self.problems and contact_id is not None:
            moved = self._moved(contact_id, payer_id, catalogue, today)
        return MovingRow(
            self.row, who, str(values.get("name", "")), None if self.problems else moved, tuple(self.problems)
        )

    def _contact(self, people: People) -> int | None:
        column, text, found = people.of(self.values)
        if not column:
            self.refuse("contact", NobodyNamed())
        elif not found:
            self.refuse(column, ContactNotHere(text=text))
        elif len(found) > 1:
            self.refuse(column, SeveralContacts(text=text))
        else:
            return found[0]
        return None

    def _payer(self, people: People) -> int | None:
        if "payer" not in self.values:
            return None
        found = people.numbers.get(self.values["payer"])
        if found is None:
            self.refuse("payer", ContactNotHere(text=self.values["payer"]))
        return found

    def _moved(
        self, contact_id: int, payer_id: int | None, catalogue: Mapping[str, TariffRow], today: date
    ) -> MovedContract | None:
        values = self.values
        tariff = catalogue.get(fold(values["name"]))
        signed_on = values.get("signed_on") or values["start_on"]
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
            name=tariff.name if tariff else self._line("name", 120),
            number=self._line("number", 20),
            tariff_id=tariff.tariff_id if tariff else None,
            start_on=values["start_on"],
            signed_on=signed_on,
            billed_until=values["billed_until"],
            terms=terms,
            price_cents=values.get("price_cents", term.price_cents),
            interval_months=values.get("interval_months", term.interval_months),
            payment_method=values.get("payment_method", PaymentMethod.NONE),
            payer_id=payer_id,
            basis_points=points,
            discount_cents=cents,
            pause=self._pause(),
            received_on=values.get("received_on") or (min(today, values["end_on"]) if "end_on" in values else None),
            end_on=values.get("end_on"),
            text=tidy_text(values.get("text", "")[:LONGEST_TEXT], longest=LONGEST_TEXT),
            **_of_offer(offer),
        )
        self._check(moved, today)
        return moved

    def _term(self, offered: Sequence[TermOffer]) -> TermOffer | None:
        """The term of the catalogue that is meant, or one of free terms."""
        values = self.values
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
        if "price_cents" in values:
            return TermOffer(Terms(0), values["price_cents"])
        self.refuse("name", (WhichTerm if offered else TariffNotHere)(text=values["name"][:60]))
        return None

    def _renewal(self, terms: Terms) -> Renewal:
        return Renewal.TERMS if self.values.get("renewal_months") else terms.renewal

    def _pause(self) -> Period | None:
        start, last = self.values.get("paused_from"), self.values.get("paused_until")
        if start is None:
            if last is not None:
                self.refuse("paused_from", Missing())
            return None
        if last is not None and last < start:
            self.refuse("paused_until", LastBeforeStart())
            return None
        return Period(start, None if last is None else day_after(last))

    def _line(self, name: str, longest: int) -> str:
        try:
            return tidy_line(self.values.get(name, ""), longest=longest)
        except Refusal as why:
            self.refuse(name, why)
            return ""

    def _check(self, moved: MovedContract, today: date) -> None:
        if moved.end_on is not None and moved.end_on < moved.start_on:
            self.refuse("end_on", LastBeforeStart())
        try:
            check_moved(moved, today)
        except InvalidInput as invalid:
            for problem in invalid.problems:
                name = {"renewal": "renewal_months"}.get(problem.field or "", problem.field or "name")
                self.refuse(name, problem)


def _of_offer(offer: Any) -> dict[str, Any]:
    """What only the catalogue says."""
    if offer is None:
        return {}
    names = ("in_advance", "tax", "pause_days_a_year", "pause_kind", "pause_fee_cents")
    quotas = tuple((one.quota_type_id, one.units, one.monthly) for one in offer.quotas)
    return {name: getattr(offer, name) for name in names} | {"quotas": quotas}
