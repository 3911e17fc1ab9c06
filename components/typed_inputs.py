"""Fields for days, times and numbers, which are typed: each is read by calling what comes back, once a form is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import streamlit as st

from components.inputs import NAMED, Inputs
from components.perform import now, today
from domain.errors import NotANumber, Refusal
from i18n.formatting import format_cents, format_day, parse_cents, parse_day
from i18n.texts import _, language
from i18n.times import format_moment, parse_moment, parse_time

Typed = TypeVar("Typed")

MOST_DIGITS = 9


class TypedInputs(Inputs):
    """The fields of a form whose text must be read as something else."""

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

        return self._typed(
            name,
            label,
            value,
            parse,
            today,
            place=place,
            column=column,
            suggest=suggest,
            write=show,
            taken=taken,
            placeholder=_("dd.mm.yyyy"),
        )

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

        return self._typed(
            name,
            label,
            value,
            parse,
            now,
            place=place,
            column=column,
            suggest=suggest,
            write=lambda instant: format_moment(instant, language()) if instant else "",
            placeholder=_("dd.mm.yyyy hh:mm"),
        )

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
        return self._typed(
            name,
            label,
            value,
            parse_time,
            lambda: time(12),
            place=place,
            column=column,
            suggest=suggest,
            write=lambda clock: f"{clock:%H:%M}" if clock else "",
            taken=taken,
            placeholder=_("hh:mm"),
        )

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

        return self._typed(name, label, value, parse, lambda: None, place=place, column=column, **options)

    def amount(
        self,
        name: str,
        label: str,
        value: int | None = None,
        *,
        place: Any = st,
        column: str | None = NAMED,
        empty: int | None = None,
        **options: Any,
    ) -> Callable[[], int]:
        """An amount of money in cents, typed (`24,90`); read it by calling what comes back.

        An empty field stands for `empty`, or is refused as missing.
        """

        def parse(text: str) -> int:
            return empty if empty is not None and not text.strip() else parse_cents(text, language())

        def show(cents: int | None) -> str:
            return "" if cents is None or cents == empty else format_cents(cents, language())

        options = {"placeholder": "24,90" if language() == "de" else "24.90"} | options
        return self._typed(name, label, value, parse, lambda: 0, place=place, column=column, write=show, **options)

    def _typed(
        self,
        name: str,
        label: str,
        value: Any,
        parse: Callable[[str], Typed],
        stand_in: Callable[[], Typed],
        **options: Any,
    ) -> Callable[[], Typed]:
        """A line of text and what reads it.

        What cannot be read is noted, and `stand_in` takes its place while the other fields are checked (`Form.send`):
        nothing is saved with it.
        """
        typed = self.text(name, label, value, read=parse, **options)
        self._days[name] = typed, parse

        def read() -> Typed:
            with self._problems.field(name):
                return parse(typed)
            return stand_in()

        return read
