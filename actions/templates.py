"""Texts with variables for e-mails and letters: written, changed, retired, offered again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import LONGEST_TEXT
from actions.cards import refuse_twin
from actions.loading import load
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.consents import Purpose
from domain.errors import Missing, NotAChoice, Problems
from domain.templates import TemplateKind, used
from domain.texts import tidy_line, tidy_text
from i18n.texts import LANGUAGES
from models.activity import LONGEST_TITLE
from models.base import moment
from models.email import TextTemplate

LONGEST_NAME = 60


@action(Permission.EDIT_CARD_FILES, undoable=True)
def add_template(
    session: Session,
    actor: Actor,
    *,
    kind: TemplateKind,
    name: str,
    subject: str,
    text: str,
    language: str = "de",
    purpose: Purpose | None = None,
) -> TextTemplate:
    """A new template; refuses variables that there are not."""
    template = TextTemplate(kind=kind)
    _write(session, template, name, subject, text, language, purpose)
    session.add(template)
    return template


@action(Permission.EDIT_CARD_FILES, undoable=True)
def edit_template(
    session: Session,
    actor: Actor,
    *,
    template_id: int,
    version: int,
    name: str,
    subject: str,
    text: str,
    language: str,
    purpose: Purpose | None = None,
) -> TextTemplate:
    """Change a template; what was made from it stays as it is."""
    template = load(session, TextTemplate, template_id, version=version)
    _write(session, template, name, subject, text, language, purpose)
    return template


@action(Permission.EDIT_CARD_FILES, undoable=True)
def retire_template(session: Session, actor: Actor, *, template_id: int) -> TextTemplate:
    """Offer a template no longer."""
    template = load(session, TextTemplate, template_id)
    template.retired_on = day_of(moment(session))
    return template


@action(Permission.EDIT_CARD_FILES, undoable=True)
def revive_template(session: Session, actor: Actor, *, template_id: int) -> TextTemplate:
    """Offer a retired template again."""
    template = load(session, TextTemplate, template_id)
    template.retired_on = None
    return template


def _write(
    session: Session,
    template: TextTemplate,
    name: str,
    subject: str,
    text: str,
    language: str,
    purpose: Purpose | None,
) -> None:
    problems = Problems()
    with problems.field("name"):
        template.name = tidy_line(name, longest=LONGEST_NAME, required=True)
        refuse_twin(session, template)
    with problems.field("subject"):
        template.subject = tidy_line(subject, longest=LONGEST_TITLE, required=True)
        used(template.subject)
    with problems.field("text"):
        template.text = tidy_text(text, longest=LONGEST_TEXT)
        if not template.text:
            raise Missing
        used(template.text)
    with problems.field("language"):
        if language not in LANGUAGES:
            raise NotAChoice(value=language)
        template.language = language
    with problems.field("purpose"):
        template.purpose = Purpose(purpose) if purpose is not None else None
    problems.raise_if_any()
