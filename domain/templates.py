"""Texts with variables, for e-mails and letters: `{{anrede}}`, or `{{salutation}}`.

The text of a template is read once, from left to right; what is put in is never looked at again, so nothing in the
data of a contact can be a variable, or anything else but text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from domain.errors import Refusal


class TemplateKind(StrEnum):
    """What is made from a template."""

    EMAIL = "email"
    LETTER = "letter"


class Variable(StrEnum):
    """What a text can say of the contact, the studio and the day."""

    SALUTATION = "salutation"
    """The line with which a letter begins, without its comma."""
    NAME = "name"
    TITLE = "title"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    COMPANY = "company"
    NUMBER = "number"
    BIRTHDAY = "birthday"
    NEXT_APPOINTMENT = "next_appointment"
    STUDIO = "studio"
    STUDIO_ADDRESS = "studio_address"
    STUDIO_PHONE = "studio_phone"
    STUDIO_EMAIL = "studio_email"
    STUDIO_WEBSITE = "studio_website"
    TODAY = "today"
    USER = "user"


GERMAN: Mapping[Variable, str] = {
    Variable.SALUTATION: "anrede",
    Variable.NAME: "name",
    Variable.TITLE: "titel",
    Variable.FIRST_NAME: "vorname",
    Variable.LAST_NAME: "nachname",
    Variable.COMPANY: "firma",
    Variable.NUMBER: "nummer",
    Variable.BIRTHDAY: "geburtstag",
    Variable.NEXT_APPOINTMENT: "nächster_termin",
    Variable.STUDIO: "studio",
    Variable.STUDIO_ADDRESS: "studio_adresse",
    Variable.STUDIO_PHONE: "studio_telefon",
    Variable.STUDIO_EMAIL: "studio_email",
    Variable.STUDIO_WEBSITE: "studio_website",
    Variable.TODAY: "heute",
    Variable.USER: "benutzer",
}
"""Whatever language people read, a text may use either name."""

Values = Mapping[Variable, str]


class UnknownVariable(Refusal):
    """A text uses only the variables that there are. Data: `name`, `line` (from 1)."""


class BrokenVariable(Refusal):
    """A variable is a name between two braces each, on one line. Data: `line` (from 1), `near`."""


def _key(name: str) -> str:
    """`Nächster Termin` and `naechster_termin` are one."""
    key = re.sub(r"[\s_-]+", "_", name.strip().casefold())
    return key.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


_BY_NAME = {_key(name): variable for variable, german in GERMAN.items() for name in (variable, german)}
_MARK = re.compile(r"\{\{([^{}\n]*)\}\}|\{\{|\}\}")
_NEAR = 30


def placeholder(variable: Variable, language: str) -> str:
    """How a text names the variable: `{{vorname}}`."""
    return "{{" + (GERMAN[variable] if language == "de" else variable.value) + "}}"


def _parts(text: str) -> Iterator[str | Variable]:
    """The text cut at its variables; refuses `UnknownVariable` and `BrokenVariable`."""
    end = 0
    for mark in _MARK.finditer(text):
        yield text[end : mark.start()]
        end = mark.end()
        line = text.count("\n", 0, mark.start()) + 1
        if mark[1] is None or not mark[1].strip():
            raise BrokenVariable(line=line, near=text[mark.start() : mark.start() + _NEAR].partition("\n")[0])
        variable = _BY_NAME.get(_key(mark[1]))
        if variable is None:
            raise UnknownVariable(line=line, name=mark[1].strip()[:60])
        yield variable
    yield text[end:]


def used(text: str) -> tuple[Variable, ...]:
    """The variables of a text, each once, in the order in which they come; refuses broken and unknown ones."""
    return tuple(dict.fromkeys(part for part in _parts(text) if isinstance(part, Variable)))


def render(text: str, values: Values) -> str:
    """The text with these values in place of its variables; what is not known is empty."""
    return "".join(values.get(part, "") if isinstance(part, Variable) else part for part in _parts(text))


def unfilled(text: str, values: Values) -> tuple[Variable, ...]:
    """The variables of a text for which there is no value."""
    return tuple(variable for variable in used(text) if not values.get(variable))
