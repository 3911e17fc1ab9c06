"""What an import would do, in counts and first rows: the photos and the many other rows are not kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from actions.contact_import import NewContact
from domain.contact_import import Verdict
from domain.contacts import display_name
from domain.errors import Refusal
from exchange.import_judge import PlannedContact
from exchange.update_words import update_lines

FIRST_ROWS = 50
FIRST_PROBLEMS = 200
MOST_UPDATES = 5_000
"""Contacts whose changes are kept in words; more are counted, and written only as they were counted."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A contact as it would be stored, without its picture."""

    line: int
    verdict: Verdict
    new: NewContact
    has_photo: bool


@dataclass(frozen=True, slots=True)
class PreviewProblem:
    """What is doubtful about one contact."""

    name: str
    verdict: Verdict
    problems: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class PreviewUpdate:
    """What would change of one contact that is here."""

    line: int
    number: str
    name: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do."""

    total: int
    ready: int
    warnings: int
    duplicates: int
    """Those among them whose number is here are `known`."""
    refused: int
    rows: tuple[PreviewRow, ...]
    problems: tuple[PreviewProblem, ...]
    known: int = 0
    known_new: int = 0
    """Of the known ones, those that could come in as new contacts."""
    changing: int = 0
    """Of the known ones, those that would be changed."""
    updates: tuple[PreviewUpdate, ...] = ()
    shown: dict[int, int] = field(default_factory=dict)
    """Line to mark of all that would be changed (`exchange.contact_import.Shown`)."""


@dataclass(slots=True)
class PreviewTally:
    """Counts planned contacts one by one; `bank` tells whether bank data are shown."""

    bank: bool = True
    _counts: Counter[Verdict] = field(default_factory=Counter)
    _rows: list[PreviewRow] = field(default_factory=list)
    _problems: list[PreviewProblem] = field(default_factory=list)
    _known: int = 0
    _known_new: int = 0
    _updates: list[PreviewUpdate] = field(default_factory=list)
    _shown: dict[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """The contacts so far."""
        return self._counts.total()

    def add(self, planned: PlannedContact) -> None:
        """Take in the next one."""
        foreign, new = planned.foreign, planned.new
        self._counts[planned.verdict] += 1
        if new and len(self._rows) < FIRST_ROWS:
            row = PreviewRow(foreign.line, planned.verdict, replace(new, photo=None), new.photo is not None)
            self._rows.append(row)
        problems = self._known_problems(planned) if planned.is_known else planned.problems
        if problems and len(self._problems) < FIRST_PROBLEMS:
            name = foreign.company_name or f"{foreign.first_name} {foreign.last_name}".strip()
            self._problems.append(PreviewProblem(name, planned.verdict, problems))

    def _known_problems(self, planned: PlannedContact) -> tuple[Refusal, ...]:
        """Count a row whose number is here; what is doubtful about its update."""
        self._known += 1
        self._known_new += planned.new is not None
        update = planned.update
        if update is None:
            return planned.problems
        if not update.patch.is_empty:
            self._shown[planned.foreign.line] = update.mark
            if len(self._updates) < MOST_UPDATES:
                here = update.here
                name = display_name(here.title, here.first_name, here.last_name, here.company_name)
                lines = update_lines(update, bank=self.bank)
                self._updates.append(PreviewUpdate(planned.foreign.line, here.number, name, lines))
        twin = (planned.twin,) if planned.twin else ()
        return (*twin, *update.problems)

    def preview(self) -> Preview:
        """What came together."""
        return Preview(
            total=self.total,
            ready=self._counts[Verdict.OK],
            warnings=self._counts[Verdict.WARNING],
            duplicates=self._counts[Verdict.DUPLICATE],
            refused=self._counts[Verdict.REFUSED],
            rows=tuple(self._rows),
            problems=tuple(self._problems),
            known=self._known,
            known_new=self._known_new,
            changing=len(self._shown),
            updates=tuple(self._updates),
            shown=dict(self._shown),
        )
