"""Phone numbers as people type them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidPhone, Missing, Refusal
from domain.phones import PhoneFault, format_phone, parse_phone, phone_digits

MOBILE = "+491701234567"


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("0170/123 45-67", MOBILE),
        ("0170 1234567", MOBILE),
        ("(0170) 1234567", MOBILE),
        ("0170.123.45.67", MOBILE),
        ("+49 170 1234567", MOBILE),
        ("+49 (0)170 1234567", MOBILE),
        ("+49 (0) 170 1234567", MOBILE),
        ("+49 0170 1234567", MOBILE),
        ("0049 170 1234567", MOBILE),
        ("0049 (0)170 1234567", MOBILE),
        ("tel:+491701234567", MOBILE),
        ("\u202a+49 170 1234567\u202c", MOBILE),
        ("０１７０ １２３４５６７", MOBILE),
        ("0170\u00a01234567", MOBILE),
        ("0170\u20131234567", MOBILE),
        ("170 1234567", MOBILE),
        ("491701234567", MOBILE),
        ("030 123456", "+4930123456"),
        ("0711 1234-56", "+49711123456"),
        ("07 11/12 34 56", "+49711123456"),
        ("04921 12345", "+49492112345"),
        ("4921 12345", "+49492112345"),
        ("0800 1234567", "+498001234567"),
        ("+43 660 1234567", "+436601234567"),
        ("0043 660 1234567", "+436601234567"),
        ("+39 06 1234567", "+39061234567"),
        ("+1 (206) 555-5555", "+12065555555"),
    ],
)
def test_a_typed_number_becomes_e164(typed: str, e164: str) -> None:
    assert parse_phone(typed) == e164


def test_a_number_without_code_is_at_home_in_its_region() -> None:
    assert parse_phone("206 555-5555", "US") == "+12065555555"
    assert parse_phone("0664 1234567", "AT") == "+436641234567"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("1-800-FLOWERS", PhoneFault.CHARACTERS),
        ("Anna", PhoneFault.CHARACTERS),
        ("+", PhoneFault.CHARACTERS),
        ("0170 1234567 oder 030 123", PhoneFault.CHARACTERS),
        ("٠١٧٠١٢٣٤٥٦٧", PhoneFault.CHARACTERS),
        ("0170\x001234567", PhoneFault.CHARACTERS),
        ("=1+1", PhoneFault.CHARACTERS),
        ("0711 123456 ext. 5", PhoneFault.EXTENSION),
        ("0711 123456 x5", PhoneFault.EXTENSION),
        ("tel:+49711123456;ext=5", PhoneFault.EXTENSION),
        ("123456", PhoneFault.AREA_CODE),
        ("110", PhoneFault.AREA_CODE),
        ("000000000", PhoneFault.AREA_CODE),
        ("0170", PhoneFault.TOO_SHORT),
        ("+49", PhoneFault.TOO_SHORT),
        ("0170 12345678901234567", PhoneFault.TOO_LONG),
        ("1" * 10_000, PhoneFault.TOO_LONG),
        ("+999 12345678", PhoneFault.COUNTRY),
    ],
)
def test_a_number_that_cannot_be_dialled_is_refused(typed: str, fault: PhoneFault) -> None:
    with pytest.raises(InvalidPhone) as refused:
        parse_phone(typed)
    assert refused.value.data["reason"] == fault


@pytest.mark.parametrize("typed", ["", "  ", "\u200b\n"])
def test_no_number_is_missing(typed: str) -> None:
    with pytest.raises(Missing):
        parse_phone(typed)


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        (MOBILE, "0170 1234567"),
        ("+4930123456", "030 123456"),
        ("+436601234567", "+43 660 1234567"),
        ("nonsense", "nonsense"),
        ("", ""),
    ],
)
def test_numbers_are_shown_the_german_way(e164: str, shown: str) -> None:
    assert format_phone(e164) == shown


def test_digits_are_ascii_digits_only() -> None:
    assert phone_digits("+49 (0)170-٣x") == "490170"


@given(st.text(st.sampled_from("0123456789+-/(). ext"), max_size=30))
def test_what_is_accepted_is_e164_and_reads_back_from_its_shown_form(typed: str) -> None:
    try:
        e164 = parse_phone(typed)
    except Refusal:
        return
    assert re.fullmatch(r"\+[1-9]\d{1,14}", e164)
    assert phone_digits(parse_phone(e164)) == phone_digits(e164)
