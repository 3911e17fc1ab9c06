"""Two contacts that are one: which of their values the one that stays takes, and what is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from domain.errors import Refusal


class Side(StrEnum):
    """Whose value is taken."""

    OURS = "ours"
    """Of the contact that stays."""
    THEIRS = "theirs"
    """Of the duplicate."""
    BOTH = "both"
    """One below the other: texts only."""


class MergedField(StrEnum):
    """What is chosen as a whole, since its columns belong together."""

    SALUTATION = "salutation"
    TITLE = "title"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    COMPANY_NAME = "company_name"
    BORN_ON = "born_on"
    LANGUAGE = "language"
    PAYMENT = "payment_method"
    DOCTOR = "doctor_id"
    REMARK = "remark"
    PHOTO = "photo"
    BLOCKED = "blocked_on"
    DECEASED = "deceased_on"
    ARCHIVED = "archived_on"


COLUMNS: dict[MergedField, tuple[str, ...]] = {field: (field.value,) for field in MergedField} | {
    MergedField.PAYMENT: ("payment_method", "account_holder", "iban", "bic"),
    MergedField.BLOCKED: ("blocked_on", "blocked_reason"),
}
"""The columns of each."""

TEXTS = frozenset({MergedField.REMARK})
"""What may be taken from both."""

TOGETHER = (
    ("kind", "first_name", "last_name", "company_name"),
    *(columns for columns in COLUMNS.values() if len(columns) > 1),
    ("withdrawn_on", "withdrawn_source"),
    ("valid_from", "valid_until"),
    ("contact_id", "other_id"),
)
"""Columns of any table that make sense only together: undoing a merge returns all of them or none."""

BETWEEN = "\n\n"
"""Between two texts that were joined."""

Values = Sequence[Any]


class WithItself(Refusal):
    """A contact is merged with another one."""


class AlreadyMerged(Refusal):
    """What was merged into another contact is changed there. Data: `number`, `into` (numbers)."""


class PersonAndCompany(Refusal):
    """A person and a company are never one."""


class PreviewOutdated(Refusal):
    """What is merged is what was shown."""


class MergeUndone(Refusal):
    """A merge is undone once."""


class LaterMerge(Refusal):
    """Of several merges the last is undone first. Data: `number`, `into` (of the later one)."""


class SaidBefore(Refusal):
    """That two contacts are no duplicates is said once."""


def proposed(field: MergedField, ours: Values, theirs: Values, *, theirs_newer: bool) -> Side:
    """The fuller value, else the newer one; texts are kept both, and who is active anywhere is not archived."""
    if field is MergedField.ARCHIVED:
        return Side.OURS if empty(ours) else Side.THEIRS
    if empty(ours) or empty(theirs):
        return Side.THEIRS if empty(ours) else Side.OURS
    if field in TEXTS:
        return Side.BOTH
    mine, other = str(ours[0]), str(theirs[0])
    if field in {MergedField.FIRST_NAME, MergedField.LAST_NAME, MergedField.TITLE} and mine != other:
        if other.casefold().startswith(mine.casefold()):
            return Side.THEIRS
        if mine.casefold().startswith(other.casefold()):
            return Side.OURS
    return Side.THEIRS if theirs_newer else Side.OURS


def empty(values: Values) -> bool:
    """Whether nothing is known: neither the value itself nor what belongs to it."""
    return not any(values)


def chosen(ours: Mapping[str, Any], theirs: Mapping[str, Any], field: MergedField, side: Side) -> dict[str, Any]:
    """The columns of a field as they are after the choice."""
    if side is Side.BOTH:
        return {name: joined(ours[name], theirs[name]) for name in COLUMNS[field]}
    values = ours if side is Side.OURS else theirs
    return {name: values[name] for name in COLUMNS[field]}


def joined(ours: str, theirs: str) -> str:
    """Both texts, none twice."""
    return theirs if ours in theirs else added(ours, theirs)


def added(ours: str, theirs: str) -> str:
    """Our text and below it theirs, unless it holds theirs already."""
    return ours if theirs in ours else f"{ours}{BETWEEN}{theirs}" if ours else theirs


def taken_out(ours: str, theirs: str) -> str | None:
    """Our text before theirs was added; None where it does not end with theirs any more."""
    if ours == theirs:
        return ""
    return ours.removesuffix(BETWEEN + theirs) if ours.endswith(BETWEEN + theirs) else None
