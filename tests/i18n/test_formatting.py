"""Days and amounts as they are shown and typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidAmount, InvalidDay, Missing, Refusal
from i18n.formatting import (
    LARGEST_CENTS,
    AmountFault,
    DayFault,
    format_cents,
    format_day,
    format_instant,
    format_number,
    join_words,
    parse_cents,
    parse_day,
)
from i18n.texts import Language

LANGUAGES = st.sampled_from(["de", "en"])
TODAY = date(2026, 11, 23)


# --- shown ------------------------------------------------------------------------------------------------
def test_a_day_is_shown_in_each_language() -> None:
    assert format_day(date(2026, 3, 1), "de") == "01.03.2026"
    assert format_day(date(2026, 3, 1), "en") == "1 Mar 2026"


def test_an_instant_is_shown_on_the_clocks_of_berlin() -> None:
    instant = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert format_instant(instant, "de") == "01.01.2027, 00:30"
    assert format_instant(instant, "en") == "1 Jan 2027, 00:30"
    assert format_instant(datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "de") == "01.07.2026, 14:00"


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        format_instant(datetime(2026, 12, 31, 23, 30), "de")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("cents", "german", "english"),
    [
        (0, "0,00\u00a0€", "€0.00"),
        (5, "0,05\u00a0€", "€0.05"),
        (-5, "-0,05\u00a0€", "-€0.05"),
        (1_234_56, "1.234,56\u00a0€", "€1,234.56"),
        (-1_234_567_89, "-1.234.567,89\u00a0€", "-€1,234,567.89"),
    ],
)
def test_amounts_are_shown_in_each_language(cents: int, german: str, english: str) -> None:
    assert (format_cents(cents, "de"), format_cents(cents, "en")) == (german, english)


@pytest.mark.parametrize(
    ("number", "german", "english"),
    [(1234567, "1.234.567", "1,234,567"), (-1, "-1", "-1"), (Decimal("1234.50"), "1.234,50", "1,234.50")],
)
def test_numbers_are_shown_in_each_language(number: int | Decimal, german: str, english: str) -> None:
    assert (format_number(number, "de"), format_number(number, "en")) == (german, english)


@pytest.mark.parametrize(
    ("words", "german", "english"),
    [
        ((), "", ""),
        (("A",), "A", "A"),
        (("A", "B"), "A und B", "A and B"),
        (("A", "B", "C"), "A, B und C", "A, B and C"),
    ],
)
def test_words_are_joined_in_each_language(words: tuple[str, ...], german: str, english: str) -> None:
    assert (join_words(words, "de"), join_words(words, "en")) == (german, english)


# --- typed amounts ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "german", "english"),
    [
        ("12", 12_00, 12_00),
        ("12,50", 12_50, 12_50),
        ("12.50", 12_50, 12_50),
        ("12,5", 12_50, 12_50),
        (",50", 50, 50),
        (" 12 € ", 12_00, 12_00),
        ("€12", 12_00, 12_00),
        ("12 EUR", 12_00, 12_00),
        ("12,-", 12_00, 12_00),
        ("12.--", 12_00, 12_00),
        ("00012", 12_00, 12_00),
        ("1.234,56", 1_234_56, 1_234_56),
        ("1,234.56", 1_234_56, 1_234_56),
        ("1 234,56", 1_234_56, 1_234_56),
        ("1\u202f234,56", 1_234_56, 1_234_56),
        ("1'234.50", 1_234_50, 1_234_50),
        ("1.234.567", 1_234_567_00, 1_234_567_00),
        ("1,234,567", 1_234_567_00, 1_234_567_00),
        ("1.234", 1_234_00, AmountFault.DECIMALS),
        ("1,234", AmountFault.DECIMALS, 1_234_00),
        ("0.123", AmountFault.DECIMALS, AmountFault.DECIMALS),
        ("12,345.678", AmountFault.DECIMALS, AmountFault.DECIMALS),
        ("12,3456", AmountFault.DECIMALS, AmountFault.DECIMALS),
        ("-5", -5_00, -5_00),
        ("\u22125,00 €", -5_00, -5_00),
        ("-€1,234.56", -1_234_56, -1_234_56),
        ("€ -5", -5_00, -5_00),
        ("-0", 0, 0),
        ("12 50", AmountFault.FORM, AmountFault.FORM),
        ("1.23.4", AmountFault.FORM, AmountFault.FORM),
        ("1.234.56", AmountFault.FORM, AmountFault.FORM),
        ("1,2,3", AmountFault.FORM, AmountFault.FORM),
        ("12,", AmountFault.FORM, AmountFault.FORM),
        ("--5", AmountFault.FORM, AmountFault.FORM),
        ("5-", AmountFault.FORM, AmountFault.FORM),
        ("12 $", AmountFault.FORM, AmountFault.FORM),
        ("€", AmountFault.FORM, AmountFault.FORM),
        ("-", AmountFault.FORM, AmountFault.FORM),
        ("1e5", AmountFault.FORM, AmountFault.FORM),
        ("=1+1", AmountFault.FORM, AmountFault.FORM),
        ("zwölf", AmountFault.FORM, AmountFault.FORM),
        ("१२", AmountFault.FORM, AmountFault.FORM),
        ("²", AmountFault.FORM, AmountFault.FORM),
        ("nan", AmountFault.FORM, AmountFault.FORM),
        ("1\x002", AmountFault.FORM, AmountFault.FORM),
        ("9" * 100_000, AmountFault.FORM, AmountFault.FORM),
        ("10000000", LARGEST_CENTS, LARGEST_CENTS),
        ("10000000,01", AmountFault.TOO_LARGE, AmountFault.TOO_LARGE),
        ("-10000000,01", AmountFault.TOO_LARGE, AmountFault.TOO_LARGE),
    ],
)
def test_typed_amounts(typed: str, german: int | AmountFault, english: int | AmountFault) -> None:
    assert _amount(typed, "de") == german
    assert _amount(typed, "en") == english


def _amount(typed: str, language: Language) -> int | object:
    try:
        return parse_cents(typed, language)
    except InvalidAmount as refused:
        return refused.data["reason"]


@pytest.mark.parametrize("typed", ["", " \u00a0\u200b"])
def test_an_empty_field_is_missing(typed: str) -> None:
    with pytest.raises(Missing):
        parse_cents(typed, "de")
    with pytest.raises(Missing):
        parse_day(typed, "de")


@given(st.integers(-LARGEST_CENTS, LARGEST_CENTS), LANGUAGES, LANGUAGES)
def test_a_shown_amount_reads_back_in_both_languages(cents: int, shown: Language, typed: Language) -> None:
    assert parse_cents(format_cents(cents, shown), typed) == cents


@given(st.text(st.sampled_from("0123456789.,-+ €'"), max_size=15), LANGUAGES)
def test_any_typed_amount_is_read_or_refused(typed: str, language: Language) -> None:
    try:
        cents = parse_cents(typed, language)
    except Refusal:
        return
    assert abs(cents) <= LARGEST_CENTS


# --- typed days -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "31.12.1980",
        "31. 12. 1980",
        " 31.12.80 ",
        "311280",
        "31121980",
        "19801231",
        "1980-12-31",
        "31-12-1980",
        "31/12/1980",
        "31/12/80",
        "31 Dec 1980",
        "31. Dezember 1980",
        "31.Dez.1980",
        "31 december 80",
        "Dec 31, 1980",
        "December 31 1980",
        "31.12.1980\u200f",
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_typed_birthday_is_read(typed: str, language: Language) -> None:
    assert parse_day(typed, language, not_after=TODAY) == date(1980, 12, 31)


@pytest.mark.parametrize(
    ("typed", "not_after", "day"),
    [
        ("23.11.26", TODAY, date(2026, 11, 23)),
        ("24.11.26", TODAY, date(1926, 11, 24)),
        ("24.11.26", None, date(2026, 11, 24)),
        ("01.01.99", None, date(2099, 1, 1)),
        ("29.02.00", TODAY, date(2000, 2, 29)),
        ("24.11.2030", TODAY, date(2030, 11, 24)),
        ("1. März 90", TODAY, date(1990, 3, 1)),
        ("1.Ma\u0308r.1990", TODAY, date(1990, 3, 1)),
    ],
)
def test_a_year_of_two_digits(typed: str, not_after: date | None, day: date) -> None:
    assert parse_day(typed, "de", not_after=not_after) == day


def test_month_first_is_read_in_english_where_it_has_one_reading() -> None:
    assert parse_day("12/31/1980", "en") == date(1980, 12, 31)
    assert parse_day("03/04/1980", "en") == date(1980, 4, 3)
    with pytest.raises(InvalidDay):
        parse_day("12/31/1980", "de")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("gestern", DayFault.FORM),
        ("31.12.", DayFault.FORM),
        ("1.1.1", DayFault.FORM),
        ("31 Foo 1980", DayFault.FORM),
        ("1980", DayFault.FORM),
        ("٣١.١٢.١٩٨٠", DayFault.FORM),
        ("31.12.1980 12:00", DayFault.FORM),
        ("=1+1", DayFault.FORM),
        ("1" * 100_000, DayFault.FORM),
        ("29.2.2023", DayFault.NO_SUCH_DAY),
        ("29.02.23", DayFault.NO_SUCH_DAY),
        ("31.13.1980", DayFault.NO_SUCH_DAY),
        ("0.1.1980", DayFault.NO_SUCH_DAY),
        ("99999999", DayFault.NO_SUCH_DAY),
        ("1.1.0000", DayFault.NO_SUCH_DAY),
        ("31.12.1799", DayFault.YEAR),
        ("01.01.2200", DayFault.YEAR),
    ],
)
def test_what_is_no_day_is_refused(typed: str, fault: DayFault) -> None:
    with pytest.raises(InvalidDay) as refused:
        parse_day(typed, "de")
    assert refused.value.data["reason"] == fault


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)), LANGUAGES, LANGUAGES)
def test_a_shown_day_reads_back_in_both_languages(day: date, shown: Language, typed: Language) -> None:
    assert parse_day(format_day(day, shown), typed) == day
    assert parse_day(day.isoformat(), typed) == day


@given(st.dates(date(1930, 1, 1), TODAY))
def test_short_years_of_living_people_are_read(day: date) -> None:
    assert parse_day(f"{day:%d.%m.%y}", "de", not_after=TODAY) == day


@given(st.text(st.sampled_from("0123456789./- JanDezmärc"), max_size=14), LANGUAGES)
def test_any_typed_day_is_read_or_refused(typed: str, language: Language) -> None:
    try:
        day = parse_day(typed, language, not_after=TODAY)
    except Refusal:
        return
    assert 1800 <= day.year <= 2199
