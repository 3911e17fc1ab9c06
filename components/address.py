"""Filters and pages that stand in the address: a reload, a shared link and the way back show the same again.

The address holds codes, never words of a language. It is what counts: before a widget is drawn it takes its value
from there, and a change by hand is written there before the script runs, which so runs once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from i18n.texts import _

BEFORE = "before"
"""The steps before this entry of the trail are shown."""
SEPARATOR = "."
"""Between several codes of one name."""
LONGEST = 200
"""Characters of a text in the address."""
MOST_DIGITS = 18


def read(name: str) -> str:
    """What the address holds under this name; empty for nothing."""
    return st.query_params.get(name, "")[:LONGEST]


def read_number(name: str) -> int | None:
    """The number that the address holds under this name; None for anything else."""
    text = read(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def read_codes(name: str, known: Iterable[str]) -> list[str]:
    """The known codes among those that the address holds under this name."""
    held = read(name).split(SEPARATOR)
    return [code for code in known if code in held]


def write(name: str, value: str) -> None:
    """Put the value into the address; an empty one leaves it."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def taken(names: Iterable[str]) -> dict[str, str]:
    """What the address holds under these names, where it holds something."""
    return {name: value for name in names if (value := read(name))}


def clear(names: Iterable[str]) -> None:
    """Let these names leave the address."""
    for name in names:
        write(name, "")


def reset_button(key: str, names: Iterable[str]) -> None:
    """The button that takes all filters away: the names that leave the address."""
    st.button(
        _("Reset filters"),
        icon=":material/filter_list_off:",
        key=key,
        type="tertiary",
        on_click=clear,
        args=(tuple(names),),
    )


def survive(names: Iterable[str], *, field: str) -> None:
    """Let a list that people left and open again show what it showed, unless its address asks for something.

    `names` are those of the list, `field` one that it always draws: it is not there when the list has just been opened.
    """
    memory = f"{field}.left"
    kept: dict[str, str] = st.session_state.get(memory, {})
    if field not in st.session_state and kept and not taken(names):
        st.query_params.update(kept)
    st.session_state[memory] = taken(names)


def choose(
    key: str, label: str, options: Mapping[str, str], *, first: bool = False, drops: Iterable[str] = (), **looks: Any
) -> str | None:
    """A select box of codes and their words; the code, None for no choice, or with `first` the first one instead.

    `drops` are the names that leave the address when another option is chosen, such as the page.
    """
    usual = next(iter(options)) if first else None
    _show(key, _code(key, options) or usual)
    return st.selectbox(
        label,
        list(options),
        index=0 if first else None,
        format_func=options.__getitem__,
        key=key,
        on_change=_keep,
        args=(key, usual, tuple(drops)),
        **looks,
    )


def switch(key: str, label: str, options: Mapping[str, str], *, drops: Iterable[str] = (), **looks: Any) -> str:
    """Few codes side by side, one of which is on; the first is the one without an address."""
    usual = next(iter(options))
    _show(key, _code(key, options) or usual)
    found = st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        required=True,
        on_change=_keep,
        args=(key, usual, tuple(drops)),
        **looks,
    )
    return str(found or usual)


def choose_many(
    key: str, label: str, options: Mapping[str, str], *, drops: Iterable[str] = (), **looks: Any
) -> list[str]:
    """A box of several codes and their words; the codes that were chosen."""
    chosen = read_codes(key, options)
    write(key, SEPARATOR.join(chosen))
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    return st.multiselect(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=_keep_many,
        args=(key, tuple(drops)),
        **looks,
        select_all=False,
    )


def flags(key: str, label: str, options: Mapping[str, str], *, drops: Iterable[str] = (), **looks: Any) -> list[str]:
    """Switches that stand side by side, by code; the codes of those that are on."""
    chosen = read_codes(key, options)
    write(key, SEPARATOR.join(chosen))
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    found = st.pills(
        label,
        list(options),
        selection_mode="multi",
        format_func=options.__getitem__,
        key=key,
        on_change=_keep_many,
        args=(key, tuple(drops)),
        **looks,
    )
    return list(found or ())


def read_day(name: str) -> date | None:
    """The day (ISO) that the address holds under this name; None for anything else."""
    try:
        return date.fromisoformat(read(name))
    except ValueError:
        return None


