"""What the framework has no way to say: where the keyboard begins, and that Enter sends what is drawn live."""

from __future__ import annotations

import re

import streamlit as st

SCRIPT = """
export default function ({ data }) {
  const box = () => document.querySelector(`.st-key-${data.box}`);
  let waited = 0;
  // The container may be drawn bit by bit: try until its first field is there and has taken the focus.
  const timer = data.begins && setInterval(() => {
    const place = box(), find = (what) => place && place.querySelector(what);
    const first = find('input:not([role=combobox]), textarea') || find('button');
    // Whoever was quicker and types already keeps the field.
    const typing = place && place.contains(document.activeElement)
      && document.activeElement.matches('input:not([type=radio], [type=checkbox]), textarea');
    if (typing && place.dataset.focused === undefined) place.dataset.focused = data.mark;
    if (first && place.dataset.focused !== data.mark) {
      first.focus({ preventScroll: true });
      place.scrollIntoView({ block: 'nearest' });
      if (document.activeElement === first) place.dataset.focused = data.mark;
    }
    if ((place && place.dataset.focused === data.mark) || ++waited > 60) clearInterval(timer);
  }, 50);
  const onKey = (event) => {
    const field = event.target, place = box();
    if (event.key !== 'Enter' || event.repeat || event.isComposing || !place || !place.contains(field)) return;
    if (field.tagName !== 'INPUT' || field.getAttribute('role') === 'combobox') return;
    // The framework takes over what was typed with this key, then the button is pressed.
    setTimeout(() => { const send = place.querySelector('button[kind=primary]'); if (send) send.click(); }, 0);
  };
  // A choice that has the focus would take the key for itself.
  const onChoice = (event) => {
    const place = box(), choice = event.target instanceof Element && event.target.closest('button[role=radio]');
    const keys = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!keys || !choice || !place || !place.contains(choice)) return;
    event.preventDefault();
    event.stopPropagation();
    const send = place.querySelector('button[kind=primary]');
    if (send && !event.repeat) send.click();
  };
  if (data.enter) {
    document.addEventListener('keydown', onKey);
    document.addEventListener('keydown', onChoice, true);
  }
  return () => {
    clearInterval(timer);
    document.removeEventListener('keydown', onKey);
    document.removeEventListener('keydown', onChoice, true);
  };
}
"""

_focus = st.components.v2.component("kontor_focus", js=SCRIPT)


def focus(key: str, mark: str = "", *, enter: bool = False, begins: bool = True) -> None:
    """Once for each `mark`, if it `begins` there: show this container and focus its first field or its first button.

    With `enter` that key, in a line of text, presses the container's primary button.
    """
    box = re.sub(r"[^a-zA-Z0-9_-]", "-", key)
    _focus(key=f"focus.{key}", data={"box": box, "mark": mark, "enter": enter, "begins": begins})
