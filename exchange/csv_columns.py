"""What the columns of a CSV mean: guessed by their headers, else by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from exchange.csv_headers import Column, Field, column_of
from exchange.places import country_code
from exchange.tidy import fold, is_no_day, read_day, salutation_of, tidy_line

_ADDRESS_FIELDS = frozenset(
    (
        Field.STREET, Field.HOUSE_NUMBER, Field.EXTRA, Field.PO_BOX, Field.POSTCODE, Field.TOWN,
        Field.POSTCODE_TOWN, Field.REGION, Field.COUNTRY, Field.ADDRESS, Field.ADDRESS_TYPE,
    )
)  # fmt: skip
_MULTIPLE = frozenset(
    (
        Field.TAGS, Field.NOTE, Field.WEBSITE, Field.IGNORE, Field.POSITION, Field.DEPARTMENT, Field.NICKNAME,
        Field.PHONE, Field.PHONE_MOBILE, Field.PHONE_HOME, Field.PHONE_WORK, Field.FAX, Field.PHONE_TYPE,
        Field.EMAIL, Field.EMAIL_WORK, Field.EMAIL_TYPE,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The meaning of all columns of a file in their order."""

    columns: tuple[Column, ...]

    def field_of(self, index: int) -> Field:
        """The field that a column is read as."""
        return self.columns[index].field if index < len(self.columns) else Field.IGNORE

    def with_field(self, index: int, field: Field) -> ColumnMapping:
        """The mapping with one column read as something else."""
        changed = replace(self.columns[index], field=field)
        return ColumnMapping((*self.columns[:index], changed, *self.columns[index + 1 :]))

    def indexes(self, field: Field) -> tuple[int, ...]:
        """The columns that are read as a field."""
        return tuple(index for index, column in enumerate(self.columns) if column.field is field)


def known_headers(cells: Sequence[str]) -> int:
    """How many columns a row names, if it holds names rather than data; else 0."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled or any(kind(tidy_line(cell)) for cell in filled for kind in _KINDS_THAT_NO_HEADER_HAS):
        return 0
    known = sum(column_of(cell).field is not Field.IGNORE for cell in filled)
    return known if known * 3 >= len(filled) or known >= 3 else 0


def guess_mapping(header: Sequence[str], sample_rows: Sequence[Sequence[str]]) -> ColumnMapping:
    """What each column means: by its header, else (or with an empty header) by the sample of rows."""
    width = max((len(header), *(len(row) for row in sample_rows)), default=0)
    if header:
        columns = [column_of(name) for name in header] + [Column()] * (width - len(header))
        columns = _settle_names(columns, header)
    else:
        columns = [Column()] * width
    values = [[tidy_line(row[index]) for row in sample_rows if index < len(row)] for index in range(width)]
    for index, column in enumerate(columns):
        if column.field is Field.IGNORE:
            columns[index] = Column(_by_content(values[index], has_header=bool(header)))
    if not header:
        columns = _settle_texts(columns, values)
    return ColumnMapping(tuple(_without_doubles(columns)))


def _settle_names(columns: list[Column], header: Sequence[str]) -> list[Column]:
    """`Name` beside a first name alone is the last name; `Nr.` beside a street is the house number."""
    fields = {column.field for column in columns}
    for index, name in enumerate(header):
        key = fold(name)
        if key == "name":
            is_last = Field.FIRST_NAME in fields and Field.LAST_NAME not in fields
            columns[index] = Column(Field.LAST_NAME if is_last else Field.FULL_NAME)
        elif key in {"nr", "nummer", "number"} and index and columns[index - 1].field is Field.STREET:
            columns[index] = Column(Field.HOUSE_NUMBER, columns[index - 1].group)
        elif key in {"title", "titel"} and _is_job(header):
            columns[index] = Column(Field.POSITION)
    return columns


def _is_job(header: Sequence[str]) -> bool:
    """Whether another column holds the academic title, so that this one is the job's."""
    return any(fold(name) in {"name prefix", "akademischer titel"} for name in header)


def _without_doubles(columns: list[Column]) -> list[Column]:
    """A second column of a field that a contact has once is ignored."""
    seen: set[Column] = set()
    result = []
    for column in columns:
        key = column if column.field in _ADDRESS_FIELDS else Column(column.field)
        is_double = key in seen and column.field not in _MULTIPLE
        result.append(Column() if is_double else column)
        seen.add(key)
    return result


# --- by content -------------------------------------------------------------------------------------------
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$")
_IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9 ]{11,}$")
_PHONE = re.compile(r"^(?:\+|0)[\d ()/.-]{5,}$")
_STREET = re.compile(r"^\D{3,}\s\d+\s?[a-zA-Z]?(?:\s?-\s?\d+\s?[a-zA-Z]?)?$")
_POSTCODE = re.compile(r"^(?:(?:DE?|A|AT|CH)-)?\d{4,5}$")


def _is_day(text: str) -> bool:
    return len(text) >= 6 and not text.isdigit() and read_day(text) is not None


def _is_phone(text: str) -> bool:
    return bool(_PHONE.match(text)) and sum(c.isdigit() for c in text) >= 6 and not _is_day(text)


_KINDS_THAT_NO_HEADER_HAS: tuple[Callable[[str], object], ...] = (
    _EMAIL.match, _IBAN.match, _is_day, _is_phone, _POSTCODE.match
)  # fmt: skip
_CONTENT: tuple[tuple[Field, Callable[[str], object]], ...] = (
    (Field.EMAIL, _EMAIL.match),
    (Field.IBAN, _IBAN.match),
    (Field.BORN_ON, _is_day),
    (Field.PHONE, _is_phone),
    (Field.POSTCODE, re.compile(r"^(?:DE?-)?\d{5}$").match),
    (Field.SALUTATION, lambda text: salutation_of(text) and not text.isdigit()),
    (Field.STREET, _STREET.match),
    (Field.NUMBER, re.compile(r"^\d{1,9}$").match),
    (Field.COUNTRY, lambda text: len(text) > 1 and country_code(text)),
)
_SAFE_UNDER_A_STRANGE_HEADER = frozenset((Field.EMAIL, Field.IBAN))


def _by_content(values: Sequence[str], *, has_header: bool) -> Field:
    filled = [value for value in values if not is_no_day(value)]
    for field, fits in _CONTENT:
        if has_header and field not in _SAFE_UNDER_A_STRANGE_HEADER:
            continue
        if filled and sum(bool(fits(value)) for value in filled) * 10 >= len(filled) * 8:
            return field
    return Field.IGNORE


def _settle_texts(columns: list[Column], values: Sequence[Sequence[str]]) -> list[Column]:
    """Columns of words: the town follows the postcode, then first and last name in the usual order."""
    texts = []
    for index, column in enumerate(columns):
        if column.field is Field.IGNORE and any(values[index]):
            if index and columns[index - 1].field is Field.POSTCODE:
                columns[index] = Column(Field.TOWN)
            elif sum(any(c.isalpha() for c in value) for value in values[index]) * 2 > len(values[index]):
                texts.append(index)
    if len(texts) == 1:
        columns[texts[0]] = Column(Field.FULL_NAME)
    elif texts:
        columns[texts[0]] = Column(Field.FIRST_NAME)
        columns[texts[1]] = Column(Field.LAST_NAME)
    return columns