def day(key: str, label: str, *, usual: date | None = None, drops: Iterable[str] = (), **looks: Any) -> date | None:
    """A field for a day, or for none; the usual one is there without an address."""
    value = read_day(key) or usual
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    found: date | None = st.date_input(
        label, value=None, key=key, format="DD.MM.YYYY", on_change=_keep_day, args=(key, usual, tuple(drops)), **looks
    )
    return found


def number(key: str, label: str, *, most: int, drops: Iterable[str] = (), **looks: Any) -> int | None:
    """A field for a whole number from 0 to `most`, or for none."""
    value = read_number(key)
    if value is None or value > most:
        write(key, "")
        value = None
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    typed = st.number_input(
        label,
        min_value=0,
        max_value=most,
        value=None,
        step=1,
        key=key,
        on_change=_keep_number,
        args=(key, tuple(drops)),
        **looks,
    )
    return None if typed is None else int(typed)


def search(key: str, label: str, *, drops: Iterable[str] = (), **looks: Any) -> str:
    """A field for a text to look for, which is looked for while it is typed."""
    _show(key, read(key))
    typed = st.text_input(
        label,
        key=key,
        type="search",
        live="300ms",
        max_chars=LONGEST,
        on_change=_keep,
        args=(key, None, tuple(drops)),
        **looks,
    )
    return typed or ""


def page(key: str) -> int:
    """The page of a list that the address asks for, from 1; there may be fewer."""
    return max(read_number(key) or 1, 1)


def page_bar(key: str, current: int, pages: int) -> None:
    """The pages of a list, `current` of which is shown."""
    if page(key) != current:
        write(key, str(current))
    if pages < 2:
        return
    # A widget takes a page that it was not turned to by hand only when it is new: so it gets another key then.
    turn = f"{key}.turn"
    widget = f"{key}.{st.session_state.get(turn, 0)}"
    if st.session_state.get(widget, current) != current:
        st.session_state[turn] = st.session_state.get(turn, 0) + 1
        widget = f"{key}.{st.session_state[turn]}"
    st.pagination(pages, default=current, key=widget, on_change=_keep_page, args=(key, widget))


def step_bar(key: str, older: int | None) -> None:
    """The ways through a trail: to the newest steps, and to those before the entry `older`, if there are any."""
    with st.container(horizontal=True):
        if read_number(BEFORE) is not None:
            st.button(_("Newest"), icon=":material/first_page:", key=f"{key}.newest", on_click=write, args=(BEFORE, ""))
        if older is not None:
            st.button(
                _("Older"),
                icon=":material/chevron_right:",
                key=f"{key}.older",
                on_click=write,
                args=(BEFORE, str(older)),
            )


def _code(key: str, known: Mapping[str, str]) -> str | None:
    """The code in the address; one that is unknown leaves it."""
    code = read(key)
    if code in known:
        return code
    write(key, "")
    return None


def _show(key: str, value: str | None) -> None:
    """Let the widget show the value; untouched when it does, since a field that is set loses what is being typed."""
    if key not in st.session_state or (st.session_state[key] or None) != (value or None):
        st.session_state[key] = value


def _keep(key: str, usual: str | None, drops: Iterable[str] = ()) -> None:
    """Before the script runs: what was chosen by hand goes into the address, the usual one needs none."""
    code = str(st.session_state[key] or "")
    _replace(key, "" if code == usual else code, drops)


def _keep_many(key: str, drops: Iterable[str]) -> None:
    _replace(key, SEPARATOR.join(st.session_state[key]), drops)


def _keep_number(key: str, drops: Iterable[str]) -> None:
    value = st.session_state[key]
    _replace(key, "" if value is None else str(value), drops)


def _keep_day(key: str, usual: date | None, drops: Iterable[str]) -> None:
    value: date | None = st.session_state[key]
    _replace(key, "" if value is None or value == usual else value.isoformat(), drops)


def _replace(key: str, value: str, drops: Iterable[str]) -> None:
    write(key, value)
    for name in drops:
        write(name, "")


def _keep_page(key: str, widget: str) -> None:
    number = int(st.session_state[widget])
    write(key, str(number) if number > 1 else "")
