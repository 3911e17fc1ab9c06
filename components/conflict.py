"""Two editors of one record: the second sees field by field what was, what is stored now and what was typed.

`Form` (components/fields.py) calls this by itself for every action that takes a `version`; nothing here knows a record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components.escape import literal, markup
from components.focus import focus
from components.perform import me
from components.state import CONFLICT
from domain.conflicts import Side, Versions, cut
from domain.errors import ChangedMeanwhile, Refusal
from i18n.formatting import format_instant, join_words
from i18n.texts import _, language
from i18n.words import word
from queries.conflicts import StoredRecord, Touch

BOTH = (Side.MINE, Side.THEIRS)
AROUND = 120
"""Characters of what is common that are shown on each side of what differs."""


class Unread(str):
    """What stands in a field that cannot be read as a value yet."""

    __slots__ = ()


@dataclass(slots=True)
class Field:
    """A field of a form, what stands in it now, and how that belongs to its column."""

    label: str
    typed: Any
    write: Callable[[Any], Any]
    """How a stored value is written into the field."""
    read: Callable[[Any], Any]
    """What the field holds, as it would be stored; may refuse."""
    say: Callable[[Any], str]
    """A stored value in words."""
    sides: tuple[Side, ...] = BOTH
    """What there is to choose from."""
    column: str = ""
    taken: Callable[[Mapping[str, Any]], Any] | None = None
    """What the field shows of the columns of the record; None: its column as it is."""
    original: Any = None
    """What the column held when it was last looked at: when the form was opened, later what a conflict showed."""

    @property
    def mine(self) -> Any:
        """The typed value as it would be stored; an untouched field holds its original exactly."""
        if self.typed == self.write(self.original):
            return self.original
        try:
            return self.read(self.typed)
        except Refusal:
            return Unread(self.typed)

    def of(self, values: Mapping[str, Any]) -> Any:
        """What the field shows of a stored record."""
        return self.taken(values) if self.taken is not None else values[self.column]

    def words(self, value: Any) -> str:
        """A value in words; empty for none."""
        return str(value) if isinstance(value, Unread) else "" if value is None else self.say(value)


@dataclass(frozen=True, slots=True)
class Row:
    """A field that somebody else changed meanwhile."""

    versions: Versions
    typed: Any
    written: Any
    """What was stored by the others, as it is written into the field."""
    touch: Touch | None


@dataclass(slots=True)
class Conflict:
    """What somebody else changed while a form was open, and what was chosen so far."""

    form: str
    version: int
    """Of the record as it is shown here: what is saved replaces this version and no other."""
    seen: dict[str, Any]
    """Every field of the form as it is stored in this version."""
    rows: dict[str, Row]
    sides: dict[str, Side] = field(default_factory=dict)
    put: dict[str, Any] = field(default_factory=dict)
    """Values that go into their fields with the next drawing."""

    @property
    def undecided(self) -> list[str]:
        """The fields for which nobody has chosen yet."""
        return [name for name in self.rows if name not in self.sides]


def compared(form: str, fields: Mapping[str, Field], record: StoredRecord, changed: ChangedMeanwhile) -> Conflict:
    """The form beside what is stored now; without rows nobody need be asked. Refuses again what it cannot compare."""
    if {one.column for one in fields.values()} - record.values.keys():
        raise changed
    conflict = Conflict(form, record.version, {name: one.of(record.values) for name, one in fields.items()}, {})
    for name, one in fields.items():
        versions = Versions(one.original, conflict.seen[name], one.mine)
        if versions.shown:
            row = Row(versions, one.typed, one.write(versions.theirs), record.touches.get(one.column))
            conflict.rows[name] = row
            if versions.preset is Side.THEIRS:
                conflict.sides[name] = Side.THEIRS
                conflict.put[name] = row.written
    return conflict


def open_conflict(form: str) -> Conflict | None:
    """The conflict that this form is in."""
    conflict: Conflict | None = st.session_state.get(CONFLICT)
    return conflict if conflict is not None and conflict.form == form else None


def keep(conflict: Conflict | None) -> None:
    """Remember the one conflict that is open in this tab; None when it is settled."""
    st.session_state[CONFLICT] = conflict


def _choose(form: str, name: str, widget: str) -> None:
    """Before the form is drawn: what was chosen goes into the field, unless it stands there or was edited since."""
    conflict = open_conflict(form)
    if conflict is None or name not in conflict.rows:
        return
    row, before, side = conflict.rows[name], conflict.sides.get(name, Side.MINE), Side(st.session_state[widget])
    conflict.sides[name] = side
    if side is not before:
        conflict.put[name] = row.typed if side is Side.MINE else row.written


def panel(conflict: Conflict, fields: Mapping[str, Field]) -> None:
    """Each field that somebody else changed: what it was, theirs, mine, and the choice between the two."""
    touches = {row.touch for row in conflict.rows.values()}
    with st.container(border=True, key="conflict", gap="xsmall"):
        st.html(_head(conflict, touches))
        for name, row in sorted(conflict.rows.items(), key=lambda item: item[1].versions.preset is not None):
            one = fields[name]
            by = _("by {who}").format(who=_when(row.touch)) if len(touches) > 1 else ""
            st.html(_versions(one, row, by, undecided=name in conflict.undecided))
            if one.sides:
                widget = f"{conflict.form}.{conflict.version}.side.{name}"
                st.segmented_control(
                    one.label,
                    one.sides,
                    default=conflict.sides.get(name),
                    required=True,
                    format_func=lambda side: literal(word(side)),
                    key=widget,
                    on_change=_choose,
                    args=(conflict.form, name, widget),
                    label_visibility="collapsed",
                )
    focus("conflict", str(conflict.version))


def unchosen(conflict: Conflict, fields: Mapping[str, Field]) -> str:
    """What is still to be chosen before anything is saved."""
    names = join_words([fields[name].label for name in conflict.undecided], language())
    return _("Nothing was saved yet: choose above which version is to hold for {fields}.").format(fields=names)


def _head(conflict: Conflict, touches: set[Touch | None]) -> str:
    people = dict.fromkeys(_who(row.touch) for row in conflict.rows.values())
    who = _when(*touches) if len(touches) == 1 else join_words(list(people), language())
    text = _("Changed in the meantime by {who}.").format(who=who)
    todo = (
        _("Choose which version is to hold, then save.")
        if any(row.versions.preset is None for row in conflict.rows.values())
        else _("The new values are in the fields below. Check them, then save.")
    )
    return f"<div class='k-conflict' role='alert'><b>{markup(text)}</b> {markup(todo)}</div>"


def _who(touch: Touch | None) -> str:
    if touch is None:
        return _("somebody else")
    if touch.user_id is not None and touch.user_id == me().user_id:
        return _("you in another window")
    return touch.name or "Kontor"


def _when(touch: Touch | None) -> str:
    return _who(touch) + (f", {format_instant(touch.at, language())}" if touch else "")


def _versions(one: Field, row: Row, by: str, *, undecided: bool) -> str:
    """One field as rows of a table; in theirs and mine the words that differ from the original are marked."""
    versions = row.versions
    original, theirs, mine = (one.words(value) for value in (versions.original, versions.theirs, versions.mine))
    mark = f" <span class='k-missing'>{markup(_('please choose'))}</span>" if undecided else ""
    lines = (
        (_("Original"), "", _value(original, theirs, mark="span")),
        (word(Side.THEIRS), by, _value(theirs, original)),
        (word(Side.MINE), "", _value(mine, original)),
    )
    body = "".join(
        f"<tr><th scope='row'>{markup(label)}</th><td dir='auto'><div class='k-version'>{value}</div>"
        + (f"<div class='k-sub'>{markup(note)}</div>" if note else "")
        + "</td></tr>"
        for label, note, value in lines
    )
    return f"<div class='k-field'>{markup(one.label)}{mark}</div><table class='k-rows'>{body}</table>"


def _value(text: str, other: str, mark: str = "mark") -> str:
    """A text with the words marked that differ from the other one, and what is common shortened around them."""
    if not text:
        return f"<span class='k-none'>{markup(_('empty'))}</span>"
    parts = cut(text, other)
    if not parts.before and not parts.behind:
        return markup(text)
    near = parts.near(AROUND)
    differing = f"<{mark}>{markup(near.differing)}</{mark}>" if near.differing else ""
    return f"{markup(near.before)}{differing}{markup(near.behind)}"
