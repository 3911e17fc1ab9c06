"""The import of an address book: first the plan, then the run, both chunk by chunk with flat memory.

1. Every foreign contact is brought into the form that is stored (`exchange.import_check`).
2. A chunk is compared with the contacts that are here, and with the rows of the file before it.
3. The run writes each chunk in a transaction of its own. Where the database refuses one, its halves are tried,
   so that a broken row refuses only itself. What is written stays: a run that was stopped goes on where it was
   (`so_far`), and one that begins anew finds its own contacts as duplicates.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from actions.contact_import import NewContact, import_contacts
from domain.access import Actor, NotPermitted
from domain.contact_import import LikelyDuplicate, NotStored, OnDuplicate, TwinInFile, TwinSign, Verdict
from domain.contacts import NumberTaken
from domain.errors import Refusal
from exchange.address_book import ForeignContact
from exchange.import_check import CheckedContact, check, without_number
from gateways.storage import Storage
from queries.contact_twins import Known, Mark, known_contacts, may_be_one

PLAN_CHUNK = 200
RUN_CHUNK = 100
MOST_WARNINGS = 200
"""Contacts whose warnings a report names."""

Reading = Callable[[], AbstractContextManager[Session]]
Writing = Callable[[], AbstractContextManager[tuple[Session, Actor]]]


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """What the import makes of one foreign contact."""

    foreign: ForeignContact
    new: NewContact | None
    """As it would be stored; None where it is refused."""
    verdict: Verdict
    problems: tuple[Refusal, ...]
    """What was doubtful, each with its line; of a duplicate the twin comes first."""
    twin: LikelyDuplicate | TwinInFile | None = None


def plan_import(rows: Iterable[ForeignContact], *, reading: Reading, today: date) -> Iterator[PlannedContact]:
    """What the import would make of each contact; changes nothing. Each chunk is looked up in a session of its own."""
    judge = _Judge(OnDuplicate.SKIP)
    for some in _chunks(rows, PLAN_CHUNK):
        checked = [check(foreign, today) for foreign in some]
        with reading() as session:
            planned = judge.planned(session, checked)
        yield from planned


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A contact that was not imported, or not without loss, and why; the reasons carry the line."""

    line: int
    name: str
    verdict: Verdict
    reasons: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come, and what became of the contacts so far."""

    done: int = 0
    imported: int = 0
    warnings: int = 0
    """Of the imported ones, those of which something went into the remark or was doubtful."""
    duplicates: int = 0
    refused: int = 0
    left_out: tuple[LeftOut, ...] = ()
    warned: tuple[LeftOut, ...] = ()
    """The first contacts with warnings."""

    def after(self, planned: Sequence[PlannedContact], on_duplicate: OnDuplicate) -> Progress:
        """The progress once these are dealt with."""
        out = [plan for plan in planned if not _comes_in(plan, on_duplicate)]
        warned = [plan for plan in planned if _comes_in(plan, on_duplicate) and plan.problems]
        duplicates = sum(plan.verdict is Verdict.DUPLICATE for plan in out)
        return Progress(
            done=self.done + len(planned),
            imported=self.imported + len(planned) - len(out),
            warnings=self.warnings + len(warned),
            duplicates=self.duplicates + duplicates,
            refused=self.refused + len(out) - duplicates,
            left_out=(*self.left_out, *map(_left_out, out)),
            warned=(*self.warned, *map(_left_out, warned[: MOST_WARNINGS - len(self.warned)])),
        )


def run_import(
    rows: Iterable[ForeignContact],
    *,
    writing: Writing,
    storage: Storage,
    today: date,
    on_duplicate: OnDuplicate = OnDuplicate.SKIP,
    reserved: Collection[str] = (),
    so_far: Progress | None = None,
) -> Iterator[Progress]:
    """Import the contacts, a transaction each chunk; yields the progress after each commit.

    Numbers that are `reserved` (all of the file) are given to nobody who brings none. `so_far` is the progress of
    a run that was stopped. Refuses `NotPermitted`; whatever else is refused is the row's own and reported.
    """
    progress = so_far or Progress()
    judge = _Judge(on_duplicate)
    for some in _chunks(islice(rows, progress.done, None), RUN_CHUNK):
        chunk = _Chunk(writing, storage, on_duplicate, reserved)
        planned = chunk.write(judge, [check(foreign, today) for foreign in some])
        progress = progress.after(planned, on_duplicate)
        yield progress


def _comes_in(planned: PlannedContact, on_duplicate: OnDuplicate) -> bool:
    wanted = on_duplicate is OnDuplicate.IMPORT or planned.verdict is not Verdict.DUPLICATE
    return planned.new is not None and wanted


def _left_out(planned: PlannedContact) -> LeftOut:
    foreign = planned.foreign
    name = foreign.company_name or f"{foreign.first_name} {foreign.last_name}".strip()
    reasons = (planned.twin,) if planned.twin and planned.verdict is Verdict.DUPLICATE else planned.problems
    return LeftOut(foreign.line, name, planned.verdict, reasons)


def _chunks(rows: Iterable[ForeignContact], size: int) -> Iterator[list[ForeignContact]]:
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the file before, as far as a twin needs it."""

    line: int
    born_on: date | None


