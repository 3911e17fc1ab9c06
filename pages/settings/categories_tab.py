"""Categories of notes, calls, e-mails, tasks, courses and documents, and the types of appointments."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.categories import add_category, edit_category, retire_category, revive_category
from components import address
from components.escape import literal
from components.fields import Form
from components.offering import offering
from components.perform import reading
from domain.activities import ActivityKind
from i18n.formatting import format_day
from i18n.texts import _, language, plural
from i18n.words import COLORS, word
from pages.settings.parts import entry, head, pages
from queries.card_files import CategoryUse, category_uses

PAGE = ("categories_page",)
KINDS = {kind.value: kind for kind in ActivityKind if kind is not ActivityKind.HEALTH_NOTE}


@st.fragment
def categories_tab() -> None:
    """The categories of one kind of entries; a click on one opens it."""
    chosen = address.choose(
        "of", _("Of which entries"), {code: word(kind) for code, kind in KINDS.items()}, first=True, drops=PAGE
    )
    kind = KINDS[chosen or next(iter(KINDS))]
    top = st.container()
    retired = st.toggle(_("Also those no longer offered"), key="retired_categories")
    with reading() as session:
        found = category_uses(session, kind, retired=retired)
    with top:
        title = plural("{count} category", "{count} categories", len(found))
        if head(title, "categories.add", _("New category"), icon="add", primary=True):
            st.dialog(_("New category"))(_new)(kind)
    if not found:
        st.info(_("There is no category of this kind yet."))
    pages(found, *PAGE, _row)


def _row(use: CategoryUse) -> None:
    category = use.category
    details = [plural("{count} entry", "{count} entries", use.entries)]
    if category.minutes:
        details.append(plural("{count} minute", "{count} minutes", category.minutes))
    if category.retired_on:
        details.append(_("no longer offered since {day}").format(day=format_day(category.retired_on, language())))
    mark = f":{category.color}-badge[{literal(category.name)}]"
    if entry(category.name, details, f"category.{category.id}", mark=mark):
        st.dialog(_("Category {name}").format(name=literal(category.name)))(_change)(category)


def _fields(form: Form, kind: ActivityKind, name: str, color: str, minutes: int | None) -> dict[str, Any]:
    inputs = {
        "name": form.text("name", _("Name"), name, autocomplete="off"),
        "color": form.pick("color", _("Colour"), list(COLORS), lambda code: _(COLORS[code]), color) or "",
    }
    if kind is ActivityKind.APPOINTMENT:
        inputs["minutes"] = form.whole_number("minutes", _("Usual length in minutes"), minutes)
    return inputs


def _new(kind: ActivityKind) -> None:
    with Form(f"category.new.{kind}") as form:
        form.submit(add_category, done=_("Category made."), kind=kind, **_fields(form, kind, "", "gray", None))


def _change(category: Any) -> None:
    with Form(f"category.form.{category.id}.{category.version}") as form:
        inputs = _fields(form, category.kind, category.name, category.color, category.minutes)
        form.submit(
            edit_category,
            done=_("Category changed."),
            category_id=category.id,
            version=category.version,
            **inputs,
        )
    offering(
        "category",
        category.retired_on,
        retire=(retire_category, _("The category is no longer offered; entries keep it.")),
        revive=(revive_category, _("The category is offered again.")),
        category_id=category.id,
    )
