"""The fields of a form: each draws itself, and keeps what it means for the column that it edits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components.choices import NAMED, Choices, same
from components.conflict import Conflict, Field, Unread
from domain.bank import format_iban, parse_iban
from domain.conflicts import Side
from domain.errors import Problems
from domain.phones import format_phone, parse_phone
from domain.texts import tidy_line, tidy_text
from i18n.texts import _


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _line(typed: str) -> str:
    return tidy_line(typed, longest=sys.maxsize)


def _lines(typed: str) -> str:
    return tidy_text(typed, longest=sys.maxsize)


class Inputs(Choices):
    """The fields of a `Form` (components/fields.py), which says what `column`, `suggest`, `write` and `read` are.

    Days, times and numbers are in `TypedInputs`.
    """

    def __init__(self, key: str, conflict: Conflict | None, *, live: bool) -> None:
        self._key = key
        self._live = live
        self._conflict = conflict
        self._fields: dict[str, Field] = {}
        self._slots: dict[str, Any] = {}
        self._days: dict[str, tuple[str, Callable[[str], Any]]] = {}
        self._problems = Problems()

    def key_of(self, name: str) -> str:
        """The key of a field, or of something else that belongs to this form."""
        return f"{self._key}.{name}"

    def text(
        self,
        name: str,
        label: str,
        value: Any = "",
        *,
        place: Any = st,
        column: str | None = NAMED,
        suggest: Any = None,
        write: Callable[[Any], str] = _text,
        read: Callable[[str], Any] = _line,
        taken: Callable[[Mapping[str, Any]], Any] | None = None,
        **options: Any,
    ) -> str:
        """A line of text; `taken` says what it shows of the columns of the record, where that is not its column."""
        if self._live:
            options["live"] = "300ms"
        start = self._start(name, write(value if suggest is None else suggest), "")
        typed = str(place.text_input(label, value=start, key=f"{self._key}.{name}", **options) or "")
        self._note(name, column, value, Field(label, typed, write, read, write, taken=taken), place)
        return typed

    def phone(self, name: str, label: str, value: str = "", **more: Any) -> str:
        """A phone number, shown as people dial it."""
        return self.text(
            name, label, value, write=lambda e164: format_phone(e164) if e164 else "", read=parse_phone, **more
        )

    def iban(self, name: str, label: str, value: str = "", **more: Any) -> str:
        """An IBAN, shown in groups of four."""
        return self.text(name, label, value, write=format_iban, read=lambda typed: parse_iban(typed).value, **more)

    def area(
        self, name: str, label: str, value: str = "", *, place: Any = st, column: str | None = NAMED, **options: Any
    ) -> str:
        """Text of several lines."""
        start = self._start(name, value, "")
        typed = str(place.text_area(label, value=start, key=f"{self._key}.{name}", **options) or "")
        self._note(name, column, value, Field(label, typed, _text, _lines, _text), place)
        return typed

    def beneath(
        self, column: str, label: str, value: Any, say: Callable[[Any], str] = _text, *, replaced: bool = False
    ) -> None:
        """A column that people rely on when they send this form, or that it replaces, without a field of its own."""
        typed = Unread(_("replaced by this form")) if replaced else value
        field = Field(label, typed, same, same, say, sides=(Side.MINE,) if replaced else ())
        self._note(column, column, value, field)

    def slot(self, name: str) -> None:
        """Here stands what is wrong with an input that has no field of its own, or one without a place for it."""
        self._slots[name] = st.empty()

    def _start(self, name: str, start: Any, neutral: Any) -> Any:
        """With what a new field begins; what a choice puts into a field that is there already goes in here."""
        taken = f"{self._key}.{name}.taken"
        if taken in st.session_state:
            st.session_state[f"{self._key}.{name}"] = st.session_state.pop(taken)
            return neutral
        if self._conflict is None or name not in self._conflict.put:
            return start
        st.session_state[f"{self._key}.{name}"] = self._conflict.put.pop(name)
        return neutral

    def _note(self, name: str, column: str | None, value: Any, field: Field, place: Any = None) -> None:
        """Keep what the field means for its column, and a place for what is wrong with it."""
        if place is not None:
            self._slots[name] = place.empty()
        if column is not None:
            field.column = name if column == NAMED else column
            field.original = value if self._conflict is None else self._conflict.seen.get(name, value)
            self._fields[name] = field
