"""The dialogs of the master data: name, payment data, mandates, doctor, remark."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.contacts import add_and_choose_doctor, edit_contact, set_doctor, write_remark
from actions.doctors import DoctorCard
from actions.payment_data import (
    hold_mandate,
    record_mandate,
    release_mandate,
    revoke_mandate,
    set_payment_data,
    sign_mandate,
)
from components.dated_fields import since
from components.escape import literal
from components.fields import Form
from components.perform import perform_and_say, reading, today
from domain.bank import MandateState, format_iban
from domain.contacts import ContactKind, Identity, PaymentMethod, Salutation
from i18n.texts import LANGUAGE_NAMES, LANGUAGES, _
from queries.card_files import doctor_names


def identity_dialog(contact: Any) -> None:
    """Change name, birthday and language."""
    st.dialog(_("Name and birthday"))(_identity)(contact)


def _identity(contact: Any) -> None:
    with Form(f"identity.{contact.id}.{contact.version}") as form:
        kind = form.choice("kind", _("Kind"), ContactKind, contact.kind)
        left, right = st.columns(2)
        salutation = form.choice("salutation", _("Salutation"), Salutation, contact.salutation, place=left)
        title = form.text("title", _("Title"), contact.title, place=right)
        left, right = st.columns(2)
        first = form.text("first_name", _("First name"), contact.first_name, place=left)
        last = form.text("last_name", _("Last name"), contact.last_name, place=right)
        company = form.text("company_name", _("Company (for companies only)"), contact.company_name)
        left, right = st.columns(2)
        born = form.day("born_on", _("Birthday"), contact.born_on, place=left, birthday=True)
        chosen = form.pick(
            "language",
            _("Language of letters"),
            list(LANGUAGES),
            lambda code: LANGUAGE_NAMES[code],
            contact.language,
            place=right,
        )

        valid_from, said = since(form)

        def identity() -> Identity:
            return Identity(kind, salutation, title, first, last, company, born())

        form.submit(
            edit_contact,
            done=said(_("Name and birthday changed.")),
            valid_from=valid_from,
            contact_id=contact.id,
            version=contact.version,
            identity=identity,
            language=chosen or "",
        )


def remark_dialog(contact: Any) -> None:
    """Change the free text."""
    st.dialog(_("Remark"), width="medium")(_remark)(contact)


def _remark(contact: Any) -> None:
    with Form(f"remark.{contact.id}.{contact.version}") as form:
        remark = form.area("remark", _("Remark"), contact.remark, height=260)
        valid_from, said = since(form)
        form.submit(
            write_remark,
            done=said(_("Remark changed.")),
            valid_from=valid_from,
            contact_id=contact.id,
            version=contact.version,
            remark=remark,
        )


def doctor_dialog(contact: Any) -> None:
    """Choose the family doctor, or make a new card."""
    st.dialog(_("Family doctor"))(_doctor)(contact)


def _doctor(contact: Any) -> None:
    with reading() as session:
        cards = {card.id: card for card in doctor_names(session, contact.id)}
    if contact.doctor is not None:
        cards.setdefault(contact.doctor.id, contact.doctor)

    def show(doctor_id: int) -> str:
        card = cards[doctor_id]
        return ", ".join(part for part in (card.display_name, card.practice, card.town) if part)

    with Form(f"doctor.{contact.id}.{contact.version}") as form:
        chosen = form.pick(
            "doctor_id",
            _("Doctor"),
            list(cards),
            show,
            contact.doctor_id,
            placeholder=_("No family doctor"),
        )
        valid_from, said = since(form)
        form.submit(
            set_doctor,
            done=said(_("Family doctor changed.")),
            valid_from=valid_from,
            contact_id=contact.id,
            doctor_id=chosen,
            version=contact.version,
        )
    with (
        st.expander(_("A doctor who is not in the card file yet")),
        Form(f"new_doctor.{contact.id}.{contact.version}") as form,
    ):
        card = doctor_fields(form)
        form.beneath("doctor_id", _("Family doctor"), contact.doctor_id, show, replaced=True)
        form.submit(
            add_and_choose_doctor,
            done=_("Doctor added and chosen."),
            label=_("Add doctor"),
            contact_id=contact.id,
            version=contact.version,
            card=card,
        )


def doctor_fields(form: Form, doctor: Any = None) -> DoctorCard:
    """The fields of a doctor's card; those of a new one edit no record."""
    rows = (
        {"title": _("Title"), "specialty": _("Specialty")},
        {"first_name": _("First name"), "last_name": _("Last name")},
        {"practice": _("Practice")},
        {"street": _("Street and number")},
        {"postcode": _("Postcode"), "town": _("Town")},
        {"phone": _("Phone"), "email": _("E-mail")},
    )
    typed = {}
    for row in rows:
        for (name, label), place in zip(row.items(), st.columns(len(row)), strict=True):
            draw = form.phone if name == "phone" else form.text
            old = getattr(doctor, name, "")
            typed[name] = draw(name, label, old, place=place, column=name if doctor else None)
    return DoctorCard(**typed)


