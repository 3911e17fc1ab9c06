"""The picker on top of the sidebar: finds anybody while you type, by mouse or by keyboard alone.

Its script also opens the contacts that pages name as links (`a.k-open`), without loading the program anew.
"""

from __future__ import annotations

import streamlit as st

from components.badges import status_words
from components.escape import literal
from components.navigation import open_contact
from components.perform import may, me, reading, today
from components.state import PICKED, PICKER
from domain.access import Permission
from domain.contacts import Status
from i18n.texts import _
from queries.contact_hits import ContactHit
from queries.contact_search import find_contacts, recent_contacts

HITS = 8

KEYS = """
export default function ({ setTriggerValue, parentElement }) {
  const box = () => document.querySelector('.st-key-picker_box');
  const field = () => box() && box().querySelector('input');
  const hits = () => [...box().querySelectorAll('.st-key-picker_hits button')];
  const typing = (at) => at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
  const onKey = (event) => {
    if (!field()) return;
    const inside = box().contains(event.target);
    if ((event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !typing(event.target))) {
      event.preventDefault(); field().focus(); field().select(); return;
    }
    if (!inside) return;
    if (event.key === 'Enter' && event.target === field() && field().value.trim()) {
      setTriggerValue('enter', field().value); field().blur();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const all = hits(), at = all.indexOf(event.target), step = event.key === 'ArrowDown' ? 1 : -1;
      const next = all[at + step];
      if (next) next.focus(); else if (step < 0) field().focus();
    } else if (event.key === 'Escape') { event.target.blur(); }
  };
  const onClick = (event) => {
    const at = event.target.closest ? event.target : event.target.parentElement;
    const hit = at.closest('.st-key-picker_hits button');
    if (hit) setTimeout(() => hit.blur(), 0);
    const link = at.closest('a.k-open');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault(); setTriggerValue('open', new URL(link.href).searchParams.get('contact'));
    }
  };
  document.addEventListener('keydown', onKey, true);
  document.body.dataset.pickerKeys = 'on';
  document.addEventListener('click', onClick, true);
  return () => {
    document.removeEventListener('keydown', onKey, true);
    document.removeEventListener('click', onClick, true);
  };
}
"""

_keys = st.components.v2.component("kontor_picker_keys", js=KEYS)


def _choose(number: str) -> None:
    """Before the fragment draws anew: the field is empty again, and the hit that was pressed no longer drawn."""
    st.session_state[PICKER] = ""
    st.session_state[PICKED] = number


@st.fragment
def contact_picker() -> None:
    """Search field with the best matches below; before typing, the contacts this user opened last."""
    picked = st.session_state.pop(PICKED, None)
    if picked:
        open_contact(picked)
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
        keys = _keys(key="picker_keys", on_enter_change=lambda: None, on_open_change=lambda: None)
        if keys.open:
            open_contact(str(keys.open))
        pressed = keys.enter
        wanted = str(pressed) if pressed else str(typed or "")
        hits = _find(wanted)
        if pressed and hits:
            open_contact(hits[0].number)
        _show(hits, wanted)


def _find(typed: str) -> tuple[ContactHit, ...]:
    user = me()
    with reading() as session:
        if typed.strip():
            return find_contacts(session, typed, today=today(), limit=HITS, bank=may(Permission.SEE_BANK_DATA))
        return recent_contacts(session, user.user_id, today=today(), limit=HITS)


def _show(hits: tuple[ContactHit, ...], typed: str) -> None:
    with st.container(key="picker_hits"):
        if not hits:
            st.caption(
                _("Nobody found. Try part of the name, a phone number or the birthday.")
                if typed.strip()
                else _("The contacts you opened last will appear here.")
            )
        for hit in hits:
            st.button(
                hit_label(hit),
                key=f"pick.{hit.number}",
                type="tertiary",
                width="stretch",
                on_click=_choose,
                args=(hit.number,),
            )


def hit_label(hit: ContactHit) -> str:
    """One hit on one line: name, birth year, town, number and, when it matters, the status."""
    facts = [f"*{hit.birth_year}" if hit.birth_year else "", hit.town, hit.number]
    if hit.status.status is not Status.PROSPECT:
        facts.append(status_words(hit.status))
    rest = " · ".join(literal(fact) for fact in facts if fact)
    return f"**{literal(hit.name[:80])}** :gray[{rest}]"
