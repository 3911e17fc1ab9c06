"""What comes from another system, whatever it is: each line of the file judged in words, the good ones stored."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from actions.import_runs import note_taken
from domain.access import Actor, NotPermitted
from domain.contact_import import NotStored, Verdict
from domain.errors import InvalidInput, Missing, Refusal
from domain.moving_in import ColumnRefused, ContactNotHere, MovedInAlready, NobodyNamed, SeveralContacts, TwiceInFile
from domain.texts import tidy_line
from exchange.contact_import import RUN_CHUNK, Writing
from exchange.csv_rows import CsvRow
from exchange.moving_columns import MovingFile
from exchange.text_file import RefusedRow, refused_rows_csv
from i18n.messages import explain
from i18n.texts import _
from queries.moving_in import People, people_named


class Moved(Protocol):
    """What comes in for a contact."""

    @property
    def contact_id(self) -> int:
        """Whose it is."""

    @property
    def marks(self) -> Sequence[Hashable]:
        """Two with a mark in common are one."""


TITLES = ("name", "type", "reference")
"""The column that says what it is."""

Item = TypeVar("Item", bound=Moved)
Make = Callable[["Line", int], Item | None]
"""What comes in by a line for a contact; None where the line notes what is wrong."""
Store = Callable[[Session, Actor, Sequence[Item]], object]


@dataclass(frozen=True, slots=True)
class MovingRow(Generic[Item]):
    """A line of the file and what becomes of it."""

    row: CsvRow
    who: str
    name: str
    moved: Item | None = None
    problems: tuple[Refusal, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Good, here already, or refused."""
        if not self.problems:
            return Verdict.OK
        known = all(isinstance(one, MovedInAlready | TwiceInFile) for one in self.problems)
        return Verdict.DUPLICATE if known else Verdict.REFUSED


def plan_rows(
    session: Session,
    file: MovingFile,
    make: Make[Item],
    there_already: Callable[[Sequence[Item]], Sequence[Refusal | None]],
) -> list[MovingRow[Item]]:
    """What the import would make of each line; changes nothing. `there_already` may be empty for all of them."""
    lines = [Line(file, row) for row in file.rows]
    people = people_named(session, [line.values for line in lines])
    rows = _without_twins([line.judged(people, make) for line in lines])
    good = [(row, row.moved) for row in rows if row.moved is not None]
    refusals = there_already([moved for _row, moved in good])
    why = {row.row.line: refusal for (row, _moved), refusal in zip(good, refusals, strict=False) if refusal}
    return [
        replace(row, moved=None, problems=(why[row.row.line],)) if row.row.line in why else row for row in rows
    ]  # fmt: skip


def run_rows(
    run_id: int, rows: Sequence[MovingRow[Item]], store: Store[Item], *, writing: Writing
) -> Iterator[list[MovingRow[Item]]]:
    """Store the good lines, some contacts in each transaction; yields what became of them after each commit."""
    for some in _chunks([row for row in rows if row.moved is not None]):
        yield _store(run_id, some, store, writing)


def refused_file(file: MovingFile, rows: Sequence[MovingRow[Any]]) -> bytes:
    """The lines that did not come in, as a CSV that can be mended and imported again."""
    bad = (
        RefusedRow(row.row.line, row.row.cells, " ".join(map(explain, row.problems))) for row in rows if row.problems
    )
    return refused_rows_csv((_("Line"), _("Reason"), *file.header), bad)


def _store(run_id: int, some: list[MovingRow[Item]], store: Store[Item], writing: Writing) -> list[MovingRow[Item]]:
    try:
        with writing() as (session, actor):
            store(session, actor, [row.moved for row in some if row.moved is not None])
            note_taken(session, run_id)
    except NotPermitted:
        raise
    except (Refusal, IntegrityError, DataError) as error:
        groups = _by_contact(some)
        if len(groups) == 1:
            return [replace(row, moved=None, problems=_why(row, error)) for row in some]
        return [row for group in groups for row in _store(run_id, group, store, writing)]
    return some


def _why(row: MovingRow[Item], error: Exception) -> tuple[Refusal, ...]:
    if isinstance(error, InvalidInput):
        return tuple(error.problems)
    return (error,) if isinstance(error, Refusal) else (NotStored(line=row.row.line),)


def _by_contact(rows: Sequence[MovingRow[Item]]) -> list[list[MovingRow[Item]]]:
    groups: dict[int, list[MovingRow[Item]]] = {}
    for row in rows:
        assert row.moved is not None
        groups.setdefault(row.moved.contact_id, []).append(row)
    return list(groups.values())


def _chunks(rows: Sequence[MovingRow[Item]]) -> Iterator[list[MovingRow[Item]]]:
    """All that a contact gets in one chunk: a run remembers each contact once."""
    some: list[MovingRow[Item]] = []
    for group in _by_contact(rows):
        some += group
        if len(some) >= RUN_CHUNK:
            yield some
            some = []
    if some:
        yield some


def _without_twins(rows: Sequence[MovingRow[Item]]) -> list[MovingRow[Item]]:
    seen: dict[Hashable, int] = {}
    judged = list[MovingRow[Item]]()
    for row in rows:
        if row.moved is not None:
            marks = row.moved.marks
            other = next((seen[mark] for mark in marks if mark in seen), None)
            if other is not None:
                row = replace(row, moved=None, problems=(TwiceInFile(other=other),))  # noqa: PLW2901
            else:
                seen |= dict.fromkeys(marks, row.row.line)
        judged.append(row)
    return judged


@dataclass(slots=True)
class Line:
    """One line: its cells read, then judged against what is here."""

    file: MovingFile
    row: CsvRow
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Refusal] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    payer_id: int | None = None

    def __post_init__(self) -> None:
        for part, text in self.file.cells(self.row):
            self.filled.add(part.name)
            try:
                self.values[part.name] = part.read(text)
            except Refusal as why:
                self.refuse(part.name, why)

    def refuse(self, name: str, why: Refusal) -> None:
        """Note what is wrong in a column."""
        self.problems.append(ColumnRefused(line=self.row.line, column=self.file.header_of(name), why=why))

    def judged(self, people: People, make: Make[Item]) -> MovingRow[Item]:
        """What comes in by this line, or all that is wrong with it."""
        values = self.values
        who = " ".join(str(values[key]) for key in ("contact", "first_name", "last_name") if key in values)
        who = who or values.get("email", "")
        for part in self.file.parts:
            if part.needed and part.name not in values and part.name not in self.filled:
                self.refuse(part.name, Missing())
        contact_id = self._contact(people)
        self.payer_id = self._payer(people)
        moved = None
        if not self.problems and contact_id is not None:
            moved = make(self, contact_id)
        name = next((str(values[key]) for key in TITLES if key in values), "")
        return MovingRow(self.row, who, name, None if self.problems else moved, tuple(self.problems))

    def line(self, name: str, longest: int) -> str:
        """The tidy text of a cell."""
        try:
            return tidy_line(self.values.get(name, ""), longest=longest)
        except Refusal as why:
            self.refuse(name, why)
            return ""

    def checked(self, check: Callable[[], object], names: dict[str, str]) -> None:
        """Note what a check refuses in the columns of its fields; `names` are columns that are called otherwise."""
        try:
            check()
        except InvalidInput as invalid:
            for problem in invalid.problems:
                field_name = problem.field or "name"
                self.refuse(names.get(field_name, field_name), problem)

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
