"""What an import would do, in counts and first rows: the photos and the many other rows are not kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from actions.contact_import import NewContact
from domain.contact_import import Verdict
from domain.errors import Refusal
from exchange.import_judge import PlannedContact

FIRST_ROWS = 50
FIRST_PROBLEMS = 200


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
class Preview:
    """What an import would do."""

    total: int
    ready: int
    warnings: int
    duplicates: int
    refused: int
    rows: tuple[PreviewRow, ...]
    problems: tuple[PreviewProblem, ...]


class PreviewTally:
    """Counts planned contacts one by one."""

    def __init__(self) -> None:
        self._counts: Counter[Verdict] = Counter()
        self._rows: list[PreviewRow] = []
        self._problems: list[PreviewProblem] = []

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
        if planned.problems and len(self._problems) < FIRST_PROBLEMS:
            name = foreign.company_name or f"{foreign.first_name} {foreign.last_name}".strip()
            self._problems.append(PreviewProblem(name, planned.verdict, planned.problems))

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
        )
