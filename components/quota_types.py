"""The dialog of a type of quota."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from actions.catalogue import QuotaCard, add_quota_type, edit_quota_type, retire_quota_type, revive_quota_type
from components.card_trail import card_trail
from components.catalogue_words import tax_words
from components.fields import Form
from components.offering import offering
from components.perform import may, reading, today
from domain.access import Permission
from domain.activities import ActivityKind
from domain.calendar import Unit
from domain.catalogue import Clock
from domain.tax import TaxKind
from i18n.texts import _
from i18n.words import word
from queries.activities import categories
from queries.catalogue import QuotaTypeRow

BLANK = QuotaTypeRow(
    quota_type_id=0,
    version=0,
    name="",
    internal_name="",
    text="",
    retired_on=None,
    units=10,
    unit_name="",
    valid_value=None,
    valid_unit=Unit.MONTHS,
    valid_until=None,
    clock=Clock.PURCHASE,
    pays_check_ins=True,
    pays_appointments=False,
    pays_courses=False,
    category_id=None,
    category="",
    price_cents=0,
    tax=TaxKind.STANDARD,
)
"""With what a new one begins."""


def quota_type_dialog(row: QuotaTypeRow | None = None) -> None:
    """Make a type of quota, or change one, with who changed what."""
    st.dialog(_("Quota") if row else _("New quota"), width="medium")(_quota_type)(row)


def _quota_type(row: QuotaTypeRow | None) -> None:
    if row is None or may(Permission.EDIT_CATALOGUE):
        _form(row)
    if row is not None:
        card_trail("quota_type", row.quota_type_id)


def _form(row: QuotaTypeRow | None) -> None:
    with Form(f"quota_type.{row.quota_type_id}.{row.version}" if row else "quota_type.new") as form:
        card = _fields(form, row or BLANK, new=row is None)
        if row is None:
            form.submit(add_quota_type, done=_("Quota made. It can be sold."), card=card)
        else:
            st.caption(_("Quotas that were sold stay as they are."))
            form.submit(
                edit_quota_type,
                done=_("Quota changed."),
                quota_type_id=row.quota_type_id,
                version=row.version,
                card=card,
            )
    if row is not None:
        _offer(row)


def _fields(form: Form, row: QuotaTypeRow, *, new: bool) -> Callable[[], QuotaCard]:
    left, right = st.columns([2, 1])
    name = form.text("name", _("Name"), row.name, place=left, autocomplete="off")
    internal = form.text("internal_name", _("Internal name"), row.internal_name, place=right, autocomplete="off")
    left, middle, right = st.columns(3)
    units = form.whole_number("units", _("Units"), row.units, place=left)
    unit_name = form.text("unit_name", _("Name of the units"), row.unit_name, place=middle, placeholder=_("visits"))
    price = form.amount("price_cents", _("Price"), None if new else row.price_cents, place=right)
    left, middle, right = st.columns(3)
    value = form.whole_number("valid_value", _("Valid for (empty: without end)"), row.valid_value, place=left)
    unit = form.choice("valid_unit", _("Unit"), Unit, row.valid_unit, place=middle)
    until = form.day("valid_until", _("or until (last day)"), row.valid_until, place=right)
    left, right = st.columns(2)
    clock = form.choice("clock", _("Validity begins"), Clock, row.clock, place=left)
    tax = form.pick("tax", _("Tax"), list(TaxKind), lambda kind: tax_words(kind, today()), row.tax, place=right)
    with st.container(horizontal=True):
        check_ins = form.check("pays_check_ins", _("Pays visits"), value=row.pays_check_ins)
        appointments = form.check("pays_appointments", _("Pays appointments"), value=row.pays_appointments)
        in_courses = form.check("pays_courses", _("Pays course dates"), value=row.pays_courses)
    form.slot("pays_check_ins")
    category = _category(form, row)
    text = form.area("text", _("Text"), row.text, height=80)

    def read() -> QuotaCard:
        return QuotaCard(
            name=name,
            units=units(),
            price_cents=price(),
            internal_name=internal,
            text=text,
            unit_name=unit_name,
            valid_value=value(),
            valid_unit=unit,
            valid_until=until(),
            clock=clock,
            pays_check_ins=check_ins,
            pays_appointments=appointments,
            pays_courses=in_courses,
            category_id=category,
            tax=TaxKind(tax),
        )

    return read


def _category(form: Form, row: QuotaTypeRow) -> int | None:
    with reading() as session:
        names = {
            choice.key: f"{word(kind)}: {choice.name}"
            for kind in (ActivityKind.APPOINTMENT, ActivityKind.COURSE)
            for choice in categories(session, kind, today())
        }
    if row.category_id is not None:
        names.setdefault(row.category_id, row.category)
    chosen = form.pick(
        "category_id", _("Only for appointments or courses of this kind"), list(names),
        lambda key: names.get(key, ""), row.category_id, placeholder=_("All"),
    )  # fmt: skip
    return None if chosen is None else int(chosen)


def _offer(row: QuotaTypeRow) -> None:
    offering(
        "quota_type",
        row.retired_on,
        retire=(retire_quota_type, _("The quota is no longer offered; what was sold can be used up.")),
        revive=(revive_quota_type, _("The quota is offered again.")),
        quota_type_id=row.quota_type_id,
    )
