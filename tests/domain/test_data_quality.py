"""The rules on the data of a contact, and from which day to which each hint holds."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bank import MandateFacts
from domain.contacts import ContactKind, PaymentMethod
from domain.data_quality import BANK_HINTS, RULES, Hint, hints
from domain.hint_spans import EVER, NEVER, DataRecord, HintSpan, Way, accepted, hint_spans
from domain.periods import Period
from domain.phones import parse_phone

TODAY = date(2026, 11, 23)
DAYS = st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60))
MAYBE = st.none() | DAYS
LONG_AGO = (
    st.dates(date(1895, 1, 1), date(2026, 12, 31))
    | st.dates(date(2008, 9, 1), date(2009, 2, 28))
    | st.sampled_from([date(1900, 1, 1), date(1904, 2, 29)])
)
WAYS = st.lists(st.builds(Way, st.booleans(), MAYBE), max_size=2).map(tuple)
SIGNED = st.none() | st.dates(date(2023, 10, 1), date(2024, 1, 15)) | DAYS
MANDATE = st.builds(MandateFacts, signed_on=SIGNED, used_on=SIGNED, held_on=MAYBE, bounced_on=MAYBE, revoked_on=MAYBE)
IBANS = st.sampled_from(["", "DE1", "DE2"])
PERIODS = st.builds(
    lambda start, days: Period(start, None if days is None else start + timedelta(days=days)),
    DAYS,
    st.none() | st.integers(1, 60),
)
RECORDS = st.builds(
    DataRecord,
    kind=st.sampled_from(ContactKind),
    born_on=st.none() | LONG_AGO,
    deceased_on=MAYBE,
    archived_on=MAYBE,
    merged=st.booleans(),
    emails=WAYS,
    phones=WAYS,
    addresses=WAYS,
    method=st.sampled_from(PaymentMethod),
    iban=IBANS,
    iban_valid=st.booleans(),
    mandates=st.lists(st.tuples(IBANS, MANDATE), max_size=2).map(tuple),
    guardians=st.lists(PERIODS, max_size=2).map(tuple),
)
WHOLE = DataRecord(ContactKind.PERSON, born_on=date(1980, 5, 5), emails=(Way(),), phones=(Way(),), addresses=(Way(),))


def on(record: DataRecord, day: date = TODAY) -> tuple[Hint, ...]:
    return hints(record.on(day))


def changed(**fields: object) -> DataRecord:
    values = {name: getattr(WHOLE, name) for name in WHOLE.__slots__}
    return DataRecord(**(values | fields))  # type: ignore[arg-type]


GONE = Way(undeliverable_on=TODAY)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (WHOLE, ()),
        (changed(born_on=date(1900, 1, 1)), (Hint.BIRTHDAY_IMPOSSIBLE,)),
        (changed(born_on=date(1905, 1, 1)), ()),
        (changed(born_on=TODAY + timedelta(days=1)), (Hint.BIRTHDAY_IMPOSSIBLE,)),
        (changed(kind=ContactKind.COMPANY, born_on=date(1900, 1, 1)), ()),
        (changed(emails=(Way(valid=False),)), (Hint.EMAIL_INVALID,)),
        (changed(phones=(Way(), Way(valid=False))), (Hint.PHONE_INVALID,)),
        (changed(emails=(GONE,)), (Hint.EMAIL_UNDELIVERABLE,)),
        (changed(emails=(GONE, Way())), ()),
        (changed(phones=(GONE, GONE), addresses=(GONE,)), (Hint.PHONE_UNDELIVERABLE, Hint.ADDRESS_UNDELIVERABLE)),
        (changed(emails=(Way(undeliverable_on=TODAY + timedelta(days=1)),)), ()),
        (changed(iban="DE1", iban_valid=False), (Hint.IBAN_INVALID,)),
        (changed(method=PaymentMethod.DEBIT, iban="DE1", iban_valid=False), (Hint.IBAN_INVALID,)),
        (changed(emails=(), phones=(), archived_on=TODAY), ()),
        (changed(emails=(), phones=(), archived_on=TODAY + timedelta(days=1)), (Hint.NO_WAY_TO_REACH,)),
        (changed(emails=(), phones=(), deceased_on=TODAY), ()),
        (changed(emails=(), phones=(), merged=True), ()),
        (changed(born_on=date(2008, 11, 24)), (Hint.MINOR_WITHOUT_GUARDIAN,)),
        (changed(born_on=date(2008, 11, 23)), ()),
        (changed(born_on=date(2010, 1, 1), guardians=(Period(TODAY),)), ()),
        (
            changed(born_on=date(2010, 1, 1), guardians=(Period(date(2020, 1, 1), TODAY),)),
            (Hint.MINOR_WITHOUT_GUARDIAN,),
        ),
    ],
)
def test_what_is_to_mend_today(record: DataRecord, expected: tuple[Hint, ...]) -> None:
    assert on(record) == expected


@given(RECORDS, DAYS)
def test_the_spans_say_for_every_day_what_the_rules_say(record: DataRecord, day: date) -> None:
    held = {span.hint for span in hint_spans(record) if span.since <= day < span.until}
    assert held == set(on(record, day))


@given(RECORDS)
def test_spans_of_a_hint_neither_touch_nor_overlap(record: DataRecord) -> None:
    spans = hint_spans(record)
    for one, next_one in pairwise(spans):
        assert one.hint != next_one.hint or one.until < next_one.since
    assert all(span.since < span.until for span in spans)


def test_a_mandate_expires_by_itself() -> None:
    signed = MandateFacts(signed_on=date(2023, 11, 23))
    record = changed(
        born_on=None, kind=ContactKind.COMPANY, method=PaymentMethod.DEBIT, iban="DE1", mandates=(("DE1", signed),)
    )
    assert hint_spans(record) == (
        HintSpan(Hint.MANDATE_EXPIRED, date(2026, 11, 24), NEVER),
        HintSpan(Hint.MANDATE_UNSIGNED, EVER, date(2023, 11, 23)),
    )


def test_each_hint_has_one_rule() -> None:
    assert sorted(hint for hint, _applies in RULES) == sorted(Hint)
    assert set(Hint) >= BANK_HINTS


@pytest.mark.parametrize(("text", "fits"), [("+491701234567", True), ("0170", False), ("", False), ("x" * 500, False)])
def test_what_would_be_refused_today_is_not_accepted(text: str, fits: bool) -> None:
    assert accepted(parse_phone, text) == fits
