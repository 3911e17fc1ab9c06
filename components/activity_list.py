"""Lists of entries: one element, drawn by the browser of plain text; a click opens an entry or does it in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
  const icon = (row) => {
    const element = made('span', 'k-entry-icon', row.icon);
    element.setAttribute('translate', 'no');
    element.setAttribute('aria-hidden', 'true');
    return element;
  };
  const head = (row) => {
    const element = made('span', 'k-entry-head', row.title);
    element.dir = 'auto';
    return element;
  };
  const link = (row) => {
    const element = made('a', 'k-open k-entry-contact', row.contact);
    element.href = `/overview?contact=${encodeURIComponent(row.number)}`;
    element.target = '_self';
    return element;
  };
  const drawn = (row) => {
    if (row.head) {
      const group = made('li', 'k-entry-group');
      group.append(made('h5', 'k-title', row.head));
      return group;
    }
    if (row.note) return made('li', 'k-entry-none', row.note);
    const item = made('li', `k-entry${row.late ? ' k-late' : ''}${row.over ? ' k-over' : ''}`);
    if (!row.id) {
      const facts = made('span', 'k-entry-facts', row.facts);
      item.classList.add('k-entry-line');
      item.append(icon(row), made('span', 'k-entry-when', row.when), row.contact ? link(row) : head(row), facts);
      return item;
    }
    const open = made('button', 'k-entry-open');
    open.type = 'button';
    open.dataset.id = row.id;
    const time = made('span', 'k-entry-when', row.when);
    const main = made('span', 'k-entry-main');
    main.append(head(row));
    for (const [text, color] of row.badges) main.append(made('span', `k-badge k-${color}`, text));
    if (row.facts) main.append(made('span', 'k-entry-facts', row.facts));
    if (row.text) {
      const text = made('span', 'k-entry-text', row.text);
      text.dir = 'auto';
      main.append(text);
    }
    open.append(icon(row), time, main, made('span', 'k-entry-who', row.who));
    item.append(open);
    if (row.contact) item.append(link(row));
    if (row.done) {
      const done = made('button', 'k-entry-done', row.done);
      done.type = 'button';
      done.dataset.done = row.id;
      item.append(done);
    }
    const acts = made('span', 'k-entry-acts');
    if (row.file) {
      const file = made('a', 'k-entry-done', row.file[1]);
      [file.href, file.download] = [row.file[0], ''];
      file.setAttribute('aria-label', `${row.file[1]} ${row.title}`);
      acts.append(file);
    }
    for (const [code, label, pressed] of row.acts || []) {
      const act = made('button', `k-entry-done${pressed ? ' k-pressed' : ''}`, label);
      act.type = 'button';
      act.dataset.act = `${row.id}:${code}`;
      act.setAttribute('aria-pressed', String(Boolean(pressed)));
      acts.append(act);
    }
    if (acts.childNodes.length) item.append(acts);
    return item;
  };
  const old = parentElement.querySelector('.k-entries');
  const list = old || parentElement.appendChild(made('ul', 'k-entries'));
  list.replaceChildren(...data.rows.map(drawn));
  list.onclick = (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.act) setTriggerValue('act', button.dataset.act);
    else if (button.dataset.done) { button.disabled = true; setTriggerValue('done', button.dataset.done); }
    else setTriggerValue('open', button.dataset.id);
  };
}
"""

_component = st.components.v2.component("kontor_activity_list", js=LIST, isolate_styles=False)


@dataclass(frozen=True, slots=True)
class Line:
    """Something in a list that is no entry, such as a birthday."""

    icon: str
    when: str
    title: str = ""
    facts: str = ""
    contact: str = ""
    """Instead of a title: the name of a contact that a click opens, and its number."""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one title; `nothing` is said where there are none."""

    title: str
    rows: Sequence[ActivityRow | Line]
    nothing: str = ""


def activity_list(
    key: str, groups: Sequence[Group], *, with_contact: bool = False, done: bool = True
) -> tuple[int | None, int | None]:
    """Show the entries; which one was opened in this run, and which one was marked as done."""
    may_do = done and may(Permission.EDIT_ACTIVITIES)
    shown: list[dict[str, Any]] = []
    for group in groups:
        shown += [{"head": group.title}] if group.title else []
        shown += [_shown(row, with_contact=with_contact, may_do=may_do) for row in group.rows]
        shown += [{"note": group.nothing}] if group.nothing and not group.rows else []
    answer = _component(
        key=key, data={"rows": shown}, on_open_change=lambda: None, on_done_change=lambda: None, height="content"
    )
    ids = {row.activity_id for group in groups for row in group.rows if isinstance(row, ActivityRow)}
    return _one(answer.get("open"), ids), _one(answer.get("done"), ids)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed in this run in a list of other rows than entries."""

    opened: int | None
    act: tuple[int, str] | None
    """A row and the code of its button."""


def plain_list(key: str, rows: Sequence[Mapping[str, Any]]) -> Pressed:
    """Show rows that are no entries, in the shape of those (`plain_row`)."""
    answer = _component(
        key=key,
        data={"rows": [dict(row) for row in rows]},
        on_open_change=lambda: None,
        on_act_change=lambda: None,
        height="content",
    )
    ids = {int(row["id"]) for row in rows}
    act_id, _colon, code = str(answer.get("act") or "").partition(":")
    acted = _one(act_id, ids)
    return Pressed(_one(answer.get("open"), ids), (acted, code) if acted is not None else None)


def plain_row(row_id: int, icon: str, when: str, title: str, **more: Any) -> dict[str, Any]:
    """A row of `plain_list`: `badges` (word, colour), `facts`, `text`, `who`, `over`, `late`, `contact` with its
    `number`, `file` to be saved (address and label), and `acts`: buttons as code, label and whether it is pressed.
    """
    empty = {"text": "", "facts": "", "badges": [], "who": "", "late": False, "over": False, "contact": ""}
    return empty | {"id": str(row_id), "icon": icon, "when": when, "title": title, "number": "", "done": ""} | more


def _one(value: Any, known: Iterable[int]) -> int | None:
    """The id that the browser sent, if it is one of those that were shown."""
    text = str(value or "")
    return int(text) if text.isdecimal() and int(text) in known else None


def can_finish(row: ActivityRow) -> bool:
    """Whether the entry can go to the state that the button at the end of its row leads to."""
    wanted = DONE.get(row.kind)
    if row.kind is ActivityKind.APPOINTMENT and (row.state not in OPEN_STATES or day_of(row.at) > today()):
        return False
    return row.deleted_at is None and wanted is not None and wanted in following(row.kind, row.state)


def finished(row: ActivityRow) -> str:
    """What that button says."""
    return f"✓ {word(DONE[row.kind])}"


def _shown(row: ActivityRow | Line, *, with_contact: bool, may_do: bool) -> dict[str, Any]:
    if isinstance(row, Line):
        plain = {name: getattr(row, name) for name in ("icon", "when", "title", "facts", "contact", "number")}
        return plain | {"badges": [], "who": ""}
    title = headline(row)
    return {
        "id": str(row.activity_id),
        "icon": ICONS[row.kind],
        "when": when(row),
        "title": title,
        "text": "" if row.text == title else row.text,
        "facts": " · ".join(facts(row)),
        "badges": badges(row),
        "who": row.user or ("" if row.kind is ActivityKind.TASK else row.author),
        "late": row.overdue,
        "over": row.state in {State.DONE, State.DROPPED, State.CANCELLED},
        "contact": row.contact if with_contact else "",
        "number": row.contact_number,
        "done": finished(row) if may_do and can_finish(row) else "",
    }
