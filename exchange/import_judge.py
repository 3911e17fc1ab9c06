"""What the import makes of each contact: compared with those that are here and with the rows of the file before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto

from sqlalchemy.orm import Session

from actions.contact_import import NewContact
from domain.contact_import import (
    ContactUnusable,
    LikelyDuplicate,
    OnDuplicate,
    OnNumber,
    TwinInFile,
    TwinSign,
    Verdict,
)
from domain.contacts import NumberTaken
from domain.errors import InvalidInput, Refusal
from exchange.address_book import ForeignContact
from exchange.import_check import CheckedContact, check, without_number
from exchange.import_update import SORTS, PlannedUpdate, plan_update
from i18n.texts import Language, speaking
from queries.contact_twins import Known, Mark, known_contacts, may_be_one
from queries.import_runs import taken_by_run
from queries.whole_contacts import WholeContact, contacts_by_number, whole_contacts


@dataclass(frozen=True, slots=True)
class Choices:
    """What people decide once for the whole file."""

    on_duplicate: OnDuplicate = OnDuplicate.SKIP
    on_number: OnNumber = OnNumber.SKIP
    main_from_file: bool = False
    """The first phone, e-mail and address of an update take the place of the main ones here."""


class Outcome(Enum):
    """What becomes of a contact of the file."""

    CREATED = auto()
    UPDATED = auto()
    UNCHANGED = auto()
    OUT = auto()


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
    is_known: bool = False
    """Its number is here."""
    update: PlannedUpdate | None = None
    """What it would change of the contact with its number; None where that is refused."""

    def outcome(self, choices: Choices) -> Outcome:
        """What becomes of it."""
        if self.is_known and choices.on_number is OnNumber.UPDATE:
            if self.update is None:
                return Outcome.OUT
            return Outcome.UNCHANGED if self.update.patch.is_empty else Outcome.UPDATED
        if self.is_known:
            wanted = choices.on_number is OnNumber.IMPORT
        else:
            wanted = self.verdict is not Verdict.DUPLICATE or choices.on_duplicate is OnDuplicate.IMPORT
        return Outcome.CREATED if wanted and self.new is not None else Outcome.OUT


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the file before, as far as a twin needs it."""

    line: int
    born_on: date | None


@dataclass(slots=True)
class _Here:
    """Who of a chunk is here."""

    marks: dict[Mark, tuple[Known, ...]]
    numbers: dict[str, WholeContact]
    taken: Collection[int]
    """Those that this run has made or changed already."""


@dataclass(slots=True)
class Judge:
    """Compares contacts with those that are here and with the rows of the file before."""

    today: date
    remark_language: Language
    choices: Choices
    run_id: int | None = None
    _seen: dict[int, _Row] = field(default_factory=dict)
    """By the hash of the mark: for a hundred thousand rows that is enough, and a third of the memory."""
    _met: dict[int, int] = field(default_factory=dict)
    """The contacts whose number the file brought, and the line."""

    def checked(self, some: Iterable[ForeignContact]) -> list[CheckedContact]:
        """These contacts in the form that is stored."""
        return [check(foreign, self.today, self.remark_language) for foreign in some]

    def planned(self, session: Session, some: Sequence[CheckedContact], *, lock: bool = False) -> list[PlannedContact]:
        """The verdicts on these, in their order; `lock` keeps those that may be updated as they are."""
        numbers = contacts_by_number(session, {checked.traits.number for checked in some if checked.traits.number})
        ids = sorted(set(numbers.values()))
        whole = {contact.contact_id: contact for contact in whole_contacts(session, ids, lock=lock)}
        here = _Here(
            known_contacts(session, [checked.traits for checked in some if checked.new]),
            {number: whole[contact_id] for number, contact_id in numbers.items()},
            taken_by_run(session, self.run_id, ids) if self.run_id is not None else (),
        )
        return [self._judged(checked, here) for checked in some]

    def _judged(self, checked: CheckedContact, here: _Here) -> PlannedContact:
        known = here.numbers.get(checked.traits.number) if checked.traits.number else None
        if known and known.contact_id not in self._met and known.contact_id not in here.taken:
            return self._known(checked, known)
        if checked.new is None:
            return PlannedContact(checked.foreign, None, Verdict.REFUSED, checked.problems)
        twin = self._twin(checked, here.marks, known)
        if twin is None or self.choices.on_duplicate is OnDuplicate.IMPORT:
            self._remember(checked)
        if twin is None:
            verdict = Verdict.WARNING if checked.problems else Verdict.OK
            return PlannedContact(checked.foreign, checked.new, verdict, checked.problems)
        if twin.data["sign"] is TwinSign.NUMBER:
            checked = self._without_number(checked)
        problems = (twin, *checked.problems)
        return PlannedContact(checked.foreign, checked.new, Verdict.DUPLICATE, problems, twin)

    def _known(self, checked: CheckedContact, here: WholeContact) -> PlannedContact:
        """A row whose number is here: it may update the contact, or come in without its number."""
        foreign = checked.foreign
        self._met[here.contact_id] = foreign.line
        name = here.company_name or " ".join(part for part in (here.title, here.first_name, here.last_name) if part)
        twin = LikelyDuplicate(line=foreign.line, sign=TwinSign.NUMBER, number=here.number, name=name)
        update, refused = self._update(checked, here)
        if checked.new is None:
            return PlannedContact(
                foreign, None, Verdict.DUPLICATE, (twin, *refused), twin, is_known=True, update=update
            )
        new = self._without_number(checked)
        problems = (twin, *refused, *new.problems)
        return PlannedContact(foreign, new.new, Verdict.DUPLICATE, problems, twin, is_known=True, update=update)

    def _without_number(self, checked: CheckedContact) -> CheckedContact:
        with speaking(self.remark_language):
            return without_number(checked, NumberTaken(number=checked.traits.number))

    def _update(self, checked: CheckedContact, here: WholeContact) -> tuple[PlannedUpdate | None, tuple[Refusal, ...]]:
        main = SORTS if self.choices.main_from_file else checked.main
        try:
            return plan_update(here, checked, self.today, main=main), ()
        except InvalidInput as invalid:
            return None, tuple(ContactUnusable(line=checked.foreign.line, why=why) for why in invalid.problems)

    def _twin(
        self, checked: CheckedContact, marks: dict[Mark, tuple[Known, ...]], known: WholeContact | None
    ) -> LikelyDuplicate | TwinInFile | None:
        line, born_on = checked.foreign.line, checked.traits.born_on
        if known and (other := self._met.get(known.contact_id)):
            return TwinInFile(line=line, sign=TwinSign.NUMBER, other=other)
        for mark in checked.traits.asked():
            for here in marks.get(mark, ()):
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
