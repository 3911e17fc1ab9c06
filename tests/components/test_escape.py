"""What people typed never becomes Markdown or HTML."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.escape import literal, markup

READ_BY_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+!|~$<>^=@]")


def shown(label: str) -> str:
    """What a label looks like: entities read, the invisible joiner left out."""
    return html.unescape(label).replace("\u2060", "")


@pytest.mark.parametrize(
    "text",
    [
        "**Müller** <b>x</b> :red[y] $z$ =1+1",
        ":material/home: :smile: :blue-badge[x]",
        "[link](http://example.com) www.example.com",
        "a -> b <- c -- d",
        "1. first # second > third",
        "`code` ~~gone~~ ^up^ \\back",
        "&lt; &#42; &amp;",
        "שלום 😀 x" * 20,
    ],
)
def test_hostile_texts_look_as_they_were_typed(text: str) -> None:
    assert shown(literal(text)) == text


@given(st.text())
def test_nothing_that_markdown_reads_is_left(text: str) -> None:
    label = literal(text)
    assert not READ_BY_MARKDOWN.search(re.sub(r"&#\d+;", "", label))
    assert "\n" not in label
    assert shown(label) == " ".join(text.split()).replace("\u2060", "")


@given(st.text())
def test_nothing_that_html_reads_is_left(text: str) -> None:
    inside = markup(text)
    assert not re.search(r"[<>\"']", inside.replace("<br>", ""))
    assert html.unescape(inside.replace("<br>", "\n")) == html.unescape(html.escape(text))
