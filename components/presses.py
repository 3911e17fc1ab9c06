"""Buttons inside large elements of HTML, and what each of them does when it is pressed.

A button of the framework is an element of its own and takes the time of one; these are part of the text around them,
and one script listens to all. What was not drawn for a role cannot be pressed by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from components.escape import markup

LISTENER = "presses"

LISTEN = """
export default function ({ setTriggerValue }) {
  const found = (event, wanted) => event.target instanceof Element && event.target.closest(wanted);
  const close = (but) => document.querySelectorAll('[data-menu][aria-expanded=true]').forEach((opener) => {
    if (opener !== but) opener.setAttribute('aria-expanded', 'false');
  });
  const choices = (opener) => [...opener.nextElementSibling.querySelectorAll('button')];
  const onClick = (event) => {
    const pressed = found(event, 'button[data-press]'), opener = found(event, '[data-menu]');
    close(opener);
    if (opener) {
      const open = opener.getAttribute('aria-expanded') !== 'true';
      opener.setAttribute('aria-expanded', String(open));
      if (open) choices(opener)[0].focus({ preventScroll: true });
    }
    if (pressed && pressed.role === 'tab') turnTo(pressed);
    if (pressed) setTriggerValue('pressed', pressed.dataset.press);
  };
  const tabsOf = (tab) => [...tab.parentElement.children];
  const turnTo = (tab) => {
    tabsOf(tab).forEach((one) => one.setAttribute('aria-selected', String(one === tab)));
    // The tabs are drawn anew with what is open: the keyboard stays where it was.
    const same = `[data-press="${tab.dataset.press}"]`;
    const drawn = new MutationObserver(() => {
      if (tab.isConnected) return;
      drawn.disconnect();
      if (document.activeElement === document.body) document.querySelector(same)?.focus({ preventScroll: true });
    });
    drawn.observe(document.body, { childList: true, subtree: true });
  };
  const along = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  const onTab = (event) => {
    const tab = found(event, '[role=tab][data-press]');
    if (!tab || !(event.key in along)) return;
    event.preventDefault();
    const all = tabsOf(tab), step = along[event.key], at = all.indexOf(tab) + step;
    const next = Number.isFinite(step) ? all[(at + all.length) % all.length] : all.at(step < 0 ? 0 : -1);
    next.focus();
  };
  const onKey = (event) => {
    onTab(event);
    const opener = document.querySelector('[data-menu][aria-expanded=true]');
    if (!opener) return;
    if (event.key === 'Escape' || event.key === 'Tab') { close(); opener.focus(); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' || step) event.preventDefault();
    if (step) {
      const all = choices(opener);
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    }
  };
  document.addEventListener('click', onClick);
  document.addEventListener('keydown', onKey);
  document.body.dataset.presses = 'on';
  return () => {
    document.removeEventListener('click', onClick);
    document.removeEventListener('keydown', onKey);
  };
}
"""

_listener = st.components.v2.component("kontor_presses", js=LISTEN, isolate_styles=False)


def listen() -> None:
    """Hear of each press on the page; once in a run of the frame."""
    _listener(key=LISTENER, on_pressed_change=lambda: None)


def pressed() -> str:
    """The button that this run is about; empty for none."""
    return str((st.session_state.get(LISTENER) or {}).get("pressed") or "")


class Presses:
    """The buttons of one part of a page; `act` does what was pressed, after all is drawn."""

    def __init__(self) -> None:
        self._does: dict[str, Callable[[], object]] = {}

    def button(self, key: str, label: str, does: Callable[[], object], *, icon: str = "", about: str = "") -> str:
        """A button as HTML; `about` says more to whoever points at it or hears it read."""
        return self.wrapped(key, markup(label), does, icon=icon, about=f"{about}: {label}" if about else "")

    def wrapped(
        self, key: str, inside: str, does: Callable[[], object], *, icon: str = "", about: str = "", look: str = ""
    ) -> str:
        """The same around HTML of escaped text."""
        self._does[key] = does
        said = f' title="{markup(about)}" aria-label="{markup(about)}"' if about else ""
        return (
            f'<button type="button" class="k-press {look}" data-press="{markup(key)}"{said}>'
            f"{icon_html(icon)}<span>{inside}</span></button>"
        )

    def menu(self, key: str, label: str, choices: Mapping[str, tuple[str, Callable[[], object]]], icon: str) -> str:
        """A button that opens a menu; the choices are words and deeds by key."""
        items = ""
        for choice, (words, does) in choices.items():
            name = f"{key}.{choice}"
            self._does[name] = does
            items += f'<button type="button" role="menuitem" data-press="{markup(name)}">{markup(words)}</button>'
        inside = f"{icon_html(icon)}<span>{markup(label)}</span>{icon_html('expand_more')}"
        return (
            f'<span class="k-menu k-{markup(key.replace(".", "-"))}"><button type="button" class="k-press"'
            f' data-menu="{markup(key)}" aria-haspopup="menu" aria-expanded="false">{inside}</button>'
            f'<span class="k-choices" role="menu">{items}</span></span>'
        )

    def act(self) -> None:
        """Do what was pressed, if it is one of these."""
        does = self._does.get(pressed())
        if does is not None:
            does()


def icon_html(name: str) -> str:
    """An icon of the framework's font as HTML; nothing for no name."""
    return f'<span class="k-icon" aria-hidden="true">{markup(name)}</span>' if name else ""
