"""Lists of entries: one element, drawn by the browser of plain text; a click opens an entry or does it in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from components.activity_words import ICONS, badges, facts, headline, when
from components.perform import may, today
from domain.access import Permission
from domain.activities import OPEN_STATES, ActivityKind, State, following
from domain.clock import day_of
from i18n.words import word
from queries.activities import ActivityRow

DONE = {ActivityKind.TASK: State.DONE, ActivityKind.CALL: State.DONE, ActivityKind.APPOINTMENT: State.ARRIVED}
"""The state that the button at the end of a row leads to."""

LIST = """
export default function ({ data, setTriggerValue, parentElement }) {
  const made = (kind, name, text) => {
    const element = document.createElement(kind);
    element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const drawn = (row) => {
    const item = made('li', `k-entry${row.late ? ' k-late' : ''}${row.over ? ' k-over' : ''}`);
    const open = made('button', 'k-entry-open');
    open.type = 'button';
    open.dataset.id = row.id;
    const icon = made('span', 'k-entry-icon', row.icon);
    icon.setAttribute('translate', 'no');
    icon.setAttribute('aria-hidden', 'true');
    const time = made('span', 'k-entry-when', row.when);
    const main = made('span', 'k-entry-main');
    const head = made('span', 'k-entry-head', row.title);
    head.dir = 'auto';
    main.append(head);
    for (const [text, color] of row.badges) main.append(made('span', `k-badge k-${color}`, text));
    if (row.facts) main.append(made('span', 'k-entry-facts', row.facts));
    if (row.text) {
      const text = made('span', 'k-entry-text', row.text);
      text.dir = 'auto';
      main.append(text);
    }
    open.append(icon, time, main, made('span', 'k-entry-who', row.who));
    item.append(open);
    if (row.contact) {
      const link = made('a', 'k-open k-entry-contact', row.contact);
      link.href = `/overview?contact=${encodeURIComponent(row.number)}`;
      link.target = '_self';
      item.append(link);
    }
    if (row.done) {
      const done = made('button', 'k-entry-done', row.done);
      done.type = 'button';
      done.dataset.done = row.id;
      item.append(done);
    }
    return item;
  };
  const old = parentElement.querySelector('.k-entries');
  const list = old || parentElement.appendChild(made('ul', 'k-entries'));
  list.replaceChildren(...data.rows.map(drawn));
  list.onclick = (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.done) { button.disabled = true; setTriggerValue('done', button.dataset.done); }
    else setTriggerValue('open', button.dataset.id);
  };
}
"""

_component = st.components.v2.component("kontor_activity_list", js=LIST, isolate_styles=False)


def activity_list(
    key: str, rows: Sequence[ActivityRow], *, with_contact: bool = False, done: bool = True
) -> tuple[int | None, int | None]:
    """Show the entries; which one was opened in this run, and which one was marked as done."""
    may_do = done and may(Permission.EDIT_ACTIVITIES)
    shown = [_shown(row, with_contact=with_contact, may_do=may_do) for row in rows]
    answer = _component(
        key=key, data={"rows": shown}, on_open_change=lambda: None, on_done_change=lambda: None, height="content"
    )
    ids = {row.activity_id for row in rows}
    return _one(answer.get("open"), ids), _one(answer.get("done"), ids)


def _one(value: Any, known: Iterable[int]) -> int | None:
    """The id that the browser sent, if it is one of those that were shown."""
    text = str(value or "")
    return int(text) if text.isdecimal() and int(text) in known else None


def _shown(row: ActivityRow, *, with_contact: bool, may_do: bool) -> dict[str, Any]:
    wanted = DONE.get(row.kind)
    can = may_do and row.deleted_at is None and wanted is not None and wanted in following(row.kind, row.state)
    if row.kind is ActivityKind.APPOINTMENT:
        can = can and row.state in OPEN_STATES and day_of(row.at) <= today()
    title = headline(row)
    return {
        "id": str(row.activity_id),
        "icon": ICONS[row.kind],
        "when": when(row),
        "title": title,
        "text": "" if row.text == title else row.text,
        "facts": " · ".join(facts(row)),
        "badges": badges(row),
        "who": row.user or row.author,
        "late": row.overdue,
        "over": row.state in {State.DONE, State.DROPPED, State.CANCELLED},
        "contact": row.contact if with_contact else "",
        "number": row.contact_number,
        "done": f"✓ {word(wanted)}" if can and wanted is not None else "",
    }
