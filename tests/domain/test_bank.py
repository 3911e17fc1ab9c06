"""IBAN, BIC, creditor identifier; the mandate and its states."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bank import (
    Iban,
    IbanFault,
    MandateFacts,
    MandateState,
    format_iban,
    mandate_reference_key,
    mandate_state,
    mandate_valid_until,
    mask_iban,
    parse_bic,
    parse_creditor_id,
    parse_iban,
    parse_mandate_reference,
)
from domain.errors import (
    InvalidBic,
    InvalidCreditorId,
    InvalidIban,
    InvalidMandateReference,
    Missing,
    TooLong,
)

COMMERZBANK = Iban("DE89370400440532013000", "DE", "COBADEFFXXX", "Commerzbank")


@pytest.mark.parametrize(
    "typed",
    [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        " de89 3704 0044 0532 0130 00\n",
        "IBAN: DE89 3704 0044 0532 0130 00",
        "DE89-3704-0044-0532-0130-00",
        "DE89\u00a03704\u200b0044 0532 0130 00",
    ],
)
def test_a_typed_iban_is_read_with_its_bank(typed: str) -> None:
    assert parse_iban(typed) == COMMERZBANK


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("GB29 NWBK 6016 1331 9268 19", "GB"),
        ("CH93 0076 2011 6238 5295 7", "CH"),
        ("AT61 1904 3002 3457 3201", "AT"),
        ("FR14 2004 1010 0505 0001 3M02 606", "FR"),
    ],
)
def test_foreign_ibans_are_read(typed: str, country: str) -> None:
    assert parse_iban(typed).country == country


def test_an_iban_of_an_unknown_bank_has_neither_bic_nor_name() -> None:
    assert parse_iban("CH9300762011623852957") == Iban("CH9300762011623852957", "CH")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("DE98370400440532013000", IbanFault.CHECK_DIGITS),
        ("DE89370400440532013001", IbanFault.CHECK_DIGITS),
        ("DE8937040044053201300", IbanFault.LENGTH),
        ("DE893704004405320130000", IbanFault.LENGTH),
        ("DE", IbanFault.LENGTH),
        ("DE" + "1" * 10_000, IbanFault.LENGTH),
        ("XX89370400440532013000", IbanFault.COUNTRY),
        ("DE893704004405320130OO", IbanFault.CHARACTERS),
        ("DEO9370400440532013000", IbanFault.CHARACTERS),
        ("DE89 3704 0044 0532 0130 0_", IbanFault.CHARACTERS),
        ("DE٨٩370400440532013000", IbanFault.CHARACTERS),
        ("89370400440532013000", IbanFault.CHARACTERS),
        ("Kontonummer 4711", IbanFault.CHARACTERS),
    ],
)
def test_a_wrong_iban_is_refused_with_what_is_wrong(typed: str, fault: IbanFault) -> None:
    with pytest.raises(InvalidIban) as refused:
        parse_iban(typed)
    assert refused.value.data["reason"] == fault


def test_a_wrong_length_says_how_many_characters_it_takes() -> None:
    with pytest.raises(InvalidIban) as refused:
        parse_iban("DE89 3704 0044 0532 0130 0")
    assert (refused.value.data["expected"], refused.value.data["found"]) == (22, 21)


@given(st.integers(4, 20))
def test_two_swapped_digits_are_found(place: int) -> None:
    value = COMMERZBANK.value
    swapped = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
    if swapped == value:
        return
    with pytest.raises(InvalidIban) as refused:
        parse_iban(swapped)
    assert refused.value.data["reason"] == IbanFault.CHECK_DIGITS


@pytest.mark.parametrize("parse", [parse_iban, parse_bic, parse_creditor_id, parse_mandate_reference])
def test_an_empty_input_is_missing(parse: object) -> None:
    assert callable(parse)
    with pytest.raises(Missing):
        parse(" \n")


def test_an_iban_is_shown_in_groups_or_masked() -> None:
    assert format_iban(COMMERZBANK.value) == "DE89 3704 0044 0532 0130 00"
    assert mask_iban(COMMERZBANK.value) == "DE89 •••• 3000"
    assert mask_iban("DE8930") == "••••"


@pytest.mark.parametrize(("typed", "bic"), [("cobadeff", "COBADEFF"), (" COBA DE FF XXX ", "COBADEFFXXX")])
def test_a_typed_bic_is_read(typed: str, bic: str) -> None:
    assert parse_bic(typed) == bic


@pytest.mark.parametrize("typed", ["COBADEF", "COBAXXFF", "12345678", "COBADEFFXXXX", "ä" * 8, "A" * 10_000])
def test_a_wrong_bic_is_refused(typed: str) -> None:
    with pytest.raises(InvalidBic):
        parse_bic(typed)


def test_a_creditor_id_is_read() -> None:
    assert parse_creditor_id("de98 zzz 0999 9999 999") == "DE98ZZZ09999999999"


@pytest.mark.parametrize("typed", ["DE99ZZZ09999999999", "DE98ZZZ", "x", "9" * 10_000, "DE98ZZZ0999999999ä"])
def test_a_wrong_creditor_id_is_refused(typed: str) -> None:
    with pytest.raises(InvalidCreditorId):
        parse_creditor_id(typed)


def test_a_mandate_reference_is_trimmed_and_compared_without_case() -> None:
    assert parse_mandate_reference(" M-10023/1 (a) ") == "M-10023/1 (a)"
    assert parse_mandate_reference("a" * 35) == "a" * 35
    assert mandate_reference_key("m-1a") == mandate_reference_key("M-1A")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("Müller_1", "ü_"),
        ("a\nb", "\n"),
        ("/a", "/"),
        ("a/", "/"),
        ("a//b", "/"),
        ("١", "١"),
        ("a\x00", "\x00"),
    ],
)
def test_a_reference_that_banks_do_not_carry_is_refused(typed: str, wrong: str) -> None:
    with pytest.raises(InvalidMandateReference) as refused:
        parse_mandate_reference(typed)
    assert refused.value.data["characters"] == wrong


def test_a_long_reference_is_refused() -> None:
    with pytest.raises(TooLong) as refused:
        parse_mandate_reference("a" * 36)
    assert refused.value.data["longest"] == 35


SIGNED = MandateFacts(signed_on=date(2024, 2, 29))


@pytest.mark.parametrize(
    ("facts", "day", "state"),
    [
        (MandateFacts(signed_on=None), date(2026, 1, 1), MandateState.DRAFT),
        (SIGNED, date(2024, 2, 28), MandateState.DRAFT),
        (SIGNED, date(2024, 2, 29), MandateState.ACTIVE),
        (SIGNED, date(2027, 2, 28), MandateState.ACTIVE),
        (SIGNED, date(2027, 3, 1), MandateState.EXPIRED),
        (replace(SIGNED, used_on=date(2025, 6, 1)), date(2028, 6, 1), MandateState.ACTIVE),
        (replace(SIGNED, used_on=date(2025, 6, 1)), date(2028, 6, 2), MandateState.EXPIRED),
        (replace(SIGNED, held_on=date(2025, 1, 1)), date(2024, 12, 31), MandateState.ACTIVE),
        (replace(SIGNED, held_on=date(2025, 1, 1)), date(2025, 1, 1), MandateState.ON_HOLD),
        (replace(SIGNED, bounced_on=date(2025, 1, 1)), date(2025, 1, 1), MandateState.BOUNCED),
        (
            replace(SIGNED, held_on=date(2025, 1, 1), bounced_on=date(2025, 1, 2)),
            date(2025, 1, 2),
            MandateState.BOUNCED,
        ),
        (replace(SIGNED, bounced_on=date(2025, 1, 1)), date(2027, 3, 1), MandateState.EXPIRED),
        (replace(SIGNED, revoked_on=date(2025, 1, 1)), date(2027, 3, 1), MandateState.REVOKED),
        (replace(SIGNED, revoked_on=date(2025, 1, 1)), date(2024, 12, 31), MandateState.ACTIVE),
        (MandateFacts(signed_on=None, revoked_on=date(2025, 1, 1)), date(2025, 1, 1), MandateState.REVOKED),
    ],
)
def test_the_state_of_a_mandate_follows_from_its_dates(facts: MandateFacts, day: date, state: MandateState) -> None:
    assert mandate_state(facts, day) is state


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 3000))
def test_a_used_mandate_outlives_an_unused_one(signed_on: date, days: int) -> None:
    unused = mandate_valid_until(MandateFacts(signed_on))
    used = mandate_valid_until(MandateFacts(signed_on, used_on=signed_on + timedelta(days=days)))
    assert unused is not None
    assert used is not None
    assert unused <= used
    assert mandate_state(MandateFacts(signed_on), unused + timedelta(days=1)) is MandateState.EXPIRED
