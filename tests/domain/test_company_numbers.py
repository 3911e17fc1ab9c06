"""Tax number, VAT id and website: what is taken, what is refused, and that nothing makes them stumble."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.company_numbers import parse_tax_number, parse_vat_id, parse_website
from domain.errors import InvalidTaxNumber, InvalidVatId, InvalidWebsite, Missing, Refusal, TooLong


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("181/815/08155", "181/815/08155"),
        (" 181/815/0815 5 ", "181/815/0815 5"),
        ("18181508155", "18181508155"),
        ("93815/08152", "93815/08152"),
        ("4151081508156", "4151081508156"),
        ("201/123/12340", "201/123/12340"),
        ("１８１/８１５/０８１５５", "181/815/08155"),
    ],
)
def test_a_tax_number_stays_as_its_office_writes_it(typed: str, stored: str) -> None:
    assert parse_tax_number(typed) == stored


@pytest.mark.parametrize(
    ("typed", "broken"),
    [
        ("", Missing),
        (" \x00 ", Missing),
        ("136695978", InvalidTaxNumber),
        ("181/815/081555555", InvalidTaxNumber),
        ("181/815/0815A", InvalidTaxNumber),
        ("DE136695976", InvalidTaxNumber),
        ("4151181508156", InvalidTaxNumber),
        ("1" * 1_000_000, InvalidTaxNumber),
        ("<script>", InvalidTaxNumber),
        ("1 8 1 / 8 1 5 / 0 8 1 5 5 / - - -", TooLong),
    ],
)
def test_a_wrong_tax_number_is_refused(typed: str, broken: type[Refusal]) -> None:
    with pytest.raises(broken):
        parse_tax_number(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("DE136695976", "DE136695976"),
        (" de 136 695 976 ", "DE136695976"),
        ("ATU13585627", "ATU13585627"),
        ("DE.136.695.976", "DE136695976"),
    ],
)
def test_a_vat_id_is_stored_without_blanks(typed: str, stored: str) -> None:
    assert parse_vat_id(typed) == stored


@pytest.mark.parametrize(
    ("typed", "broken"),
    [
        ("", Missing),
        ("   ", Missing),
        ("136695976", InvalidVatId),
        ("DE136695978", InvalidVatId),
        ("DE13669597", InvalidVatId),
        ("CHE107787577", InvalidVatId),
        ("XX123456789", InvalidVatId),
        ("DE" + "1" * 1_000_000, InvalidVatId),
        ("=1+1", InvalidVatId),
    ],
)
def test_a_wrong_vat_id_is_refused(typed: str, broken: type[Refusal]) -> None:
    with pytest.raises(broken):
        parse_vat_id(typed)


@pytest.mark.parametrize(
    "address",
    [
        "www.example.de",
        "example.de",
        "https://example.de/kurse?tag=1#oben",
        "http://fitness-müller.de",
        "studio.example.de:8443/",
    ],
)
def test_a_website_stays_as_it_was_typed(address: str) -> None:
    assert parse_website(f" {address} ") == address


@pytest.mark.parametrize(
    ("typed", "broken"),
    [
        ("", Missing),
        ("example", InvalidWebsite),
        ("www.example.de und mehr", InvalidWebsite),
        ("name@example.de", InvalidWebsite),
        ("javascript:alert(1)", InvalidWebsite),
        ("https://-example.de", InvalidWebsite),
        ("ftp://example.de", InvalidWebsite),
        ("a." * 90 + "1", InvalidWebsite),
        ("www." + "a" * 200 + ".de", TooLong),
    ],
)
def test_a_wrong_website_is_refused(typed: str, broken: type[Refusal]) -> None:
    with pytest.raises(broken):
        parse_website(typed)


@pytest.mark.parametrize("parse", [parse_tax_number, parse_vat_id, parse_website])
@given(text=st.text(max_size=80))
def test_any_text_is_taken_or_refused_and_what_is_taken_is_taken_again(parse: Callable[[str], str], text: str) -> None:
    try:
        stored = parse(text)
    except Refusal:
        return
    assert parse(stored) == stored
