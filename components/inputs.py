"""The fields of a form: each draws itself, and keeps what it means for the column that it edits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from components.choices import NAMED, Choices, same
from components.conflict import Conflict, Field, Unread
from components.perform import now, today
from domain.bank import format_iban, parse_iban
from domain.conflicts import Side
from domain.errors import NotANumber, Problems, Refusal
from domain.phones import format_phone, parse_phone
from domain.texts import tidy_line, tidy_text
from i18n.formatting import format_day, parse_day
from i18n.texts import _, language
from i18n.times import format_moment, parse_moment, parse_time

MOST_DIGITS = 9


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _line(typed: str) -> str:
    return tidy_line(typed, longest=sys.maxsize)


def _lines(typed: str) -> str:
    return tidy_text(typed, longest=sys.maxsize)


class Inputs(Choices):
    """The fields of a `Form` (components/fields.py), which says what `column`, `suggest`, `write` and `read` are."""

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

    def day(
        self,
        name: str,
        label: str,
        value: date | None = None,
        *,
        place: Any = st,
        birthday: bool = False,
        required: bool = False,
        column: str | None = NAMED,
        suggest: date | None = None,
        last: bool = False,
        empty: date | None = None,
        taken: Callable[[Mapping[str, Any]], Any] | None = None,
    ) -> Callable[[], date | None]:
        """A day, typed (`31.12.1980`, `311280`); read it after the form was sent by calling what comes back.

        Of a `last` day the column holds, and the form gives, the day after; an empty field stands for `empty`.
        """
        latest = today() if birthday else None
        behind = timedelta(days=last)

        def parse(text: str) -> date | None:
            if not required and not text.strip():
                return empty
            return parse_day(text, language(), not_after=latest) + behind

        def show(day: date | None) -> str:
            return "" if day is None or day == empty else format_day(day - behind, language())

        typed = self.text(
            name,
            label,
            value,
            place=place,
            column=column,
            suggest=suggest,
            write=show,
            read=parse,
            taken=taken,
            placeholder=_("dd.mm.yyyy"),
        )
        self._days[name] = typed, parse

        def read() -> date | None:
            with self._problems.field(name):
                return parse(typed)
            return today()  # stands in while the other fields are checked (`Form.send`); nothing is saved with it

        return read

    def moment(
        self,
        name: str,
        label: str,
        value: datetime | None = None,
        *,
        place: Any = st,
        column: str | None = NAMED,
        suggest: datetime | None = None,
        required: bool = True,
    ) -> Callable[[], datetime | None]:
        """A day with its time on the clocks of the studio (`31.12.2026 14:30`); read it by calling what comes back."""

        def parse(text: str) -> datetime | None:
            return None if not required and not text.strip() else parse_moment(text, language())

        typed = self.text(
            name,
            label,
            value,
            place=place,
            column=column,
            suggest=suggest,
            write=lambda instant: format_moment(instant, language()) if instant else "",
            read=parse,
            placeholder=_("dd.mm.yyyy hh:mm"),
        )
        self._days[name] = typed, parse

        def read() -> datetime | None:
            with self._problems.field(name):
                return parse(typed)
            return now()  # stands in while the other fields are checked (`Form.send`); nothing is saved with it

        return read

    def clock(
        self,
        name: str,
        label: str,
        value: time | None = None,
        *,
        place: Any = st,
        column: str | None = NAMED,
        suggest: time | None = None,
        taken: Callable[[Mapping[str, Any]], Any] | None = None,
    ) -> Callable[[], time]:
        """A time of the clock, typed (`14:30`, `1430`, `9`); read it by calling what comes back."""
        typed = self.text(
            name,
            label,
            value,
            place=place,
            column=column,
            suggest=suggest,
            write=lambda clock: f"{clock:%H:%M}" if clock else "",
            read=parse_time,
            taken=taken,
            placeholder=_("hh:mm"),
        )
        self._days[name] = typed, parse_time

        def read() -> time:
            with self._problems.field(name):
                return parse_time(typed)
            return time(12)  # stands in while the other fields are checked (`Form.send`); nothing is saved with it

        return read

    def typed(self, name: str) -> str:
        """What stands in a day field right now."""
        return self._days[name][0]

    def typed_day(self, name: str) -> Any:
        """What stands in a field for a day, time or number of a live form right now; None while it is none yet."""
        if name not in self._days:
            return None
        typed, parse = self._days[name]
        try:
            return parse(typed)
        except Refusal:
            return None

    def whole_number(
        self,
        name: str,
        label: str,
        value: int | None = None,
        *,
        place: Any = st,
        column: str | None = NAMED,
        **options: Any,
    ) -> Callable[[], int | None]:
        """A whole number or none, typed; read it by calling what comes back. What is no number is refused."""

        def parse(text: str) -> int | None:
            digits = text.strip()
            if not digits:
                return None
            if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
                raise NotANumber(text=text[:60])
            return int(digits)

        typed = self.text(name, label, value, place=place, column=column, read=parse, **options)
        self._days[name] = typed, parse

        def read() -> int | None:
            with self._problems.field(name):
                return parse(typed)
            return None

        return read

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
