"""Texts with variables: the card file, those on offer, and what the variables of a contact say on a day."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.activities import ActivityKind, State
from domain.clock import day_of
from domain.consents import Purpose
from domain.contacts import ContactKind, Salutation
from domain.phones import format_phone
from domain.templates import TemplateKind, Variable, render, unfilled
from i18n.countries import country_names
from i18n.formatting import format_day, format_instant
from i18n.texts import Language
from models.activity import Activity
from models.base import moment
from models.contact import Contact
from models.email import Email, TextTemplate
from models.studio import Studio


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """A template and how many entries were made from it."""

    template: TextTemplate
    entries: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A template on offer."""

    template_id: int
    name: str
    purpose: Purpose | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with the data of a contact put in."""

    subject: str
    text: str
    missing: tuple[Variable, ...]
    """Its variables for which the contact has no value."""


def template_uses(session: Session, kind: TemplateKind, *, retired: bool = False) -> tuple[TemplateUse, ...]:
    """The templates of a kind by name; with `retired` also those no longer offered."""
    query = (
        select(TextTemplate, func.count(Email.__table__.c.id))
        .outerjoin(Email.__table__, Email.__table__.c.template_id == TextTemplate.id)
        .where(TextTemplate.kind == kind)
        .group_by(TextTemplate.id)
        .order_by(TextTemplate.name_key)
    )
    if not retired:
        query = query.where(TextTemplate.retired_on.is_(None))
    return tuple(TemplateUse(template, count) for template, count in session.execute(query))


def templates(session: Session, kind: TemplateKind) -> tuple[Offered, ...]:
    """The templates on offer, by name."""
    rows = session.execute(
        select(TextTemplate.id, TextTemplate.name, TextTemplate.purpose)
        .where(TextTemplate.kind == kind, TextTemplate.retired_on.is_(None))
        .order_by(TextTemplate.name_key)
    )
    return tuple(Offered(*row) for row in rows)


def filled(session: Session, template_id: int, contact_id: int, *, user: str) -> Filled | None:
    """A template with the data of this contact of today; None where there is no such template."""
    template = session.get(TextTemplate, template_id)
    if template is None:
        return None
    spoken = language_of(template.language)
    return previewed(session, template.subject, template.text, contact_id, language=spoken, user=user)


def previewed(session: Session, subject: str, text: str, contact_id: int, *, language: Language, user: str) -> Filled:
    """A text with the data of this contact of today; refuses variables that there are not."""
    values = values_of(session, contact_id, language=language, user=user)
    with_values = " ".join(render(subject, values).split()), render(text, values)
    missing = dict.fromkeys((*unfilled(subject, values), *unfilled(text, values)))
    return Filled(*with_values, tuple(missing))


def language_of(code: str) -> Language:
    """The language of a text: English, or German."""
    return "en" if code == "en" else "de"


def values_of(session: Session, contact_id: int, *, language: Language, user: str) -> dict[Variable, str]:
    """What the variables say of a contact at the instant of this session, in a language."""
    contact, studio = session.get_one(Contact, contact_id), session.get_one(Studio, 1)
    return {
        Variable.SALUTATION: salutation_line(contact, language),
        Variable.NAME: contact.display_name,
        Variable.TITLE: contact.title,
        Variable.FIRST_NAME: contact.first_name,
        Variable.LAST_NAME: contact.last_name,
        Variable.COMPANY: contact.company_name,
        Variable.NUMBER: contact.number,
        Variable.BIRTHDAY: format_day(contact.born_on, language) if contact.born_on else "",
        Variable.NEXT_APPOINTMENT: _next_appointment(session, contact_id, language),
        Variable.STUDIO: studio.name,
        Variable.STUDIO_ADDRESS: _address(studio, language),
        Variable.STUDIO_PHONE: format_phone(studio.phone) if studio.phone else "",
        Variable.STUDIO_EMAIL: studio.email,
        Variable.STUDIO_WEBSITE: studio.website,
        Variable.TODAY: format_day(day_of(moment(session)), language),
        Variable.USER: user,
    }


_TO_COMPANY = {"de": "Sehr geehrte Damen und Herren", "en": "Dear Sir or Madam"}
_TO_PERSON = {
    ("de", Salutation.MS): "Sehr geehrte Frau",
    ("de", Salutation.MR): "Sehr geehrter Herr",
    ("en", Salutation.MS): "Dear Ms",
    ("en", Salutation.MR): "Dear Mr",
}
_TO_ANYBODY = {"de": "Guten Tag", "en": "Dear"}


def salutation_line(contact: Contact, language: Language) -> str:
    """`Sehr geehrte Frau Dr. Müller`, without a comma; nobody is taken for a man or a woman who did not say so."""
    if contact.kind is ContactKind.COMPANY:
        return _TO_COMPANY[language]
    known = _TO_PERSON.get((language, contact.salutation))
    if known and contact.last_name:
        title = contact.title if language == "de" else ""
        if language == "en" and contact.title:
            known, title = "Dear", contact.title
        return " ".join(part for part in (known, title, contact.last_name) if part)
    return f"{_TO_ANYBODY[language]} {contact.display_name}"


def _address(studio: Studio, language: Language) -> str:
    place = f"{studio.postcode} {studio.town}".strip()
    country = country_names(language).get(studio.country, "") if studio.country not in {"", "DE"} else ""
    return ", ".join(part for part in (studio.street, place, country) if part)


def _next_appointment(session: Session, contact_id: int, language: Language) -> str:
    at = session.scalar(
        select(func.min(Activity.at)).where(
            Activity.contact_id == contact_id,
            Activity.kind.in_((ActivityKind.APPOINTMENT, ActivityKind.COURSE)),
            Activity.state.in_((State.BOOKED, State.CONFIRMED)),
            Activity.deleted_at.is_(None),
            Activity.at >= moment(session),
        )
    )
    return format_instant(at, language) if at else ""
