"""The dialogs of quotas: selling and granting one, and all that staff do with one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from actions.quotas import (
    FAMILY,
    correct_quota,
    extend_quota,
    grant_quota,
    refund_quota,
    sell_quota,
    transfer_quota,
)
from components.fields import Form
from components.perform import may, reading, today
from components.quota_words import type_words
from domain.access import Permission
from domain.errors import Missing
from domain.quotas import value_of
from domain.relationships import relation
from i18n.texts import _
from queries.catalogue import QuotaTypeRow, quota_types_sold_on
from queries.quotas import QuotaRow
from queries.relationships import relationships_of

WAYS = (1, -1)
OF_THE_FAMILY = {relation(kind, from_other=side) for kind in FAMILY for side in (False, True)}


def sell_dialog(contact_id: int) -> None:
    """Sell a quota."""
    st.dialog(_("Sell a quota"), width="medium")(_sell)(contact_id)


def grant_dialog(contact_id: int) -> None:
    """Grant a quota by hand."""
    st.dialog(_("Grant a quota"), width="medium")(_grant)(contact_id)


def _types() -> dict[int, QuotaTypeRow]:
    with reading() as session:
        found = {one.quota_type_id: one for one in quota_types_sold_on(session, today())}
    if not found:
        st.info(_("No quota is on sale. Make one on the page “Catalogue” first."))
    return found


def _kind(form: Form, types: dict[int, QuotaTypeRow]) -> int | None:
    money = may(Permission.SEE_MONEY)
    only = next(iter(types)) if len(types) == 1 else None
    return form.pick(
        "quota_type_id", _("Quota"), list(types), lambda key: type_words(types[key], money=money), only, column=None
    )  # type: ignore[no-any-return]


def _what(form: Form, contact_id: int, types: dict[int, QuotaTypeRow], *, sold: bool) -> dict[str, Any] | None:
    """The fields that a sale and a grant share, as inputs of the action; None while no type is chosen."""
    kind = _kind(form, types)
    if kind is None:
        return None
    left, *middle, right = st.columns(3 if sold else 2)
    inputs: dict[str, Any] = {"contact_id": contact_id, "quota_type_id": kind}
    inputs["units"] = form.whole_number(f"units.{kind}", _("Units"), types[kind].units, place=left, column=None)
    if sold:
        price = types[kind].price_cents
        inputs["price_cents"] = form.amount(f"price.{kind}", _("Price (€)"), price, place=middle[0], column=None)
    inputs["starts_on"] = form.day("starts_on", _("Valid from"), today(), place=right, required=True, column=None)
    return inputs


def _sell(contact_id: int) -> None:
    types = _types()
    if not types:
        return
    with Form(f"quota.sell.{contact_id}", live=True) as form:
        inputs = _what(form, contact_id, types, sold=True)
        if inputs is not None:
            form.submit(sell_quota, done=_("Quota sold."), label=_("Sell"), **inputs)


def _grant(contact_id: int) -> None:
    types = _types()
    if not types:
        return
    with Form(f"quota.grant.{contact_id}", live=True) as form:
        inputs = _what(form, contact_id, types, sold=False)
        if inputs is not None:
            form.submit(grant_quota, done=_("Quota granted."), label=_("Grant"), reason=_reason(form), **inputs)


def _reason(form: Form) -> str:
    return form.text("reason", _("Reason"), column=None, autocomplete="off")


def extend_dialog(row: QuotaRow) -> None:
    """Let a quota be valid longer."""
    st.dialog(_("Extend the quota"))(_extend)(row)


def _extend(row: QuotaRow) -> None:
    with Form(f"quota.extend.{row.quota_id}.{row.version}") as form:
        last = row.facts.ends_on
        suggested = (max(last, today()) if last else today()) + timedelta(days=30)
        ends_on = form.day("ends_on", _("New last day"), suggest=suggested, required=True)
        form.submit(
            extend_quota,
            done=_("Quota extended."),
            label=_("Extend"),
            quota_id=row.quota_id,
            version=row.version,
            ends_on=ends_on,
            reason=_reason(form),
        )


def _needed(form: Form, name: str, label: str, value: int | None, **more: Any) -> Any:
    """A number that must be given."""
    read = form.whole_number(name, label, value, column=None, **more)

    def number() -> int:
        found = read()
        if found is None:
            raise Missing(field=name)
        return found

    return number


def correct_dialog(row: QuotaRow) -> None:
    """Put a mistake right."""
    st.dialog(_("Correct the quota"))(_correct)(row)


def _correct(row: QuotaRow) -> None:
    with Form(f"quota.correct.{row.quota_id}.{row.left}") as form:
        words = {1: _("Units more"), -1: _("Units fewer")}
        way = st.segmented_control(
            _("Correction"), WAYS, default=1, required=True, format_func=words.__getitem__,
            key=form.key_of("way"), label_visibility="collapsed",
        )  # fmt: skip
        units = _needed(form, "units", _("Units"), 1)
        form.submit(
            correct_quota,
            done=_("Quota corrected."),
            label=_("Correct"),
            quota_id=row.quota_id,
            units=lambda: int(way or 1) * units(),
            reason=_reason(form),
        )


def transfer_dialog(row: QuotaRow, contact_id: int) -> None:
    """Give units to somebody of the family."""
    st.dialog(_("Transfer units"))(_transfer)(row, contact_id)


def _transfer(row: QuotaRow, contact_id: int) -> None:
    with reading() as session:
        related = relationships_of(session, contact_id, today())
    family = [one for one in related if one.seen in OF_THE_FAMILY and one.period.holds_on(today())]
    people = {one.other.contact_id: f"{one.other.name} ({one.other.number})" for one in family}
    if not people:
        st.info(_("Units go to the family only. Enter the relationship on the page “Master data” first."))
        return
    with Form(f"quota.transfer.{row.quota_id}.{row.left}") as form:
        other = form.pick("to_contact_id", _("Who gets them?"), list(people), people.__getitem__, column=None)
        units = _needed(form, "units", _("Units"), row.left)
        form.submit(
            transfer_quota,
            done=_("Units transferred."),
            label=_("Transfer"),
            quota_id=row.quota_id,
            to_contact_id=other,
            units=units,
            reason=form.text("reason", _("Reason (may stay empty)"), column=None, autocomplete="off"),
        )


def refund_dialog(row: QuotaRow) -> None:
    """Take unused units back for money."""
    st.dialog(_("Pay units back"))(_refund)(row)


def _refund(row: QuotaRow) -> None:
    with Form(f"quota.refund.{row.quota_id}.{row.left}") as form:
        left, right = st.columns(2)
        units = _needed(form, "units", _("Units"), row.left, place=left)
        worth = value_of(row.price_cents, row.had, row.left)
        cents = form.amount("cents", _("Amount (€)"), worth, place=right, column=None)
        form.submit(
            refund_quota,
            done=_("Units paid back."),
            label=_("Pay back"),
            quota_id=row.quota_id,
            units=units,
            cents=cents,
            reason=_reason(form),
        )
