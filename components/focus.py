"""Brings a part of the page into view and the keyboard to its first field, which the framework has no way to say."""

from __future__ import annotations

import streamlit as st

SCRIPT = """
export default function ({ data }) {
  const timer = setTimeout(() => {
    const box = document.querySelector(`.st-key-${data.key}`);
    const field = box && box.querySelector('input, textarea, button');
    if (!field || box.dataset.focused === data.mark) return;
    box.dataset.focused = data.mark;
    field.focus({ preventScroll: true });
    box.scrollIntoView({ block: 'nearest' });
  }, 50);
  return () => clearTimeout(timer);
}
"""

_focus = st.components.v2.component("kontor_focus", js=SCRIPT)


def focus(key: str, mark: str = "") -> None:
    """Once for each `mark`, when it is first drawn: show the container with this key and focus its first field."""
    _focus(key=f"focus.{key}", data={"key": key, "mark": mark})
