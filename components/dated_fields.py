"""The day from which a change is to be in force, as every form that edits master data asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from components.fields import Form
from components.perform import today
from domain.errors import Refusal
from i18n.formatting import format_day, parse_day
from i18n.texts import _, language


def since(form: Form) -> tuple[Callable[[], date | None], Callable[[str], str]]:
    """The field for the day, to be read after the form was sent, and what to say when that is done."""
    label = _("In force from (empty: today)")
    read = form.day("valid_from", label, column=None)

    def said(done: str) -> str:
        day = _typed(form)
        if day is None or day == today():
            return done
        return f"{done} " + _("In force from {day}.").format(day=format_day(day, language()))

    return read, said


def _typed(form: Form) -> date | None:
    try:
        return parse_day(form.typed("valid_from"), language())
    except Refusal:
        return None
