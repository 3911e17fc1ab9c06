"""Doctors: the card file that many contacts share."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.doctors import add_doctor, edit_doctor, retire_doctor, revive_doctor
from components import address
from components.fields import Form
from components.master_data_dialogs import doctor_fields
from components.offering import offering
from components.perform import reading
from i18n.formatting import format_day
from i18n.texts import _, language, plural
from pages.settings.parts import entry, head, pages
from queries.card_files import DoctorUse
from queries.settings import matching_doctors

PAGE = ("doctors_page",)
"""The page of the list in the address."""


@st.fragment
def doctors_tab() -> None:
    """Search field and list; a click on a doctor opens the card."""
    top = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = address.search("doctor", _("Search"), drops=PAGE, placeholder=_("Name, practice, town ..."), width=360)
        retired = st.toggle(
            _("Also those no longer offered"), key="retired_doctors", on_change=address.clear, args=(PAGE,)
        )
    with reading() as session:
        found = matching_doctors(session, typed, retired=retired)
    with top:
        title = plural("{count} doctor", "{count} doctors", len(found))
        if head(title, "doctors.add", _("New doctor"), icon="add", primary=True):
            st.dialog(_("New doctor"))(_new)()
    if not found:
        st.info(_("No doctor fits. Type less, or add a card."))
    pages(found, *PAGE, _row)


def _row(use: DoctorUse) -> None:
    card = use.doctor
    details = [
        card.specialty,
        card.practice,
        card.town,
        plural("{count} contact", "{count} contacts", use.contacts),
    ]
    if card.retired_on:
        details.append(_("no longer offered since {day}").format(day=format_day(card.retired_on, language())))
    if entry(card.display_name, details, f"doctor.{card.id}"):
        st.dialog(_("Doctor's card"))(_change)(card)


def _new() -> None:
    with Form("doctor.new") as form:
        form.submit(add_doctor, done=_("Doctor added."), card=doctor_fields(form))


def _change(doctor: Any) -> None:
    with Form(f"doctor.form.{doctor.id}.{doctor.version}") as form:
        card = doctor_fields(form, doctor)
        form.submit(edit_doctor, done=_("Card changed."), doctor_id=doctor.id, version=doctor.version, card=card)
    offering(
        "doctor",
        doctor.retired_on,
        retire=(retire_doctor, _("The doctor is no longer offered; contacts keep theirs.")),
        revive=(revive_doctor, _("The doctor is offered again.")),
        doctor_id=doctor.id,
    )
