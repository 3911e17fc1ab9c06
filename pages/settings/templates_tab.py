"""Texts with variables for e-mails and letters, each with a preview for a real contact."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.templates import add_template, edit_template, retire_template, revive_template
from components import address
from components.escape import literal
from components.fields import Form
from components.offering import offering
from components.perform import reading
from components.template_preview import preview, variables_table
from domain.consents import Purpose
from domain.templates import TemplateKind
from i18n.formatting import format_day
from i18n.texts import LANGUAGE_NAMES, LANGUAGES, _, language, plural
from i18n.words import word
from pages.settings.parts import entry, head, pages
from queries.templates import TemplateUse, template_uses

PAGE = ("templates_page",)
KINDS = {kind.value: kind for kind in TemplateKind}


@st.fragment
def templates_tab() -> None:
    """The texts of one kind; a click on one opens it."""
    chosen = address.choose("for", _("For what"), {code: word(kind) for code, kind in KINDS.items()}, first=True)
    kind = KINDS[chosen or next(iter(KINDS))]
    top = st.container()
    retired = st.toggle(_("Also those no longer offered"), key="retired_templates")
    with reading() as session:
        found = template_uses(session, kind, retired=retired)
    with top:
        title = plural("{count} text", "{count} texts", len(found))
        if head(title, "templates.add", _("New text"), icon="add", primary=True):
            st.dialog(_("New text"), width="large")(_new)(kind)
    if not found:
        st.info(_("There is no text of this kind yet. Write one with the button above."))
    pages(found, *PAGE, _row)


def _row(use: TemplateUse) -> None:
    template = use.template
    details = [template.subject, word(template.purpose) if template.purpose else ""]
    if use.entries:
        details.append(plural("used {count} time", "used {count} times", use.entries))
    if template.retired_on:
        details.append(_("no longer offered since {day}").format(day=format_day(template.retired_on, language())))
    if entry(template.name, details, f"template.{template.id}"):
        st.dialog(_("Text {name}").format(name=literal(template.name)), width="large")(_change)(template)


def _fields(form: Form, template: Any) -> dict[str, Any]:
    left, right = st.columns([3, 2])
    name = form.text("name", _("Name"), template.name if template else "", place=left, autocomplete="off")
    spoken = form.pick(
        "language",
        _("Language"),
        list(LANGUAGES),
        LANGUAGE_NAMES.__getitem__,
        template.language if template else "de",
        place=right,
    )
    purpose = form.pick(
        "purpose",
        _("Sent only to those who consented to"),
        ["", *Purpose],
        lambda code: (
            word(Purpose(code)) if code else _("Needs no consent: it belongs to a contract or answers somebody")
        ),
        template.purpose if template else None,
        write=lambda stored: stored or "",
        read=lambda code: code or None,
    )
    subject = form.text("subject", _("Subject"), template.subject if template else "", autocomplete="off")
    text = form.area("text", _("Text"), template.text if template else "", height=220)
    return {"name": name, "language": spoken or "", "purpose": purpose or None, "subject": subject, "text": text}


def _new(kind: TemplateKind) -> None:
    with Form(f"template.new.{kind}", live=True) as form:
        inputs = _fields(form, None)
        form.submit(add_template, done=_("Text saved."), kind=kind, **inputs)
    _below(inputs)


def _change(template: Any) -> None:
    with Form(f"template.form.{template.id}.{template.version}", live=True) as form:
        inputs = _fields(form, template)
        form.submit(edit_template, done=_("Text changed."), template_id=template.id, version=template.version, **inputs)
    _below(inputs)
    offering(
        "template",
        template.retired_on,
        retire=(retire_template, _("The text is no longer offered.")),
        revive=(revive_template, _("The text is offered again.")),
        template_id=template.id,
    )


def _below(inputs: dict[str, Any]) -> None:
    """What can be put in, and how it comes out for somebody."""
    with st.expander(_("Variables that a text can use"), icon=":material/data_object:"):
        variables_table(inputs["language"])
    with st.expander(_("Preview"), icon=":material/visibility:"):
        preview(inputs["subject"], inputs["text"], inputs["language"])
