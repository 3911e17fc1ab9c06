"""The import of an address book: first the plan, then the run, both chunk by chunk with flat memory.

1. Every foreign contact is brought into the form that is stored (`exchange.import_check`).
2. A chunk is compared with the contacts that are here, and with the rows of the file before it (`import_judge`);
   where its number is here, what it would change is worked out (`import_update`).
3. The run writes each chunk in a transaction of its own, with what is needed to take it back. Where the database
   refuses one, its halves are tried, so that a broken row refuses only itself. What is written stays: a run that was
   stopped goes on where it was (`so_far`), and one that begins anew finds its own contacts as duplicates.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from actions.contact_import import import_contacts
from actions.contact_update import update_contacts
from actions.import_runs import note_taken
from domain.access import Actor, NotPermitted
from domain.contact_import import ChangedSincePreview, ContactUnusable, NotStored, OnNumber, Verdict
from domain.contacts import NumberTaken
from domain.errors import Refusal
from exchange.address_book import ForeignContact
from exchange.import_check import CheckedContact
from exchange.import_judge import Choices, Judge, Outcome, PlannedContact
from exchange.import_update import PlannedUpdate
from gateways.storage import Storage
from i18n.texts import Language

PLAN_CHUNK = 200
RUN_CHUNK = 100
MOST_WARNINGS = 200
"""Contacts whose warnings a report names."""

Reading = Callable[[], AbstractContextManager[Session]]
Writing = Callable[[], AbstractContextManager[tuple[Session, Actor]]]
Shown = Mapping[int, int]
"""The updates that people have seen: line to `PlannedUpdate.mark`."""


def plan_import(
    rows: Iterable[ForeignContact],
    *,
    reading: Reading,
    today: date,
    remark_language: Language,
    choices: Choices | None = None,
) -> Iterator[PlannedContact]:
    """What the import would make of each contact; changes nothing. Each chunk is looked up in a session of its own."""
    main = choices.main_from_file if choices else False
    judge = Judge(today, remark_language, Choices(main_from_file=main))
    for some in _chunks(rows, PLAN_CHUNK):
        checked = judge.checked(some)
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
    """Of the imported and updated ones, those of which something went into the remark or was doubtful."""
    duplicates: int = 0
    refused: int = 0
    left_out: tuple[LeftOut, ...] = ()
    warned: tuple[LeftOut, ...] = ()
    """The first contacts with warnings."""
    updated: int = 0
    unchanged: int = 0
    """Contacts that hold already all that the file says."""

    def after(self, planned: Sequence[PlannedContact], choices: Choices) -> Progress:
        """The progress once these are dealt with."""
        outcomes = [plan.outcome(choices) for plan in planned]
        pairs = list(zip(planned, outcomes, strict=True))
        out = [plan for plan, outcome in pairs if outcome is Outcome.OUT]
        came = (Outcome.CREATED, Outcome.UPDATED)
        warned = [one for plan, outcome in pairs if outcome in came and (one := _warned(plan, outcome)).reasons]
        duplicates = sum(plan.verdict is Verdict.DUPLICATE for plan in out)
        return Progress(
            done=self.done + len(planned),
            imported=self.imported + outcomes.count(Outcome.CREATED),
            warnings=self.warnings + len(warned),
            duplicates=self.duplicates + duplicates,
            refused=self.refused + len(out) - duplicates,
            left_out=(*self.left_out, *map(_left_out, out)),
            warned=(*self.warned, *warned[: MOST_WARNINGS - len(self.warned)]),
            updated=self.updated + outcomes.count(Outcome.UPDATED),
            unchanged=self.unchanged + outcomes.count(Outcome.UNCHANGED),
        )


def run_import(
    rows: Iterable[ForeignContact],
    *,
    run_id: int,
    writing: Writing,
    storage: Storage,
    today: date,
    remark_language: Language,
    choices: Choices | None = None,
    reserved: Collection[str] = (),
    shown: Shown | None = None,
    so_far: Progress | None = None,
) -> Iterator[Progress]:
    """Import the contacts into a run, a transaction each chunk; yields the progress after each commit.

    Numbers that are `reserved` (all of the file) are given to nobody who brings none. Of contacts that are here only
    what was `shown` is changed. `so_far` is the progress of a run that was stopped. Refuses `NotPermitted`; whatever
    else is refused is the row's own and reported.
    """
    choices = choices or Choices()
    progress = so_far or Progress()
    judge = Judge(today, remark_language, choices, run_id)
    for some in _chunks(islice(rows, progress.done, None), RUN_CHUNK):
        chunk = _Chunk(run_id, writing, storage, choices, reserved, shown)
        planned = chunk.write(judge, judge.checked(some))
        progress = progress.after(planned, choices)
        yield progress


def _left_out(planned: PlannedContact) -> LeftOut:
    reasons = (planned.twin,) if planned.twin and planned.verdict is Verdict.DUPLICATE else planned.problems
    return LeftOut(planned.foreign.line, _name(planned), planned.verdict, reasons)


def _warned(planned: PlannedContact, outcome: Outcome) -> LeftOut:
    """A contact that came in, with what was doubtful; of an update that it is here already is no warning."""
    is_update = outcome is Outcome.UPDATED and planned.update
    problems = planned.update.problems if is_update and planned.update else planned.problems
    return LeftOut(planned.foreign.line, _name(planned), Verdict.WARNING if is_update else planned.verdict, problems)


def _name(planned: PlannedContact) -> str:
    foreign = planned.foreign
    return foreign.company_name or f"{foreign.first_name} {foreign.last_name}".strip()


def _chunks(rows: Iterable[ForeignContact], size: int) -> Iterator[list[ForeignContact]]:
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some


@dataclass(slots=True)
class _Chunk:
    """Writes one chunk, in halves where it must."""

    run_id: int
    writing: Writing
    storage: Storage
    choices: Choices
    reserved: Collection[str]
    shown: Shown | None

    def write(self, judge: Judge, checked: Sequence[CheckedContact]) -> list[PlannedContact]:
        """Compare and store the chunk; the verdicts as they came out."""
        planned: list[PlannedContact] = []
        try:
            with self.writing() as (session, actor):
                planned = [self._settled(plan) for plan in judge.planned(session, checked, lock=True)]
                self._store(session, actor, planned)
        except NotPermitted:
            raise
        except (Refusal, IntegrityError, DataError):
            if not planned:
                raise
            refused = self._halves([plan for plan in planned if plan.outcome(self.choices) is not Outcome.OUT])
            planned = [refused.get(plan.foreign.line, plan) for plan in planned]
        return planned

    def _settled(self, plan: PlannedContact) -> PlannedContact:
        """Refuse an update that cannot be, or that nobody has seen like this."""
        if not (plan.is_known and self.choices.on_number is OnNumber.UPDATE):
            return plan
        if plan.update is None:
            why: tuple[Refusal, ...] = tuple(
                problem for problem in plan.problems if isinstance(problem, ContactUnusable)
            )
        elif plan.update.patch.is_empty or self.shown is None or self._was_shown(plan.foreign.line, plan.update):
            return plan
        else:
            why = (ChangedSincePreview(line=plan.foreign.line),)
        return replace(plan, update=None, verdict=Verdict.REFUSED, problems=why, twin=None)

    def _was_shown(self, line: int, update: PlannedUpdate) -> bool:
        return self.shown is not None and self.shown.get(line) == update.mark

    def _store(self, session: Session, actor: Actor, planned: Sequence[PlannedContact]) -> None:
        outcomes = [(plan, plan.outcome(self.choices)) for plan in planned]
        contacts = [plan.new for plan, outcome in outcomes if outcome is Outcome.CREATED and plan.new]
        patches = [plan.update.patch for plan, outcome in outcomes if outcome is Outcome.UPDATED and plan.update]
        import_contacts(session, actor, contacts=contacts, storage=self.storage, reserved=self.reserved)
        update_contacts(session, actor, patches=patches, storage=self.storage)
        note_taken(session, self.run_id)

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
    return replace(planned, new=None, update=None, verdict=Verdict.REFUSED, problems=(why,), twin=None)
