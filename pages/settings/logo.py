"""The studio's logo: shown, changed, removed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.studio import remove_logo, set_logo
from components.perform import perform_and_say, reading, storage
from components.uploads import PICTURES, upload_field
from gateways.photos import LARGEST_BYTES
from gateways.storage import StoredFileDamaged, StoredFileMissing
from i18n.texts import _
from pages.settings.parts import head
from queries.card_files import studio as read_studio

WIDTH = 240
"""Pixels on the screen."""


def logo(studio: Any) -> None:
    """The logo, with the button that changes it."""
    if head(_("Logo"), "studio.logo"):
        st.dialog(_("Logo"))(_choose)()
    data = _picture(studio.logo) if studio.logo else None
    if data is None:
        st.caption(_("Letters go without logo."))
    else:
        st.image(data, width=WIDTH)


def _picture(digest: str) -> bytes | None:
    try:
        return storage().get(digest)
    except (StoredFileMissing, StoredFileDamaged):
        return None


def _choose() -> None:
    picture = upload_field(_("Choose a picture"), PICTURES, largest=LARGEST_BYTES, key="logo.file")
    if picture is not None and st.button(_("Use this logo"), type="primary", key="logo.use"):
        perform_and_say(_("Logo saved."), set_logo, data=picture.getvalue(), storage=storage())
    with reading() as session:
        has_logo = read_studio(session).logo is not None
    if has_logo and st.button(_("Remove"), icon=":material/delete:", type="tertiary", key="logo.remove"):
        perform_and_say(_("Logo removed."), remove_logo)
