"""The studio: name, address, tax numbers, bank, letters and logo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from actions.studio import StudioCard, edit_studio
from components.cards import Fact, facts
from components.fields import Form
from components.master_data_dialogs import LANGUAGE_NAMES
from components.perform import reading
from domain.bank import format_iban
from domain.lands import Land
from domain.phones import format_phone
from i18n.formatting import format_day
from i18n.texts import LANGUAGES, _, language
from i18n.words import word
from pages.settings.logo import logo
from pages.settings.parts import head
from queries.card_files import studio as read_studio

Fields = Callable[[Form, Any], StudioCard | Callable[[], StudioCard]]


@st.fragment
def studio_tab() -> None:
    """What stands there, each part with the button that changes it."""
    with reading() as session:
        studio = read_studio(session)
    left, right = st.columns(2, gap="large")
    with left:
        _section(studio, "place", _("Name and address"), _place, _place_facts(studio))
        _section(studio, "reach", _("Contact details"), _reach, _reach_facts(studio))
        logo(studio)
    with right:
        _section(studio, "tax", _("Tax"), _tax, _tax_facts(studio))
        _section(studio, "invoices", _("Invoices"), _invoices, _invoice_facts(studio))
        _section(studio, "bank", _("Bank"), _bank, _bank_facts(studio))
        _section(studio, "letters", _("Letters"), _letters, _letter_facts(studio))


def _section(studio: Any, key: str, title: str, fields: Fields, rows: list[Fact]) -> None:
    if head(title, f"studio.{key}"):
        st.dialog(title)(_form)(studio, key, fields)
    facts(rows)


def _form(studio: Any, key: str, fields: Fields) -> None:
    with Form(f"studio.{key}.{studio.version}") as form:
        form.submit(edit_studio, done=_("Saved."), version=studio.version, card=fields(form, studio))


def _place_facts(studio: Any) -> list[Fact]:
    return [
        Fact(_("Name"), studio.name, wanted=True),
        Fact(_("Street and number"), studio.street, wanted=True),
        Fact(_("Town"), f"{studio.postcode} {studio.town}".strip(), wanted=True),
        Fact(_("Federal state"), word(Land(studio.land)) if studio.land else "", wanted=True),
    ]


def _place(form: Form, studio: Any) -> StudioCard:
    name = form.text("name", _("Name"), studio.name)
    street = form.text("street", _("Street and number"), studio.street)
    left, right = st.columns([1, 2])
    postcode = form.text("postcode", _("Postcode"), studio.postcode, place=left)
    town = form.text("town", _("Town"), studio.town, place=right)
    land = form.choice("land", _("Federal state (for holidays)"), Land, Land(studio.land))
    return StudioCard(name=name, street=street, postcode=postcode, town=town, land=land.value)


def _reach_facts(studio: Any) -> list[Fact]:
    return [
        Fact(_("Phone"), _shown_phone(studio.phone), wanted=True),
        Fact(_("E-mail"), studio.email, wanted=True),
        Fact(_("Website"), studio.website),
    ]


def _reach(form: Form, studio: Any) -> StudioCard:
    phone = form.phone("phone", _("Phone"), studio.phone)
    email = form.text("email", _("E-mail"), studio.email)
    website = form.text("website", _("Website"), studio.website, placeholder="www.example.de")
    return StudioCard(phone=phone, email=email, website=website)


def _tax_facts(studio: Any) -> list[Fact]:
    return [
        Fact(_("Tax number"), studio.tax_number, wanted=not studio.vat_id),
        Fact(_("VAT ID"), studio.vat_id),
    ]


def _tax(form: Form, studio: Any) -> StudioCard:
    number = form.text("tax_number", _("Tax number"), studio.tax_number, placeholder="181/815/08155")
    vat_id = form.text("vat_id", _("VAT ID"), studio.vat_id, placeholder="DE…")
    st.caption(_("An invoice needs one of the two."))
    return StudioCard(tax_number=number, vat_id=vat_id)


def _bank_facts(studio: Any) -> list[Fact]:
    return [
        Fact(_("Account holder"), studio.account_holder),
        Fact(_("IBAN"), format_iban(studio.iban), wanted=True),
        Fact(_("Creditor identifier"), studio.creditor_id, wanted=True),
    ]


def _bank(form: Form, studio: Any) -> StudioCard:
    holder = form.text("account_holder", _("Account holder"), studio.account_holder)
    iban = form.iban("iban", _("IBAN"), studio.iban)
    creditor = form.text(
        "creditor_id", _("Creditor identifier (for direct debits)"), studio.creditor_id, placeholder="DE…"
    )
    return StudioCard(account_holder=holder, iban=iban, creditor_id=creditor)


def _invoice_facts(studio: Any) -> list[Fact]:
    closed = format_day(studio.closed_until, language()) if studio.closed_until else ""
    return [
        Fact(_("Small business (§ 19 UStG)"), _("yes") if studio.small_business else _("no")),
        Fact(_("Days to pay"), str(studio.payment_days)),
        Fact(_("Text of invoices"), studio.invoice_text),
        Fact(_("Books closed until"), closed),
    ]


def _invoices(form: Form, studio: Any) -> Callable[[], StudioCard]:
    small = form.check("small_business", _("Small business (§ 19 UStG)"), value=studio.small_business)
    st.caption(_("Invoices then show no VAT and say why."))
    left, right = st.columns(2)
    days = form.whole_number("payment_days", _("Days to pay"), studio.payment_days, place=left)
    closed = form.day("closed_until", _("Books closed until"), studio.closed_until, place=right)
    st.caption(_("Up to this day nothing is booked any more. It can be moved on, never back."))
    text = form.area("invoice_text", _("Text of invoices"), studio.invoice_text, height=100)
    return lambda: StudioCard(small_business=small, payment_days=days(), closed_until=closed(), invoice_text=text)


def _letter_facts(studio: Any) -> list[Fact]:
    return [
        Fact(_("Language of letters"), LANGUAGE_NAMES[studio.language]),
        Fact(_("Letterhead"), studio.letterhead),
    ]


def _letters(form: Form, studio: Any) -> StudioCard:
    chosen = form.pick(
        "language", _("Language of letters"), list(LANGUAGES), LANGUAGE_NAMES.__getitem__, studio.language
    )
    letterhead = form.area("letterhead", _("Text of the letterhead"), studio.letterhead, height=160)
    return StudioCard(language=chosen or "", letterhead=letterhead)


def _shown_phone(phone: str) -> str:
    return format_phone(phone) if phone else ""
