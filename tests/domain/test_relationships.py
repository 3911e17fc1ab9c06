"""Relationships: two words for each kind, who can be what to whom, and one payer on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contacts import ContactKind
from domain.periods import EVER, Period
from domain.relationships import (
    SYMMETRIC,
    PayerTaken,
    PayerTerm,
    Relation,
    RelationshipKind,
    change_of_payer,
    kind_of,
    looks_back,
    open_to,
    relation,
)
from i18n.texts import speaking
from i18n.words import word

PERSON, COMPANY = ContactKind.PERSON, ContactKind.COMPANY
JAN, MAR, JUN, SEP = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)


def term(start: date, end: date | None = None, key: int = 1, name: str = "Ada") -> PayerTerm:
    return PayerTerm(key, name, Period(start, end))


@pytest.mark.parametrize("kind", list(RelationshipKind))
def test_each_kind_reads_from_both_sides(kind: RelationshipKind) -> None:
    there, back = relation(kind, from_other=False), relation(kind, from_other=True)
    assert kind_of(there) is kind_of(back) is kind
    assert (there is back) == (kind in SYMMETRIC)
    assert not looks_back(there)
    assert looks_back(back) == (kind not in SYMMETRIC)


def test_every_side_belongs_to_a_kind() -> None:
    sides = {relation(kind, from_other=side) for kind in RelationshipKind for side in (True, False)}
    assert sides == set(Relation)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_side_has_a_word_of_its_own(language: str) -> None:
    with speaking(language):  # type: ignore[arg-type]
        assert len({word(seen) for seen in Relation}) == len(Relation)


@pytest.mark.parametrize(
    ("seen", "own", "other", "allowed"),
    [
        (Relation.PAYER, PERSON, COMPANY, True),
        (Relation.PAYER, COMPANY, COMPANY, True),
        (Relation.PAID_FOR, COMPANY, PERSON, True),
        (Relation.EMPLOYER, PERSON, COMPANY, True),
        (Relation.EMPLOYER, PERSON, PERSON, True),
        (Relation.EMPLOYER, COMPANY, PERSON, False),
        (Relation.EMPLOYEE, COMPANY, PERSON, True),
        (Relation.EMPLOYEE, PERSON, COMPANY, False),
        (Relation.GUARDIAN, PERSON, PERSON, True),
        (Relation.GUARDIAN, PERSON, COMPANY, False),
        (Relation.WARD, COMPANY, PERSON, False),
        (Relation.PARENT, PERSON, COMPANY, False),
        (Relation.SIBLING, COMPANY, PERSON, False),
    ],
)
def test_who_can_be_what_to_whom(seen: Relation, own: ContactKind, other: ContactKind, allowed: bool) -> None:
    assert open_to(seen, own, other) == allowed


@pytest.mark.parametrize(
    ("terms", "wanted", "period", "ended"),
    [
        ([], Period(MAR), Period(MAR), []),
        ([term(JAN)], Period(MAR), Period(MAR), [term(JAN, MAR)]),
        ([term(EVER)], Period(MAR), Period(MAR), [term(EVER, MAR)]),
        ([term(JAN, SEP)], Period(MAR), Period(MAR), [term(JAN, MAR)]),
        ([term(JAN, SEP)], Period(MAR, JUN), Period(MAR, JUN), [term(JAN, MAR)]),
        ([term(JAN, MAR)], Period(MAR), Period(MAR), []),
        ([term(MAR)], Period(JAN), Period(JAN, MAR), []),
        ([term(MAR)], Period(JAN, MAR), Period(JAN, MAR), []),
        ([term(JAN, MAR), term(JUN, key=2)], Period(MAR), Period(MAR, JUN), []),
        ([term(JAN, JUN), term(JUN, key=2)], Period(MAR), Period(MAR, JUN), [term(JAN, MAR)]),
    ],
)
def test_a_new_payer_ends_the_one_before(
    terms: list[PayerTerm], wanted: Period, period: Period, ended: list[PayerTerm]
) -> None:
    change = change_of_payer(terms, wanted)
    assert (change.period, list(change.ended)) == (period, ended)


@pytest.mark.parametrize(
    ("terms", "wanted", "day"),
    [
        ([term(MAR)], Period(MAR), MAR),
        ([term(MAR, JUN)], Period(MAR, JUN), MAR),
        ([term(JUN)], Period(MAR, SEP), JUN),
        ([term(EVER)], Period(EVER), EVER),
    ],
)
def test_a_payer_does_not_push_a_later_one_aside(terms: list[PayerTerm], wanted: Period, day: date) -> None:
    with pytest.raises(PayerTaken) as refused:
        change_of_payer(terms, wanted)
    assert (refused.value.field, refused.value.data["day"]) == ("valid_from", day)


def entered(starts: list[int]) -> dict[int, Period]:
    """The terms of payers without an end, each named by its start, entered one after the other."""
    terms: dict[int, PayerTerm] = {}
    for start in starts:
        change = change_of_payer(terms.values(), Period(JAN + timedelta(days=start)))
        terms |= {one.key: one for one in change.ended}
        terms[start] = PayerTerm(start, str(start), change.period)
    return {key: one.period for key, one in terms.items()}


@given(st.lists(st.integers(0, 30), unique=True, max_size=8).flatmap(lambda all_: st.permutations(all_)))
def test_the_order_of_entering_makes_no_difference_and_no_day_has_two(starts: list[int]) -> None:
    periods = entered(starts)
    assert periods == entered(sorted(starts))
    for day in range(32):
        assert sum(period.holds_on(JAN + timedelta(days=day)) for period in periods.values()) <= 1
