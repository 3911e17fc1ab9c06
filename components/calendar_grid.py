"""The grid of the calendar: one element, drawn by the browser of plain text from JSON.

A click on an entry opens it, one into free time begins an appointment there. By keyboard: Tab goes through the
entries, and to a mark that the arrows move through the free time and Enter books.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

SLOT = 30
"""Minutes: what is clicked at begins on a half hour."""

GRID = """
export default function ({ data, setTriggerValue, parentElement }) {
  const made = (kind, name, text) => {
    const element = document.createElement(kind);
    element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const scale = 1.15, first = data.first * 60, last = data.last * 60, slot = data.slot;
  const at = (minute) => `${(minute - first) * scale}px`;
  const two = (number) => String(number).padStart(2, '0');
  const clock = (minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  const grid = made('div', 'k-cal');
  grid.style.setProperty('--columns', data.columns.length);
  grid.style.setProperty('--hour', `${60 * scale}px`);
  const head = made('div', 'k-cal-head');
  head.append(made('div', 'k-cal-corner'));
  const body = made('div', 'k-cal-body');
  body.style.height = `${(last - first) * scale}px`;
  const hours = made('div', 'k-cal-hours');
  for (let hour = data.first + 1; hour < data.last; hour++) {
    const mark = made('span', 'k-cal-hour', clock(hour * 60));
    mark.style.top = at(hour * 60);
    hours.append(mark);
  }
  body.append(hours);
  const book = (column, minute) => {
    if (data.may) setTriggerValue('slot', `${data.columns[column].key}|${minute}`);
  };
  const columns = data.columns.map((column, n) => {
    const title = made('div', `k-cal-title${column.today ? ' k-cal-today' : ''}`);
    const name = made('span', 'k-cal-name', column.label);
    name.dir = 'auto';
    title.append(name);
    if (column.sub) title.append(made('span', 'k-cal-sub', column.sub));
    head.append(title);
    const place = made('div', `k-cal-column${column.sub ? ' k-cal-holiday' : ''}${data.may ? ' k-cal-may' : ''}`);
    place.onclick = (event) => {
      if (event.target !== place) return;
      const minute = first + (event.clientY - place.getBoundingClientRect().top) / scale;
      book(n, Math.max(first, Math.floor(minute / slot) * slot));
    };
    body.append(place);
    return place;
  });
  for (const entry of data.entries) {
    const looks = `${entry.over ? ' k-cal-over' : ''}${entry.lanes > 2 ? ' k-cal-narrow' : ''}`;
    const button = made('button', `k-cal-entry k-${entry.color}${looks}`);
    button.type = 'button';
    button.title = entry.label;
    button.setAttribute('aria-label', entry.label);
    button.style.top = at(entry.start);
    button.style.height = `${Math.max((entry.end - entry.start) * scale - 2, 17)}px`;
    button.style.left = `calc(${(entry.lane * 100) / entry.lanes}% + 1px)`;
    button.style.width = `calc(${100 / entry.lanes}% - 3px)`;
    const time = made('span', 'k-cal-time', entry.time);
    const name = made('span', 'k-cal-what', entry.title);
    name.dir = 'auto';
    const line = made('span', 'k-cal-line');
    line.append(time, name);
    if (entry.state) line.append(made('span', 'k-cal-state', entry.state));
    button.append(line);
    if (entry.sub) button.append(made('span', 'k-cal-facts', entry.sub));
    button.onclick = () => setTriggerValue('open', entry.id);
    columns[entry.column].append(button);
  }
  if (data.now) {
    const line = made('div', 'k-cal-now');
    line.style.top = at(data.now.minute);
    for (const n of data.now.columns) columns[n].append(line.cloneNode());
  }
  if (data.may && columns.length) {
    const cursor = made('button', 'k-cal-cursor', '+');
    cursor.type = 'button';
    const kept = parentElement.dataset.cursor ? parentElement.dataset.cursor.split('|').map(Number) : null;
    let [column, minute] = kept && kept[0] < columns.length ? kept : [0, Math.max(first, Math.min(last - slot, 540))];
    minute = Math.max(first, Math.min(last - slot, minute));
    const place = () => {
      parentElement.dataset.cursor = `${column}|${minute}`;
      cursor.style.top = at(minute);
      cursor.style.height = `${slot * scale}px`;
      cursor.setAttribute('aria-label', `${data.words.book} ${data.columns[column].label} ${clock(minute)}`);
      columns[column].append(cursor);
    };
    place();
    cursor.onclick = () => book(column, minute);
    cursor.onkeydown = (event) => {
      const step = { ArrowUp: [0, -slot], ArrowDown: [0, slot], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      column = Math.max(0, Math.min(columns.length - 1, column + step[0]));
      minute = Math.max(first, Math.min(last - slot, minute + step[1]));
      place();
      cursor.focus({ preventScroll: true });
      cursor.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    };
  }
  const focused = parentElement.contains(document.activeElement) && document.activeElement;
  const again = focused && focused.className;
  const box = parentElement.querySelector('.k-cal-box') || parentElement.appendChild(made('div', 'k-cal-box'));
  grid.append(head, body);
  const fresh = !box.firstChild;
  box.replaceChildren(grid);
  // The day begins where people work, or an hour before now.
  if (fresh) box.scrollTop = (Math.max(data.now ? data.now.minute - 60 : 8 * 60 - 15, first) - first) * scale;
  if (again && again.startsWith('k-cal-cursor')) box.querySelector('.k-cal-cursor')?.focus({ preventScroll: true });
}
"""

_component = st.components.v2.component("kontor_calendar", js=GRID, isolate_styles=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A day, a person or a room."""

    key: str
    label: str
    sub: str = ""
    """A public holiday."""
    today: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """An entry in a column; times are minutes of the clock since midnight."""

    id: str
    column: int
    start: int
    end: int
    lane: int
    lanes: int
    color: str
    time: str
    title: str
    sub: str
    state: str
    over: bool
    """Cancelled."""
    label: str
    """All of it in one line."""


def calendar_grid(
    key: str,
    columns: Sequence[Column],
    blocks: Sequence[Block],
    *,
    hours: tuple[int, int],
    now: Mapping[str, Any] | None,
    may: bool,
    words: Mapping[str, str],
) -> tuple[str | None, tuple[str, int] | None]:
    """Show the grid; the id of the entry that was opened in this run, and column and minute that are to be booked."""
    data = {
        "columns": [asdict(column) for column in columns],
        "entries": [asdict(block) for block in blocks],
        "first": hours[0],
        "last": hours[1],
        "slot": SLOT,
        "now": now,
        "may": may,
        "words": dict(words),
    }
    answer = _component(key=key, data=data, on_open_change=lambda: None, on_slot_change=lambda: None, height="content")
    opened = str(answer.get("open") or "")
    return opened if opened in {block.id for block in blocks} else None, _slot(answer.get("slot"), columns)


def _slot(value: Any, columns: Iterable[Column]) -> tuple[str, int] | None:
    """Column and minute that the browser sent, if it is one of those that were shown."""
    key, _bar, minute = str(value or "").partition("|")
    known = any(column.key == key for column in columns)
    return (key, int(minute)) if known and minute.isdecimal() and int(minute) < 24 * 60 else None
