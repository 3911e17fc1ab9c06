"""Forms: every field under its label, every broken rule under its field, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from types import TracebackType
from typing import Any, TypeVar

import streamlit as st

from components.escape import literal
from components.perform import run, say, today
from domain.errors import InvalidInput, Problems, Refusal
from i18n.formatting import format_day, parse_day
from i18n.messages import explain
from i18n.texts import _, language
from i18n.words import word

Choice = TypeVar("Choice", bound=StrEnum)


class Form:
    """A form in a dialog or page: fields first, then `submit`.

    with Form("phone") as form:
        number = form.text("number", _("Number"))
        form.submit(add_phone, done=_("Phone added"), contact_id=..., number=number)

    A `live` form draws itself anew while people type, for what depends on it (likely duplicates).
    """

    def __init__(self, key: str, *, live: bool = False) -> None:
        self._key = key
        self._live = live
        self._slots: dict[str, Any] = {}
        self._problems = Problems()
        self._days: dict[str, str] = {}
        self._box = st.container(key=key) if live else st.form(key, border=False, enter_to_submit=True)

    def __enter__(self) -> Form:
        self._box.__enter__()
        self._top = st.empty()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._box.__exit__(kind, error, trace)

    def _slot(self, name: str, place: Any = st) -> None:
        self._slots[name] = place.empty()

    def text(self, name: str, label: str, value: str = "", *, place: Any = st, **options: Any) -> str:
        """A line of text."""
        if self._live:
            options["live"] = "300ms"
        typed = place.text_input(label, value=value, key=f"{self._key}.{name}", **options)
        self._slot(name, place)
        return str(typed or "")

    def area(self, name: str, label: str, value: str = "", *, place: Any = st, **options: Any) -> str:
        """Text of several lines."""
        typed = place.text_area(label, value=value, key=f"{self._key}.{name}", **options)
        self._slot(name, place)
        return str(typed or "")

    def day(
        self,
        name: str,
        label: str,
        value: date | None = None,
        *,
        place: Any = st,
        birthday: bool = False,
    ) -> Callable[[], date | None]:
        """A day, typed (`31.12.1980`, `311280`); read it after the form was sent by calling what comes back."""
        typed = self.text(
            name,
            label,
            format_day(value, language()) if value else "",
            place=place,
            placeholder=_("dd.mm.yyyy"),
        )

        self._days[name] = typed
        latest = today() if birthday else None

        def read() -> date | None:
            with self._problems.field(name):
                return parse_day(typed, language(), not_after=latest) if typed.strip() else None
            return None

        return read

    def typed(self, name: str) -> str:
        """What stands in a day field right now."""
        return self._days.get(name, "")

    def typed_day(self, name: str) -> date | None:
        """What stands in a day field of a live form right now; None while it is no day yet."""
        try:
            return parse_day(self._days.get(name, ""), language(), not_after=today())
        except Refusal:
            return None

    def switch(self, name: str, label: str, options: type[Choice]) -> Choice:
        """One of few members of an enumeration, all in sight."""
        chosen = st.segmented_control(
            label,
            list(options),
            default=next(iter(options)),
            required=True,
            format_func=word,
            key=f"{self._key}.{name}",
            label_visibility="collapsed",
        )
        return options(chosen)

    def choice(
        self,
        name: str,
        label: str,
        options: type[Choice],
        value: Choice | None = None,
        *,
        place: Any = st,
        **more: Any,
    ) -> Choice:
        """One of the members of an enumeration, by its words."""
        members = list(options)
        chosen = place.selectbox(
            label,
            members,
            index=members.index(value) if value is not None else 0,
            format_func=word,
            key=f"{self._key}.{name}",
            filter_mode=None,
            **more,
        )
        self._slot(name, place)
        return options(chosen)

    def pick(
        self,
        name: str,
        label: str,
        options: Sequence[Any],
        show: Callable[[Any], str],
        value: Any = None,
        *,
        place: Any = st,
        **more: Any,
    ) -> Any:
        """One of some options, or None."""
        index = list(options).index(value) if value in options else None
        chosen = place.selectbox(label, options, index=index, format_func=show, key=f"{self._key}.{name}", **more)
        self._slot(name, place)
        return chosen

    def check(self, name: str, label: str, *, value: bool = False, place: Any = st) -> bool:
        """A box to tick."""
        return bool(place.checkbox(label, value=value, key=f"{self._key}.{name}"))

    def sent(self, label: str | None = None) -> bool:
        """The form's one primary button; True in the run in which it was pressed."""
        button = st.button if self._live else st.form_submit_button
        shortcut = "Ctrl+Enter" if self._live else None
        return bool(button(label or _("Save"), type="primary", key=f"{self._key}.send", shortcut=shortcut))

    def submit(
        self,
        change: Callable[..., Any],
        *,
        done: str,
        label: str | None = None,
        then: Callable[[Any], None] | None = None,
        **inputs: Any,
    ) -> None:
        """The primary button; when pressed, run the action with these inputs, say what was done and draw anew.

        Inputs that are callable (days) are read first; broken rules appear under their fields and nothing is lost.
        """
        if self.sent(label):
            self.send(change, done=done, then=then, **inputs)

    def send(
        self,
        change: Callable[..., Any],
        *,
        done: str,
        then: Callable[[Any], None] | None = None,
        **inputs: Any,
    ) -> None:
        """Run the action with these inputs, as `submit` does once its button is pressed."""
        try:
            values = {name: value() if callable(value) else value for name, value in inputs.items()}
            self._problems.raise_if_any()
            result, entries = run(change, **values)
        except Refusal as refusal:
            self.show(refusal)
            return
        say(done, entries)
        if then is not None:
            then(result)
        st.rerun()

    def show(self, refusal: Refusal) -> None:
        """Write each broken rule under its field, and those without a field on top."""
        problems = refusal.problems if isinstance(refusal, InvalidInput) else (refusal,)
        on_top = []
        for problem in problems:
            slot = self._slots.get(problem.field or "")
            if slot is None:
                on_top.append(explain(problem))
            else:
                slot.markdown(f":red[:material/error: {literal(explain(problem))}]")
        if on_top:
            self._top.error("  \n".join(literal(line) for line in on_top), icon=":material/error:")
