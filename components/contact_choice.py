"""Choosing another contact inside a dialog: a field that finds while one types, and a way to a new contact."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from actions.contacts import create_contact
from components.contact_picker import hit_label
from components.fields import Form
from components.perform import may, reading, run, today
from domain.access import Permission
from domain.contacts import ContactKind, Identity
from domain.errors import Refusal
from i18n.texts import _
from queries.contact_hits import ContactHit, hits_of
from queries.contact_search import find_contacts

HITS = 6


def contact_choice(
    key: str, label: str, *, suggested: Sequence[ContactHit] = (), without: Collection[int] = ()
) -> ContactHit | None:
    """The contact that was chosen, or None while one is still looked for; not inside a form of the framework.

    Before typing the `suggested` ones are offered, and never those `without`.
    """
    chosen = _chosen(key)
    if chosen is not None:
        left, right = st.columns([4, 2], vertical_alignment="center")
        left.markdown(hit_label(chosen))
        right.button(
            _("Somebody else"),
            key=f"{key}.again",
            type="tertiary",
            on_click=forget_choice,
            args=(key,),
            width="stretch",
        )
        return chosen
    typed = st.text_input(
        label,
        key=f"{key}.typed",
        type="search",
        live="150ms",
        placeholder=_("Name, number, birthday, phone …"),
        icon=":material/search:",
        autocomplete="off",
    )
    found = [hit for hit in _find(str(typed or ""), suggested) if hit.contact_id not in without]
    with st.container(gap=None):
        for hit in found[:HITS]:
            st.button(
                hit_label(hit),
                key=f"{key}.{hit.number}",
                type="tertiary",
                on_click=_choose,
                args=(key, hit.contact_id),
            )
    if str(typed or "").strip():
        _offer_new(key, str(typed), nobody=not found)
    return None


def forget_choice(key: str) -> None:
    """Let the next dialog of this key begin without a choice."""
    for part in ("chosen", "new"):
        st.session_state.pop(f"{key}.{part}", None)


def _choose(key: str, contact_id: int) -> None:
    st.session_state[f"{key}.chosen"] = contact_id


def _chosen(key: str) -> ContactHit | None:
    contact_id = st.session_state.get(f"{key}.chosen")
    if contact_id is None:
        return None
    with reading() as session:
        found = hits_of(session, [int(contact_id)], today())
    return found[0] if found else None


def _find(typed: str, suggested: Sequence[ContactHit]) -> Sequence[ContactHit]:
    if not typed.strip():
        return suggested
    with reading() as session:
        return find_contacts(session, typed, today=today(), limit=HITS + 2, bank=may(Permission.SEE_BANK_DATA))


def _offer_new(key: str, typed: str, *, nobody: bool) -> None:
    """Whoever is not there yet is created here, with the name that was typed, and is chosen at once."""
    if nobody:
        st.caption(_("Nobody found."))
    if not st.session_state.get(f"{key}.new"):
        st.button(
            _("New contact"),
            icon=":material/person_add:",
            key=f"{key}.create",
            type="tertiary",
            on_click=_begin_new,
            args=(key,),
        )
        return
    with Form(f"{key}.contact", live=True) as form:
        identity = _identity(form, typed.strip())
        if form.sent(_("Create and choose")):
            try:
                contact, _entries = run(create_contact, identity=identity)
            except Refusal as refusal:
                form.show(refusal)
            else:
                _choose(key, contact.id)
                st.rerun(scope="fragment")


def _begin_new(key: str) -> None:
    st.session_state[f"{key}.new"] = True


def _identity(form: Form, typed: str) -> Identity:
    kind = form.switch("kind", _("Kind"), ContactKind)
    if kind is ContactKind.COMPANY:
        return Identity(kind, company_name=form.text("company_name", _("Company"), typed))
    first, _blank, last = typed.rpartition(" ")
    left, right = st.columns(2)
    return Identity(
        kind,
        first_name=form.text("first_name", _("First name"), first, place=left),
        last_name=form.text("last_name", _("Last name"), last, place=right),
    )
