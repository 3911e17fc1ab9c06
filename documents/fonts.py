"""The font of all papers: it prints every name that is written in Latin, Greek or Cyrillic letters."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category, normalize

if TYPE_CHECKING:
    from fpdf import FPDF

FAMILY = "Fira Sans"
STYLES = {"": "FiraSans-Regular", "B": "FiraSans-Bold", "I": "FiraSans-Italic", "BI": "FiraSans-BoldItalic"}
"""Files by the styles of fpdf2."""
MARK = "▯"
"""Stands for a character that the font cannot print, so that nobody takes a name with a gap for the whole one."""
_SPACES = dict.fromkeys(map(ord, "\u202f\u2007\u2009\t"), "\u00a0") | {ord("\u2011"): "-"}


def add_fonts(pdf: FPDF) -> None:
    """Let a paper use the font in all its styles; only the letters that are printed go into the file."""
    for style in STYLES:
        pdf.add_font(FAMILY, style, _file(style))


def printable(text: str) -> str:
    """The text as the font prints it: letters composed, control characters left out, `MARK` for what it lacks."""
    composed = normalize("NFC", text).translate(_SPACES)
    return "".join(_printed(character) for character in composed if character == "\n" or category(character)[0] != "C")


def fitting(pdf: FPDF, text: str, width: float) -> str:
    """The text, cut with an ellipsis where it is wider than its place (in the units and the font of the paper)."""
    if pdf.get_string_width(text) <= width:
        return text
    while text and pdf.get_string_width(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _printed(character: str) -> str:
    return character if character == "\n" or ord(character) in _letters() else MARK


def _file(style: str) -> Path:
    return Path(str(files("fontpkg_fira_sans"))) / "files" / f"{STYLES[style]}.ttf"


@cache
def _letters() -> frozenset[int]:
    """The characters that every style has."""
    from fontTools.ttLib import TTFont

    styles = [TTFont(_file(style), lazy=True) for style in STYLES]
    held = [set(font.getBestCmap()) for font in styles]
    for font in styles:
        font.close()
    return frozenset(set.intersection(*held))
