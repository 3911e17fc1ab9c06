"""E-mail addresses as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.emails import LONGEST, EmailFault, parse_email
from domain.errors import InvalidEmail, Missing, Refusal, TooLong


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("anna@beispiel.de", "anna@beispiel.de"),
        (" Anna.Test@Beispiel.DE \n", "Anna.Test@beispiel.de"),
        ("mailto:anna@beispiel.de", "anna@beispiel.de"),
        ("<anna@beispiel.de>", "anna@beispiel.de"),
        ("anna@beispiel.de\u200b", "anna@beispiel.de"),
        ("anna+studio@mail.beispiel.de", "anna+studio@mail.beispiel.de"),
        ("müller@müller.de", "müller@müller.de"),
        ("anna@example.com", "anna@example.com"),
    ],
)
def test_a_typed_address_is_normalised(typed: str, address: str) -> None:
    assert parse_email(typed) == address


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("anna", EmailFault.AT_SIGN),
        ("a@b@c.de", EmailFault.AT_SIGN),
        ("a@c.de, b@c.de", EmailFault.AT_SIGN),
        ("a@c.de\nBcc: x@y.de", EmailFault.AT_SIGN),
        ("a b@c.de", EmailFault.BLANK),
        ("Anna <a@c.de>", EmailFault.BLANK),
        ("a@c.de\nSubject:x", EmailFault.BLANK),
        ("@c.de", EmailFault.LOCAL_PART),
        ("a.@c.de", EmailFault.LOCAL_PART),
        ("a..b@c.de", EmailFault.LOCAL_PART),
        ("a\x00b@c.de", EmailFault.LOCAL_PART),
        ("a" * 65 + "@c.de", EmailFault.LOCAL_PART),
        ("a@", EmailFault.DOMAIN),
        ("a@b", EmailFault.DOMAIN),
        ("a@c..de", EmailFault.DOMAIN),
        ("a@c.de,", EmailFault.DOMAIN),
        ("a@localhost", EmailFault.DOMAIN),
        ("a@[127.0.0.1]", EmailFault.DOMAIN),
        ("a@" + "b" * 64 + ".de", EmailFault.DOMAIN),
    ],
)
def test_what_is_no_address_is_refused(typed: str, fault: EmailFault) -> None:
    with pytest.raises(InvalidEmail) as refused:
        parse_email(typed)
    assert refused.value.data["reason"] == fault


@pytest.mark.parametrize("typed", ["", " ", "<>", "mailto:"])
def test_no_address_is_missing(typed: str) -> None:
    with pytest.raises(Missing):
        parse_email(typed)


def test_a_huge_address_is_too_long() -> None:
    with pytest.raises(TooLong) as refused:
        parse_email("a" * 100_000 + "@c.de")
    assert refused.value.data["longest"] == LONGEST


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[a-zä.+]{1,10}@[a-zü.\-]{1,20}", fullmatch=True)))
def test_what_is_accepted_stays_as_it_is_when_read_again(typed: str) -> None:
    try:
        address = parse_email(typed)
    except Refusal:
        return
    assert parse_email(address) == address
