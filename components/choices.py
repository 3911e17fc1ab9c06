"""The fields of a form that offer what there is to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

import streamlit as st

from components.conflict import Field
from components.escape import literal
from i18n.texts import _
from i18n.words import word

Choice = TypeVar("Choice", bound=StrEnum)

NAMED = "="
"""The column of a field that is called as the field is."""


def same(value: Any) -> Any:
    """As it is."""
    return value


def _member_of(options: type[Choice]) -> Callable[[Any], Choice]:
    """What a stored value is as a member; nothing stored is the first one."""
    return lambda stored: next(iter(options)) if stored is None else options(stored)


def _field(label: str, chosen: Any, member: Callable[[Any], StrEnum]) -> Field:
    """What a choice among members means for its column."""
    return Field(label, chosen, member, same, lambda stored: word(member(stored)))


class Choices:
    """The choices among the fields of `Inputs` (components/inputs.py)."""

    _key: str
    _start: Callable[..., Any]
    _note: Callable[..., None]

    def switch(self, name: str, label: str, options: type[Choice]) -> Choice:
        """One of few members of an enumeration, all in sight; for what is new and edits no record."""
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

    def segments(
        self,
        name: str,
        label: str,
        options: type[Choice],
        value: Choice | None = None,
        *,
        place: Any = st,
        column: str | None = NAMED,
    ) -> Choice:
        """One of few members of an enumeration, all in sight."""
        member = _member_of(options)
        start = self._start(name, member(value), None)
        chosen = place.segmented_control(
            label, list(options), default=start, required=True, format_func=word, key=f"{self._key}.{name}"
        )
        self._note(name, column, value, _field(label, chosen, member), place)
        return options(chosen)

    def offers(self, name: str, label: str, offered: Mapping[str, str], *, place: Any = st) -> None:
        """What a click writes into the line of text with this name, which is drawn already; in a live form."""
        field, key = f"{self._key}.{name}", f"{self._key}.{name}.offers"

        def take() -> None:
            # Not at once into the field: one that begins with a value may not be set (`_start`).
            # None stays chosen: a browser that still shows the last one would write it over what was typed since.
            if st.session_state[key]:
                st.session_state[f"{field}.taken"], st.session_state[key] = st.session_state[key], None

        place.pills(
            label,
            list(offered),
            format_func=lambda text: literal(offered[text]),
            key=key,
            on_change=take,
            label_visibility="collapsed",
        )

    def choice(
        self,
        name: str,
        label: str,
        options: type[Choice],
        value: Choice | None = None,
        *,
        place: Any = st,
        column: str | None = NAMED,
        **more: Any,
    ) -> Choice:
        """One of the members of an enumeration, by its words."""
        members, member = list(options), _member_of(options)
        start = self._start(name, member(value), members[0])
        chosen = place.selectbox(
            label,
            members,
            index=members.index(start),
            format_func=word,
            key=f"{self._key}.{name}",
            filter_mode=None,
            **more,
        )
        self._note(name, column, value, _field(label, chosen, member), place)
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
        column: str | None = NAMED,
        write: Callable[[Any], Any] = same,
        read: Callable[[Any], Any] = same,
        **more: Any,
    ) -> Any:
        """One of some options, or None."""
        start = self._start(name, write(value), options[0] if options else None)
        index = list(options).index(start) if start in options else None
        chosen = place.selectbox(label, options, index=index, format_func=show, key=f"{self._key}.{name}", **more)
        self._note(name, column, value, Field(label, chosen, write, read, lambda stored: show(write(stored))), place)
        return chosen

    def check(self, name: str, label: str, *, value: bool = False, place: Any = st, column: str | None = NAMED) -> bool:
        """A box to tick."""
        start = self._start(name, value, neutral=False)
        ticked = bool(place.checkbox(label, value=start, key=f"{self._key}.{name}"))
        self._note(name, column, value, Field(label, ticked, bool, same, lambda on: _("yes") if on else _("no")))
        return ticked
