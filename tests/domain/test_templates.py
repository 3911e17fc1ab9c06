"""Texts with variables: what is put in, what is refused and where, and that data are never read as variables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.templates import (
    GERMAN,
    BrokenVariable,
    UnknownVariable,
    Variable,
    placeholder,
    render,
    unfilled,
    used,
)
from i18n.messages import explain
from i18n.texts import speaking

VALUES = {Variable.FIRST_NAME: "Anna", Variable.SALUTATION: "Sehr geehrte Frau Müller", Variable.TITLE: ""}


@pytest.mark.parametrize(
    ("text", "comes_out"),
    [
        ("{{anrede}},\n\nHallo {{ Vorname }}!", "Sehr geehrte Frau Müller,\n\nHallo Anna!"),
        ("{{salutation}} {{FIRST NAME}} {{first-name}}", "Sehr geehrte Frau Müller Anna Anna"),
        ("{{nächster_termin}}{{Naechster Termin}}", ""),
        ("no variable, {one} brace, { {vorname} }", "no variable, {one} brace, { {vorname} }"),
        ("", ""),
        ("{{vorname}}{{vorname}}", "AnnaAnna"),
    ],
)
def test_variables_are_put_in_by_either_name(text: str, comes_out: str) -> None:
    assert render(text, VALUES) == comes_out


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Hallo {{vornahme}}", 1, "vornahme"),
        ("a\nb\n{{__class__}}", 3, "__class__"),
        ("{{vorname.format}}", 1, "vorname.format"),
        ("{{" + "x" * 500 + "}}", 1, "x" * 60),
    ],
)
def test_an_unknown_variable_is_refused_with_its_name_and_place(text: str, line: int, words: str) -> None:
    with pytest.raises(UnknownVariable) as caught:
        render(text, VALUES)
    assert caught.value.data == {"line": line, "name": words}
    for language in ("de", "en"):
        with speaking(language):
            assert str(line) in explain(caught.value)
            assert words in explain(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hallo {{vorname}", 1),
        ("Hallo {{vorname", 1),
        ("a\nHallo vorname}}", 2),
        ("{{}}", 1),
        ("\n\n{{  }}", 3),
        ("{{vor\nname}}", 1),
        ("{{{vorname}}}", 1),
        ("{{vorname {{nachname}}", 1),
    ],
)
def test_a_broken_variable_is_refused_with_its_place(text: str, line: int) -> None:
    with pytest.raises(BrokenVariable) as caught:
        used(text)
    assert caught.value.data["line"] == line
    assert explain(caught.value)


@given(value=st.text(), before=st.text(alphabet="ab {}\n").filter(lambda text: "{{" not in text and "}}" not in text))
def test_nothing_in_the_data_is_ever_interpreted(value: str, before: str) -> None:
    for hostile in (value, f"{{{{{value}}}}}", "{{nachname}}", "}}{{", "{0.__class__}", "\\1\\g<0>", "%s$x"):
        values = {Variable.FIRST_NAME: hostile, Variable.LAST_NAME: "never"}
        text = f"{before.rstrip('{')}|{{{{vorname}}}}|"
        assert render(text, values) == f"{before.rstrip('{')}|{hostile}|"


def test_what_has_no_value_is_named_once() -> None:
    assert unfilled("{{titel}} {{vorname}} {{titel}} {{firma}}", VALUES) == (Variable.TITLE, Variable.COMPANY)


def test_every_variable_has_a_name_of_its_own_in_each_language() -> None:
    assert set(GERMAN) == set(Variable)
    for language in ("de", "en"):
        assert [used(placeholder(one, language)) for one in Variable] == [(one,) for one in Variable]
