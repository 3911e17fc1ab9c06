"""The picker on top of the sidebar: finds anybody while you type, by mouse or by keyboard alone.

Its script also opens the contacts that pages name as links (`a.k-open`), without loading the program anew.
"""

from __future__ import annotations

import streamlit as st

from components.badges import status_words
from components.escape import literal
from components.navigation import OVERVIEW, open_contact
from components.perform import by_itself, may, me, reading, today
from components.state import CONTACT, PICKER
from domain.access import Permission
from domain.contacts import Status
from i18n.formatting import format_day
from i18n.texts import _, language
from queries.contact_hits import ContactHit, OtherName
from queries.contact_search import find_contacts, recent_contacts

HITS = 8
HIT_LIST = "picker_hits"

LIST = """
export default function ({ data, setTriggerValue, parentElement }) {
  const box = () => document.querySelector('.st-key-picker_box');
  const field = () => box() && box().querySelector('input');
  const hits = () => [...parentElement.querySelectorAll('button')];
  const typing = (at) => at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
  const made = (kind, name, text) => {
    const element = document.createElement(kind);
    element.className = name;
    element.textContent = text;
    return element;
  };
  const drawn = (hit) => {
    const button = made('button', 'k-hit', '');
    button.type = 'button';
    button.dataset.number = hit.number;
    const name = made('span', 'k-hit-name', hit.name);
    name.dir = 'auto';
    button.append(name, made('span', 'k-hit-facts', hit.facts));
    return button;
  };
  const list = parentElement.querySelector('.k-hits') || parentElement.appendChild(made('div', 'k-hits', ''));
  const shown = data.hits || [];
  list.replaceChildren(...(shown.length || !data.hits ? shown.map(drawn) : [made('p', 'k-hit-none', data.nobody)]));
  const onFocus = (event) => {
    if (!data.hits && event.target === field()) { data.hits = []; setTriggerValue('look', true); }
  };
  // As by a link: the address is what counts, and the script runs once and as a whole.
  const go = (address) => {
    history.pushState(null, '', address);
    window.dispatchEvent(new PopStateEvent('popstate'));
  };
  const open = (hit) => { hit.blur(); go(`${data.address}${encodeURIComponent(hit.dataset.number)}`); };
  const onKey = (event) => {
    if (!field()) return;
    const inside = box().contains(event.target);
    if ((event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !typing(event.target))) {
      event.preventDefault(); field().focus(); field().select(); return;
    }
    if (!inside) return;
    if (event.key === 'Enter' && event.target === field() && field().value.trim()) {
      const best = field().value === data.typed && hits()[0];
      if (best) open(best); else setTriggerValue('enter', field().value);
      field().blur();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const all = hits(), at = all.indexOf(event.target), step = event.key === 'ArrowDown' ? 1 : -1;
      const next = all[at + step];
      if (next) next.focus(); else if (step < 0) field().focus();
    } else if (event.key === 'Escape') { event.target.blur(); }
  };
  list.onclick = (event) => {
    const hit = event.target.closest('button');
    if (hit) open(hit);
  };
  const onLink = (event) => {
    const link = event.target instanceof Element && event.target.closest('a.k-open');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href);
  };
  document.addEventListener('keydown', onKey, true);
  document.addEventListener('click', onLink, true);
  document.addEventListener('focusin', onFocus, true);
  if (field() && field() === document.activeElement) onFocus({ target: field() });
  document.body.dataset.pickerKeys = 'on';
  return () => {
    document.removeEventListener('keydown', onKey, true);
    document.removeEventListener('click', onLink, true);
    document.removeEventListener('focusin', onFocus, true);
  };
}
"""

_list = st.components.v2.component("kontor_picker_hits", js=LIST, isolate_styles=False)


@st.fragment
def contact_picker() -> None:
    """Search field with the best matches below; before typing, the contacts this user opened last."""
    with st.container(key="picker_box", gap=None):
        typed = st.text_input(
            _("Find a contact"),
            key=PICKER,
            type="search",
            live="150ms",
            placeholder=_("Find a contact (press /)"),
            label_visibility="collapsed",
            icon=":material/search:",
            autocomplete="off",
        )
        entered = st.session_state.get(HIT_LIST, {}).get("enter")
        wanted = str(entered or typed or "")
        # Before the field has the focus nobody sees whom one opened last; then the browser asks for them.
        hits = _find(wanted) if wanted.strip() or by_itself() else None
        if entered and hits:
            open_contact(hits[0].number)
        _show(hits, wanted)


def _find(typed: str) -> tuple[ContactHit, ...]:
    user = me()
    with reading() as session:
        if typed.strip():
            return find_contacts(session, typed, today=today(), limit=HITS, bank=may(Permission.SEE_BANK_DATA))
        return recent_contacts(session, user.user_id, today=today(), limit=HITS)


def _show(hits: tuple[ContactHit, ...] | None, typed: str) -> None:
    """All hits as one element: the browser makes the buttons, of plain text."""
    nobody = (
        _("Nobody found. Try part of the name, a phone number or the birthday.")
        if typed.strip()
        else _("The contacts you opened last will appear here.")
    )
    shown = [{"number": hit.number, "name": hit.name[:80], "facts": hit_facts(hit)} for hit in hits or ()]
    address = f"/{OVERVIEW.address}?{CONTACT}="
    _list(
        key=HIT_LIST,
        data={"hits": None if hits is None else shown, "nobody": nobody, "typed": typed, "address": address},
        on_enter_change=lambda: None,
        on_look_change=lambda: None,
    )


def hit_facts(hit: ContactHit) -> str:
    """What tells a hit from others of its name: birth year, town, number and, when it matters, the status.

    Before them the name of another day, where the hit was found by that one.
    """
    facts = [_other_name(hit.other_name), f"*{hit.birth_year}" if hit.birth_year else "", hit.town, hit.number]
    if hit.status.status is not Status.PROSPECT:
        facts.append(status_words(hit.status))
    return " · ".join(filter(None, facts))


def _other_name(other: OtherName | None) -> str:
    if other is None:
        return ""
    if other.since is None:
        return _("formerly {name}").format(name=other.name[:80])
    return _("from {day} {name}").format(day=format_day(other.since, language()), name=other.name[:80])


def hit_label(hit: ContactHit) -> str:
    """One hit on one line, as the label of a button."""
    return f"**{literal(hit.name[:80])}** :gray[{literal(hit_facts(hit))}]"
