"""What holds of consents on a day, from when they were given and withdrawn."""

from __future__ import annotations

from datetime import date

import pytest

from domain.consents import AlreadyGiven, Answer, Channel, Purpose, Standing, Term, ensure_may_be_given, standing_on

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))
CELL = (Channel.EMAIL, Purpose.OFFERS)


@pytest.mark.parametrize(
    ("terms", "day", "standing"),
    [
        ([], FEB, Standing(Answer.NEVER)),
        ([Term(JAN)], FEB, Standing(Answer.YES, JAN)),
        ([Term(FEB)], FEB, Standing(Answer.YES, FEB)),
        ([Term(MAR)], FEB, Standing(Answer.NEVER)),
        ([Term(JAN, MAR)], FEB, Standing(Answer.YES, JAN)),
        ([Term(JAN, FEB)], FEB, Standing(Answer.WITHDRAWN, FEB)),
        ([Term(JAN, JAN)], JAN, Standing(Answer.WITHDRAWN, JAN)),
        ([Term(JAN, FEB), Term(MAR)], APR, Standing(Answer.YES, MAR)),
        ([Term(JAN, FEB), Term(FEB)], FEB, Standing(Answer.YES, FEB)),
        ([Term(JAN, FEB), Term(MAR, APR)], APR, Standing(Answer.WITHDRAWN, APR)),
        ([Term(JAN, FEB), Term(MAR, APR)], FEB, Standing(Answer.WITHDRAWN, FEB)),
    ],
)
def test_what_holds_on_a_day(terms: list[Term], day: date, standing: Standing) -> None:
    assert standing_on(terms, day) == standing


@pytest.mark.parametrize("terms", [[Term(JAN)], [Term(MAR)], [Term(JAN, MAR)], [Term(MAR, APR)]])
def test_nothing_is_given_twice(terms: list[Term]) -> None:
    with pytest.raises(AlreadyGiven):
        ensure_may_be_given(terms, CELL, FEB)


@pytest.mark.parametrize("terms", [[], [Term(JAN, FEB)], [Term(FEB, FEB)]])
def test_what_was_withdrawn_can_be_given_again_that_very_day(terms: list[Term]) -> None:
    ensure_may_be_given(terms, CELL, FEB)
