"""The mapping of columns as it is kept for the next file with the same headers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from exchange.csv_columns import ColumnMapping
from exchange.csv_headers import Column, Field
from exchange.tidy import fold


def headers_key(header: Sequence[str]) -> str:
    """What is one for all files with these headers, whatever their case and punctuation; empty without headers."""
    if not any(header):
        return ""
    return hashlib.sha256("\n".join(fold(name) for name in header).encode()).hexdigest()


def mapping_body(header: Sequence[str], mapping: ColumnMapping) -> str:
    """The mapping as it is stored: header, field and group of each column."""
    columns = [
        [header[index] if index < len(header) else "", column.field, column.group]
        for index, column in enumerate(mapping.columns)
    ]
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


def kept_mapping(body: str, width: int) -> ColumnMapping:
    """The stored mapping for a file of this width, as far as the program still knows its fields."""
    fields = {field.value for field in Field}
    columns = [Column(Field(field), group) if field in fields else Column() for _, field, group in json.loads(body)]
    return ColumnMapping((*columns[:width], *[Column()] * (width - len(columns))))
