"""Number ranges: prefix, least digits and next number of each kind."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from actions.numbering import edit_number_range
from components.cards import Fact, facts
from components.escape import literal
from components.fields import Form
from components.perform import reading
from domain.errors import Refusal, WrongDigits
from i18n.texts import _
from i18n.words import word
from pages.settings.parts import head
from queries.card_files import number_ranges

MOST_DIGITS = 12


@st.fragment
def numbers_tab() -> None:
    """Each range with the number that comes next."""
    with reading() as session:
        ranges = number_ranges(session)
    for numbers in ranges:
        title = word(numbers.kind)
        if head(title, f"numbers.{numbers.kind}"):
            st.dialog(title)(_range)(numbers)
        facts(
            [
                Fact(_("Next number"), numbers.written(numbers.next_value)),
                Fact(_("Prefix"), numbers.prefix),
                Fact(_("Digits at least"), str(numbers.digits)),
            ]
        )


def _range(numbers: Any) -> None:
    with Form(f"numbers.{numbers.kind}.{numbers.version}", live=True) as form:
        prefix = form.text("prefix", _("Prefix"), numbers.prefix)
        digits = form.pick("digits", _("Digits at least"), range(1, MOST_DIGITS + 1), str, numbers.digits)
        typed = form.text("next_value", _("Next number"), numbers.next_value, read=_whole)
        _preview(prefix, digits, typed)
        form.submit(
            edit_number_range,
            done=_("Number range changed."),
            kind=numbers.kind,
            version=numbers.version,
            prefix=prefix,
            digits=digits or 0,
            next_value=lambda: _whole(typed),
        )


def _whole(typed: str) -> int:
    if not re.fullmatch(rf"[0-9]{{1,{MOST_DIGITS}}}", typed.strip()):
        raise WrongDigits(field="next_value")
    return int(typed)


def _preview(prefix: str, digits: int | None, typed: str) -> None:
    """What the next number looks like while it is typed."""
    try:
        number = f"{prefix}{_whole(typed):0{digits or 1}d}"
    except Refusal:
        return
    st.caption(literal(_("The next number is {number}.").format(number=number)))