def payment_dialog(contact: Any) -> None:
    """Change payment method and account."""
    st.dialog(_("Payment data"))(_payment)(contact)


def _payment(contact: Any) -> None:
    with Form(f"payment.{contact.id}.{contact.version}") as form:
        method = form.choice(
            "method", _("Payment method"), PaymentMethod, contact.payment_method, column="payment_method"
        )
        iban = form.iban("iban", _("IBAN"), contact.iban)
        st.caption(_("BIC and bank are found automatically."))
        holder = form.text(
            "holder", _("Account holder (empty: the contact itself)"), contact.account_holder, column="account_holder"
        )
        valid_from, said = since(form)
        form.submit(
            set_payment_data,
            done=said(_("Payment data changed.")),
            valid_from=valid_from,
            contact_id=contact.id,
            version=contact.version,
            method=method,
            holder=holder,
            iban=iban,
        )


def mandate_dialog(contact: Any) -> None:
    """Record a mandate for the account of today."""
    st.dialog(_("New SEPA mandate"))(_mandate)(contact)


def _mandate(contact: Any) -> None:
    with Form(f"mandate.{contact.id}.{contact.version}") as form:
        holder = contact.account_holder or contact.display_name
        st.caption(literal(f"{format_iban(contact.iban)} · {holder}"))
        form.beneath("iban", _("IBAN"), contact.iban, format_iban)
        form.beneath("account_holder", _("Account holder"), contact.account_holder)
        reference = form.text(
            "reference", _("Mandate reference"), placeholder=_("empty: the next number is taken"), column=None
        )
        signed = form.day("signed_on", _("Signed on (empty: to be signed)"), suggest=today(), column=None)
        form.submit(
            record_mandate,
            done=_("Mandate recorded."),
            contact_id=contact.id,
            version=contact.version,
            reference=reference,
            signed_on=signed,
        )


def mandate_actions_dialog(mandate: Any, state: MandateState) -> None:
    """What the state of a mandate allows."""
    st.dialog(_("Mandate {reference}").format(reference=literal(mandate.reference)))(_mandate_actions)(mandate, state)


def _mandate_actions(mandate: Any, state: MandateState) -> None:
    if state is MandateState.DRAFT:
        with Form(f"sign_mandate.{mandate.id}.{mandate.version}") as form:
            signed = form.day("signed_on", _("Signed on"), mandate.signed_on, suggest=today(), required=True)
            form.submit(
                sign_mandate,
                done=_("Signature recorded."),
                mandate_id=mandate.id,
                version=mandate.version,
                signed_on=signed,
            )
    if state is MandateState.ACTIVE and st.button(_("Put on hold"), icon=":material/pause:"):
        perform_and_say(_("Mandate on hold."), hold_mandate, mandate_id=mandate.id)
    if state in {MandateState.ON_HOLD, MandateState.BOUNCED} and st.button(
        _("Use again"), icon=":material/play_arrow:"
    ):
        perform_and_say(_("Mandate in use again."), release_mandate, mandate_id=mandate.id)
    if state is not MandateState.REVOKED:
        with Form(f"revoke_mandate.{mandate.id}") as form:
            on = form.day("on", _("Revoked on"), suggest=today(), required=True, column=None)
            form.submit(
                revoke_mandate,
                done=_("Mandate revoked."),
                label=_("Record revocation"),
                mandate_id=mandate.id,
                on=on,
            )
    else:
        st.caption(_("A revoked mandate stays revoked. Record a new one instead."))
