"""Tags: names and colours for all who carry them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.tags import add_tag, edit_tag, retire_tag, revive_tag
from components import address
from components.escape import literal
from components.fields import Form
from components.offering import offering
from components.perform import reading
from i18n.formatting import format_day
from i18n.texts import _, language, plural
from i18n.words import COLORS
from pages.settings.parts import entry, head, pages
from queries.card_files import TagUse, tags

PAGE = ("tags_page",)
"""The page of the list in the address."""


@st.fragment
def tags_tab() -> None:
    """The list; a click on a tag opens it."""
    top = st.container()
    retired = st.toggle(_("Also those no longer offered"), key="retired_tags", on_change=address.clear, args=(PAGE,))
    with reading() as session:
        found = tags(session, retired=retired)
    with top:
        title = plural("{count} tag", "{count} tags", len(found))
        if head(title, "tags.add", _("New tag"), icon="add", primary=True):
            st.dialog(_("New tag"))(_new)()
    if not found:
        st.info(_("There is no tag yet. Make one here, or type one at a contact."))
    pages(found, *PAGE, _row)


def _row(use: TagUse) -> None:
    tag = use.tag
    details = [plural("{count} contact", "{count} contacts", use.contacts)]
    if tag.retired_on:
        details.append(_("no longer offered since {day}").format(day=format_day(tag.retired_on, language())))
    if entry(tag.name, details, f"tag.{tag.id}", mark=f":{tag.color}-badge[{literal(tag.name)}]"):
        st.dialog(_("Tag {name}").format(name=literal(tag.name)))(_change)(tag)


def _fields(form: Form, name: str, color: str) -> tuple[str, str]:
    return form.text("name", _("Name"), name, autocomplete="off"), form.pick(
        "color", _("Colour"), list(COLORS), lambda code: _(COLORS[code]), color
    )


def _new() -> None:
    with Form("tag.new") as form:
        name, color = _fields(form, "", "gray")
        form.submit(add_tag, done=_("Tag made."), name=name, color=color or "")


def _change(tag: Any) -> None:
    with Form(f"tag.form.{tag.id}.{tag.version}") as form:
        name, color = _fields(form, tag.name, tag.color)
        form.submit(edit_tag, done=_("Tag changed."), tag_id=tag.id, version=tag.version, name=name, color=color or "")
    offering(
        "tag",
        tag.retired_on,
        retire=(retire_tag, _("The tag is no longer offered; contacts keep it.")),
        revive=(revive_tag, _("The tag is offered again.")),
        tag_id=tag.id,
    )
