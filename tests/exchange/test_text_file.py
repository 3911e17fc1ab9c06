"""Bytes into text, and text that spreadsheets may open."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import EmptyFile, FileTooLarge, NotATextFile, Refusal
from exchange.text_file import (
    RefusedRow,
    decode,
    guess_eight_bit,
    original_cell,
    refused_rows_csv,
    safe_cell,
)

TEXT = "Vorname;Nachname;Straße\r\nJürgen;Groß;Am Über 5\r\nKäthe;Özgür;Weg 1\r\n"


@pytest.mark.parametrize(
    ("written_as", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-16", "utf-16-le"),
        ("utf-32", "utf-32-le"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
        ("mac-roman", "mac-roman"),
    ],
)
def test_a_text_reads_back_in_every_encoding(written_as: str, said: str) -> None:
    found = decode(TEXT.encode(written_as))
    assert (found.text, found.encoding) == (TEXT, said)


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\xff\xfe", b"\x00\x00\xfe\xff"])
def test_a_byte_order_mark_decides(mark: bytes) -> None:
    encoding = {b"\xfe\xff": "utf-16-be", b"\xff\xfe": "utf-16-le"}.get(mark, "utf-32-be")
    assert decode(mark + "ä€".encode(encoding)).text == "ä€"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Müller", "cp1252"),
        ("Müller", "cp850"),
        ("Müller", "mac-roman"),
        ("Straße", "cp850"),
        ("GRÖSSER Ägidius", "mac-roman"),
        ("José Álvarez", "cp1252"),
        ("Zoë Lefèvre", "cp1252"),
        ("Wałęsa", "cp1250"),
        ("Iksiński", "cp1250"),
        ("Preis 5 €", "iso8859-15"),
        ("Preis 5 € – Müller", "cp1252"),
        ("plain", "cp1252"),
    ],
)
def test_names_tell_their_encoding(name: str, encoding: str) -> None:
    data = name.encode(encoding)
    assert data.decode(guess_eight_bit(data)) == name


def test_a_stray_byte_among_utf8_is_read_too() -> None:
    data = "Müller;Käthe;Öl\n".encode() + b"Gr\xf6\xdfe\n"
    assert decode(data).text.endswith("Größe\n")
    assert decode(data).text.startswith("Müller")


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"PK\x03\x04rest", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "xls"),
        (b"%PDF-1.7", "pdf"),
        (b"\xff\xd8\xff\xe0JFIF", "picture"),
        (b"\x89PNG\r\n", "picture"),
        (bytes(range(256)) * 8, ""),
        (b"a\x01\x02\x03b" * 100, ""),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, looks_like: str) -> None:
    with pytest.raises(NotATextFile) as refusal:
        decode(data)
    assert refusal.value.data["looks_like"] == looks_like


@pytest.mark.parametrize("data", [b"", b"  \r\n", b"\xef\xbb\xbf", b"\xff\xfe \x00\n\x00"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        decode(data)


def test_a_file_above_the_limit_is_refused_and_one_at_it_is_not() -> None:
    assert decode(b"x" * 10, largest=10).text == "x" * 10
    with pytest.raises(FileTooLarge) as refusal:
        decode(b"x" * 11, largest=10)
    assert refusal.value.data["largest"] == 10


@given(st.binary(max_size=300))
def test_random_bytes_raise_nothing_but_refusals(data: bytes) -> None:
    try:
        text = decode(data).text
    except Refusal:
        return
    assert isinstance(text, str)


@pytest.mark.parametrize("text", ["=1+1", "+49 171", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_a_formula_is_disarmed_and_comes_back(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert original_cell(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["", "Müller", "'s Gravenhage", "1+1", " =1", "'"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text
    assert original_cell(text) == text


CELLS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=4)


@given(st.lists(st.tuples(st.integers(1, 10**6), CELLS, st.text(st.characters(exclude_categories=["Cs"])))))
def test_the_file_of_refused_rows_reads_back_and_holds_no_formula(
    rows: list[tuple[int, list[str], str]],
) -> None:
    data = refused_rows_csv(
        ["Zeile", "Grund", "=Name"], [RefusedRow(line, tuple(cells), reason) for line, cells, reason in rows]
    )
    assert data.startswith(b"\xef\xbb\xbf")
    header, *read = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    assert header == ["Zeile", "Grund", "'=Name"]
    assert [(int(line), cells, reason) for line, reason, *cells in read] == [
        (line, [safe_cell(cell) for cell in cells], safe_cell(reason)) for line, cells, reason in rows
    ]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in read for cell in row)
