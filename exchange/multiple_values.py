"""Cells that hold more than one value, or none: tags in one cell, the errors of formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from exchange.draft import is_tag

_ONE = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?::::|[;,|]|$)|(.*?)(?::::|[;,|]|$)', re.DOTALL)
_SEPARATORS = re.compile(r':::|[;,|"]')
_ERRORS = frozenset(
    (
        "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA",
        "#BEZUG!", "#NV", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#KALK!",
    )
)  # fmt: skip


def is_spreadsheet_error(cell: str) -> bool:
    """Whether a cell holds the error of a formula, in English or German: `#REF!`, `#BEZUG!`."""
    return cell.startswith("#") and cell.strip() in _ERRORS


def tags_in(cell: str) -> Iterator[tuple[str, bool]]:
    """The tags of a cell, and whether it puts each in quotation marks: then it is one, whatever signs it holds."""
    start = 0
    while start < len(cell):
        match = _ONE.match(cell, start)
        assert match is not None
        yield (match[1].replace('""', '"'), True) if match[1] is not None else (match[2], False)
        start = match.end()


def tags_cell(tags: Iterable[str]) -> str:
    """Tags as one cell that `tags_in` takes apart again."""
    return ", ".join(_quoted(tag) if _SEPARATORS.search(tag) or not is_tag(tag) else tag for tag in tags)


def _quoted(tag: str) -> str:
    return '"' + tag.replace('"', '""') + '"'