class _Judge:
    """Compares contacts with those that are here and with the rows of the file before."""

    def __init__(self, on_duplicate: OnDuplicate) -> None:
        self._on_duplicate = on_duplicate
        self._seen: dict[int, _Row] = {}
        """By the hash of the mark: for a hundred thousand rows that is enough, and a third of the memory."""

    def planned(self, session: Session, some: Sequence[CheckedContact]) -> list[PlannedContact]:
        """The verdicts on these, in their order."""
        known = known_contacts(session, [checked.traits for checked in some if checked.new])
        return [self._judged(checked, known) for checked in some]

    def _judged(self, checked: CheckedContact, known: dict[Mark, tuple[Known, ...]]) -> PlannedContact:
        if checked.new is None:
            return PlannedContact(checked.foreign, None, Verdict.REFUSED, checked.problems)
        twin = self._twin(checked, known)
        if twin is None or self._on_duplicate is OnDuplicate.IMPORT:
            self._remember(checked)
        if twin is None:
            verdict = Verdict.WARNING if checked.problems else Verdict.OK
            return PlannedContact(checked.foreign, checked.new, verdict, checked.problems)
        if twin.data["sign"] is TwinSign.NUMBER:
            checked = without_number(checked, NumberTaken(number=checked.traits.number))
        problems = (twin, *checked.problems)
        return PlannedContact(checked.foreign, checked.new, Verdict.DUPLICATE, problems, twin)

    def _twin(
        self, checked: CheckedContact, known: dict[Mark, tuple[Known, ...]]
    ) -> LikelyDuplicate | TwinInFile | None:
        line, born_on = checked.foreign.line, checked.traits.born_on
        for mark in checked.traits.asked():
            for here in known.get(mark, ()):
                if may_be_one(mark.sign, born_on, here.born_on):
                    return LikelyDuplicate(line=line, sign=mark.sign, number=here.number, name=here.name)
            row = self._seen.get(hash(mark))
            if row and may_be_one(mark.sign, born_on, row.born_on):
                return TwinInFile(line=line, sign=mark.sign, other=row.line)
        return None

    def _remember(self, checked: CheckedContact) -> None:
        row = _Row(checked.foreign.line, checked.traits.born_on)
        for mark in checked.traits.marks():
            self._seen.setdefault(hash(mark), row)


@dataclass(slots=True)
class _Chunk:
    """Writes one chunk, in halves where it must."""

    writing: Writing
    storage: Storage
    on_duplicate: OnDuplicate
    reserved: Collection[str]

    def write(self, judge: _Judge, checked: Sequence[CheckedContact]) -> list[PlannedContact]:
        """Compare and store the chunk; the verdicts as they came out."""
        planned: list[PlannedContact] = []
        try:
            with self.writing() as (session, actor):
                planned = judge.planned(session, checked)
                self._store(session, actor, planned)
        except NotPermitted:
            raise
        except (Refusal, IntegrityError, DataError):
            if not planned:
                raise
            wanted = [plan for plan in planned if _comes_in(plan, self.on_duplicate)]
            refused = self._halves(wanted)
            planned = [refused.get(plan.foreign.line, plan) for plan in planned]
        return planned

    def _store(self, session: Session, actor: Actor, planned: Sequence[PlannedContact]) -> None:
        contacts = [plan.new for plan in planned if plan.new is not None and _comes_in(plan, self.on_duplicate)]
        import_contacts(session, actor, contacts=contacts, storage=self.storage, reserved=self.reserved)

    def _halves(self, planned: Sequence[PlannedContact]) -> dict[int, PlannedContact]:
        """Store these in smaller transactions, down to single ones; gives those that are refused by their line."""
        middle = len(planned) // 2
        refused: dict[int, PlannedContact] = {}
        for half in (planned[:middle], planned[middle:]):
            try:
                if half:
                    with self.writing() as (session, actor):
                        self._store(session, actor, half)
            except NotPermitted:
                raise
            except (Refusal, IntegrityError, DataError) as error:
                if len(half) == 1:
                    refused[half[0].foreign.line] = _refused(half[0], error)
                else:
                    refused |= self._halves(half)
        return refused


def _refused(planned: PlannedContact, error: Exception) -> PlannedContact:
    line = planned.foreign.line
    why = error if isinstance(error, NumberTaken) else NotStored(line=line)
    return replace(planned, new=None, verdict=Verdict.REFUSED, problems=(why,), twin=None)
