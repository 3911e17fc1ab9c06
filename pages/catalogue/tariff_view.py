"""One tariff: its versions with what each term truly costs, and who changed what."""

from __future__ import annotations

import streamlit as st

from components import address
from components.badges import badge
from components.card_trail import card_trail
from components.cards import Fact, facts_html, heading
from components.catalogue_words import included_words, offer_html, pause_words, retired_words, tax_words
from components.escape import literal, markup
from components.perform import may, reading, today
from components.tariffs import sign_up_words, tariff_dialog, version_dialog, version_title
from domain.access import Permission
from i18n.texts import _
from queries.catalogue import TariffRow, VersionRow, tariffs


def tariff_view(tariff_id: int) -> None:
    """The tariff with this id, or the way back where there is none."""
    st.button(
        _("All tariffs"), icon=":material/arrow_back:", type="tertiary", key="tariff.back",
        on_click=address.clear, args=(("tariff",),),
    )  # fmt: skip
    with reading() as session:
        found = tariffs(session, tariff_id=tariff_id)
    if not found:
        st.warning(_("This tariff is not there."))
        return
    row = found[0]
    _head(row)
    for version in reversed(row.versions):
        _version(row, version)
    card_trail("tariff", row.tariff_id)


def _head(row: TariffRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(literal(row.name), anchor=False)
        if may(Permission.EDIT_CATALOGUE):
            with st.container(horizontal=True, width="content"):
                if st.button(_("New version"), icon=":material/event:", type="primary", key="tariff.version"):
                    version_dialog(row)
                if st.button(_("Change"), icon=":material/edit:", key="tariff.edit"):
                    tariff_dialog(row)
    badges = [badge(_("for businesses"), "violet")] if row.business else []
    if row.retired_on is not None:
        badges.append(badge(retired_words(row.retired_on), "gray"))
    st.html(
        f"<p>{markup(row.internal_name)} {' '.join(badges)}</p>"
        + (f"<p class='k-text'>{markup(row.text)}</p>" if row.text else "")
    )


def _version(row: TariffRow, version: VersionRow) -> None:
    """What is offered from a day on; what is over folds away."""
    day, offer = today(), version.offer
    if version.ends_before is not None and version.ends_before <= day:
        with st.expander(version_title(version)):
            st.html(_offer(version))
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        heading(version_title(version))
        if offer.valid_from >= day and may(Permission.EDIT_CATALOGUE):
            _change_button(row, version)
    st.html(_offer(version))


def _change_button(row: TariffRow, version: VersionRow) -> None:
    key = f"version.{version.version_id}"
    if st.button(_("Change this version"), icon=":material/edit:", type="tertiary", key=key):
        version_dialog(row, version)


def _offer(version: VersionRow) -> str:
    offer = version.offer
    facts = [
        Fact(_("Sign-up fee"), sign_up_words(offer)),
        Fact(_("Tax"), tax_words(offer.tax, max(offer.valid_from, today()))),
        Fact(_("Included"), ", ".join(map(included_words, offer.quotas))),
        Fact(_("Pause"), pause_words(offer)),
        Fact(_("Due"), _("in advance") if offer.in_advance else _("afterwards, at the end of each interval")),
    ]
    return offer_html(offer) + facts_html(facts)
