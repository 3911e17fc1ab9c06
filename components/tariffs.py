"""The dialogs of tariffs: what a tariff is, and what it offers from a day on, with what each term truly costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from actions.tariffs import (
    add_tariff,
    add_version,
    edit_tariff,
    edit_version,
    remove_version,
    retire_tariff,
    revive_tariff,
)
from components.catalogue_words import tax_words
from components.escape import literal
from components.fields import Form
from components.offering import offering
from components.perform import perform_and_say, today
from components.tariff_terms import quota_fields, term_fields
from domain.calendar import add_months
from domain.catalogue import Offer
from domain.contracts import PauseKind
from domain.periods import DAY
from domain.tax import TaxKind
from i18n.formatting import format_day
from i18n.service_words import money
from i18n.texts import _, language
from queries.catalogue import TariffRow, VersionRow


def tariff_dialog(row: TariffRow | None = None) -> None:
    """Make a tariff with what it offers first, or change what it is called."""
    if row is None:
        st.dialog(_("New tariff"), width="large")(_new)()
    else:
        st.dialog(_("Tariff"), width="medium")(_change)(row)


def version_dialog(row: TariffRow, version: VersionRow | None = None) -> None:
    """A new version of a tariff, which begins as a copy of the last one; or change one that is not in force yet."""
    title = _("New version: {tariff}") if version is None else _("Version: {tariff}")
    st.dialog(title.format(tariff=literal(row.name[:60])), width="large")(_version)(row, version)


def _new() -> None:
    with Form("tariff.new", live=True) as form:
        card = _card_fields(form, None)
        offer = _offer_fields(form, None)
        form.submit(
            add_tariff,
            done=_("Tariff made. It can be sold."),
            then=lambda tariff: st.query_params.update({"tariff": str(tariff.id)}),
            offer=offer,
            **card,
        )


def _change(row: TariffRow) -> None:
    with Form(f"tariff.{row.tariff_id}.{row.version}") as form:
        card = _card_fields(form, row)
        form.submit(edit_tariff, done=_("Tariff changed."), tariff_id=row.tariff_id, version=row.version, **card)
    offering(
        "tariff",
        row.retired_on,
        retire=(retire_tariff, _("The tariff is no longer offered; its contracts go on.")),
        revive=(revive_tariff, _("The tariff is offered again.")),
        tariff_id=row.tariff_id,
    )


def _card_fields(form: Form, row: TariffRow | None) -> dict[str, Any]:
    left, right = st.columns([2, 1])
    return {
        "name": form.text("name", _("Name"), row.name if row else "", place=left, autocomplete="off"),
        "internal_name": form.text(
            "internal_name", _("Internal name"), row.internal_name if row else "", place=right, autocomplete="off"
        ),
        "text": form.area("text", _("Text"), row.text if row else "", height=80),
        "business": form.check(
            "business",
            _("For businesses only (the law of consumers does not bind it)"),
            value=bool(row and row.business),
        ),
    }


def _version(row: TariffRow, version: VersionRow | None) -> None:
    last = version or row.versions[-1]
    key = f"version.{version.version_id}.{version.version}" if version else f"version.new.{row.tariff_id}"
    with Form(key, live=True) as form:
        offer = _offer_fields(form, last.offer, copy=version is None)
        if version is None:
            form.submit(add_version, done=_("Version made."), tariff_id=row.tariff_id, offer=offer)
        else:
            form.beneath("terms", _("Terms"), last.offer.terms)
            form.submit(
                edit_version,
                done=_("Version changed."),
                version_id=version.version_id,
                version=version.version,
                offer=offer,
            )
    if version is not None and len(row.versions) > 1:
        _take_back(version)


def _take_back(version: VersionRow) -> None:
    if st.button(_("Take back this version"), icon=":material/delete:", type="tertiary", key="version.remove"):
        perform_and_say(
            _("Version taken back: the one before it goes on."),
            remove_version,
            version_id=version.version_id,
            version=version.version,
        )


def _offer_fields(form: Form, offer: Offer | None, *, copy: bool = False) -> Callable[[], Offer]:
    """All fields of a version; calling what comes back reads them."""
    left, middle, right = st.columns([1, 1, 1])
    begin = None if copy or offer is None else offer.valid_from
    suggest = today() if offer is None else _next_month(max(today(), offer.valid_from)) if copy else None
    valid_from = form.day(
        "valid_from", _("In force from"), begin, place=left, required=True, column=None, suggest=suggest
    )
    sign_up = form.amount(
        "sign_up", _("Sign-up fee"), offer.sign_up_cents if offer else None, place=middle, column=None, empty=0
    )
    tax = form.pick(
        "tax", _("Tax"), list(TaxKind), lambda kind: tax_words(kind, today()), offer.tax if offer else TaxKind.STANDARD,
        place=right, column=None,
    )  # fmt: skip
    terms = term_fields(form, offer, fees=form.typed_day("sign_up") or 0)
    quotas = quota_fields(form, offer)
    pause = _pause_fields(form, offer)
    advance = form.check(
        "in_advance", _("Due in advance, at the beginning of each interval"), value=offer.in_advance if offer else True,
        column=None,
    )  # fmt: skip

    def read() -> Offer:
        return Offer(
            valid_from=valid_from() or today(),
            terms=terms(),
            sign_up_cents=sign_up(),
            tax=TaxKind(tax),
            in_advance=advance,
            quotas=quotas(),
            **pause(),
        )

    return read


def _next_month(day: date) -> date:
    """The first of the month after a day."""
    return add_months(day.replace(day=1), 1)


def _pause_fields(form: Form, offer: Offer | None) -> Callable[[], dict[str, Any]]:
    left, middle, right = st.columns([1, 1.4, 1])
    days = form.whole_number(
        "pause_days", _("Days of pause a year (0: none)"), offer.pause_days_a_year if offer else None, place=left,
        column=None, placeholder=_("as agreed each time"),
    )  # fmt: skip
    kind = form.choice(
        "pause_kind", _("A pause is"), PauseKind, offer.pause_kind if offer else PauseKind.EXTENDS, place=middle,
        column=None,
    )  # fmt: skip
    fee = None
    if kind is PauseKind.FEE:
        fee = form.amount(
            "pause_fee", _("Fee for a month of pause"), offer.pause_fee_cents if offer else None, place=right,
            column=None, empty=0,
        )  # fmt: skip
    return lambda: {"pause_days_a_year": days(), "pause_kind": kind, "pause_fee_cents": fee() if fee else 0}


def version_title(version: VersionRow) -> str:
    """From when to when a version is in force."""
    begin = format_day(version.offer.valid_from, language())
    if version.ends_before is None:
        return _("In force from {day} on").format(day=begin)
    return _("In force from {day} to {last}").format(day=begin, last=format_day(version.ends_before - DAY, language()))


def sign_up_words(offer: Offer) -> str:
    """The sign-up fee, or that there is none."""
    return money(offer.sign_up_cents) if offer.sign_up_cents else _("none")
