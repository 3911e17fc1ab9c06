"""Who may be whom: what speaks for one contact, and who only looks like a double."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contacts import ContactKind, Salutation
from domain.duplicates import (
    LIKELY,
    WORTH_A_LOOK,
    Described,
    Likely,
    Sign,
    birthdays,
    match,
    most_points,
    place,
    spoken,
)
from queries.described import alike

BORN, OTHER_DAY, SON = date(1980, 12, 31), date(1985, 3, 7), date(2005, 6, 1)
RING, MARKET, BONN = ("Ring 1", "50667", "Köln"), ("Marktstr. 5", "50667", "Köln"), ("Ring 1", "53111", "Bonn")


def someone(
    first: str = "",
    last: str = "",
    born_on: date | None = None,
    *,
    company: str = "",
    phones: tuple[str, ...] = (),
    emails: tuple[str, ...] = (),
    places: tuple[tuple[str, str, str], ...] = (),
    salutation: Salutation = Salutation.NONE,
) -> Described:
    return Described(
        kind=ContactKind.COMPANY if company else ContactKind.PERSON,
        salutation=salutation,
        first=spoken(first),
        last=spoken(last),
        company=spoken(company),
        born_on=born_on,
        phones=frozenset(phones),
        emails=frozenset(emails),
        places=tuple(place(*one) for one in places),
    )


ANNA = someone("Anna", "Müller", BORN, phones=("221111",), emails=("anna@web.de",), places=(RING,))

LIKELY_ONES: dict[str, tuple[Described, Described, Likely]] = {
    "name and birthday": (ANNA, someone("ANNA", "Mueller", BORN), Likely.NAME_AND_BIRTHDAY),
    "mistyped": (ANNA, someone("Ana", "Miller", BORN), Likely.NAME_AND_BIRTHDAY),
    "letters swapped": (someone("Amy", "Groß", BORN), someone("Aym", "Gross", BORN), Likely.NAME_AND_BIRTHDAY),
    "names swapped": (ANNA, someone("Müller", "Anna", BORN), Likely.NAME_AND_BIRTHDAY),
    "all in one field": (ANNA, someone("", "Anna Müller", BORN), Likely.NAME_AND_BIRTHDAY),
    "nickname": (someone("Max", "Groß", BORN), someone("Maximilian", "Groß", BORN), Likely.NAME_AND_BIRTHDAY),
    "second first name": (ANNA, someone("Anna Maria", "Müller", BORN), Likely.NAME_AND_BIRTHDAY),
    "double name": (ANNA, someone("Anna", "Müller-Lüdenscheidt", BORN), Likely.NAME_AND_BIRTHDAY),
    "married": (ANNA, someone("Anna", "Schmidt", BORN, places=(RING,)), Likely.ADDRESS),
    "moved and married": (ANNA, someone("Anna", "Schmidt", BORN, emails=("anna@web.de",)), Likely.EMAIL),
    "no birthday, same phone": (ANNA, someone("Anna", "Müller", phones=("221111",)), Likely.PHONE),
    "no birthday, same address": (
        ANNA,
        someone("Anna", "Müler", places=(("Ring 1", "50667", "Koeln"),)),
        Likely.ADDRESS,
    ),
    "a slip in the birthday": (ANNA, someone("Anna", "Müller", date(1980, 12, 30), places=(RING,)), Likely.ADDRESS),
    "day and month swapped": (
        someone("Anna", "Müller", date(1980, 3, 7), places=(RING,)),
        someone("Anna", "Müller", date(1980, 7, 3), places=(RING,)),
        Likely.ADDRESS,
    ),
    "the same name and nothing else": (someone("Anna", "Müller"), someone("Anna", "Mueller"), Likely.NAME),
    "company without its form": (
        someone(company="Groß & Söhne GmbH"),
        someone(company="Gross & Soehne"),
        Likely.NAME,
    ),
    "street written otherwise": (
        someone("Anna", "Müller", places=(("Hauptstraße 5", "50667", "Köln"),)),
        someone("Anna", "Müller", places=(("Hauptstr. 5", "50667", "Köln"),)),
        Likely.ADDRESS,
    ),
}


@pytest.mark.parametrize(("ours", "theirs", "reason"), LIKELY_ONES.values(), ids=LIKELY_ONES)
def test_one_contact_entered_twice(ours: Described, theirs: Described, reason: Likely) -> None:
    found = match(ours, theirs, alike)
    assert found is not None
    assert (found.points >= LIKELY, found.reason) == (True, reason)


FATHER = someone("Karl", "Groß", BORN, phones=("221222",), emails=("gross@web.de",), places=(RING,))
FAMILY: dict[str, tuple[Described, Described]] = {
    "twins at one address": (
        someone("Lena", "Groß", BORN, places=(RING,)),
        someone("Marie", "Groß", BORN, places=(RING,)),
    ),
    "twins who share all": (
        someone("Lena", "Groß", BORN, phones=("221222",), emails=("gross@web.de",), places=(RING,)),
        someone("Tim", "Groß", BORN, phones=("221222",), emails=("gross@web.de",), places=(RING,)),
    ),
    "father and son of one name": (
        FATHER,
        someone("Karl", "Groß", SON, phones=("221222",), emails=("gross@web.de",), places=(RING,)),
    ),
    "twins, nearly of one name, Mr and Ms": (
        someone("Jan", "Groß", BORN, places=(RING,), salutation=Salutation.MR),
        someone("Jana", "Groß", BORN, places=(RING,), salutation=Salutation.MS),
    ),
}


@pytest.mark.parametrize(("ours", "theirs"), FAMILY.values(), ids=FAMILY)
def test_family_is_no_duplicate(ours: Described, theirs: Described) -> None:
    found = match(ours, theirs, alike)
    assert found is not None
    assert found.reason is Likely.FAMILY


OTHERS: dict[str, tuple[Described, Described]] = {
    "a common name with another birthday": (ANNA, someone("Anna", "Müller", OTHER_DAY)),
    "the same, in the same town": (ANNA, someone("Anna", "Müller", OTHER_DAY, places=(MARKET,))),
    "a common name a generation apart": (ANNA, someone("Anna", "Müller", SON)),
    "mother and child with one phone": (ANNA, someone("Lena", "Müller", SON, phones=("221111",))),
    "mother and child with one e-mail": (ANNA, someone("Lena", "Müller", None, emails=("anna@web.de",))),
    "siblings at one address": (ANNA, someone("Lena", "Müller", OTHER_DAY, places=(RING,))),
    "a couple with one phone": (ANNA, someone("Karl", "Groß", OTHER_DAY, phones=("221111",), places=(RING,))),
    "one surname and birthday": (someone("Lena", "Müller", BORN), someone("Tim", "Müller", BORN)),
    "strangers of one birthday": (ANNA, someone("Otto", "Zander", BORN)),
    "person and company": (ANNA, someone(company="Anna Müller", phones=("221111",))),
    "companies at one address": (
        someone(company="Yoga GmbH", places=(RING,)),
        someone(company="Physio AG", places=(RING,)),
    ),
    "nobody": (Described(), Described()),
}


@pytest.mark.parametrize(("ours", "theirs"), OTHERS.values(), ids=OTHERS)
def test_others_are_not_even_worth_a_look(ours: Described, theirs: Described) -> None:
    assert match(ours, theirs, alike) is None


LOOKS: dict[str, tuple[Described, Described]] = {
    "the same name elsewhere": (
        someone("Anna", "Müller", places=(BONN,)),
        someone("Anna", "Müller", BORN, places=(RING,)),
    ),
    "an e-mail alone": (someone(emails=("anna@web.de",)), ANNA),
    "a phone alone": (someone(phones=("221111",)), ANNA),
    "one first name and birthday": (someone("Anna", "Schmidt", BORN), ANNA),
}


@pytest.mark.parametrize(("ours", "theirs"), LOOKS.values(), ids=LOOKS)
def test_some_are_worth_a_look_while_entering_but_no_likely_duplicates(ours: Described, theirs: Described) -> None:
    found = match(ours, theirs, alike)
    assert found is not None
    assert WORTH_A_LOOK <= found.points < LIKELY


@pytest.mark.parametrize(
    ("ours", "theirs", "sign"),
    [
        (BORN, None, Sign.UNKNOWN),
        (BORN, BORN, Sign.SAME),
        (date(1973, 8, 29), date(1973, 8, 26), Sign.NEAR),
        (date(1980, 12, 31), date(1980, 12, 13), Sign.NEAR),
        (date(1980, 3, 7), date(1980, 7, 3), Sign.NEAR),
        (date(1965, 5, 4), date(1985, 5, 4), Sign.NEAR),
        (date(1980, 3, 7), date(1985, 12, 31), Sign.OTHER),
        (date(1960, 3, 7), date(1985, 12, 31), Sign.FAR),
    ],
)
def test_how_birthdays_compare(ours: date, theirs: date | None, sign: Sign) -> None:
    assert birthdays(ours, theirs) is sign
    assert birthdays(theirs, ours) is sign


WORDS = st.sampled_from(("", "anna", "ana", "muller", "anna maria", "groß", "x"))
PEOPLE = st.builds(
    someone,
    WORDS,
    WORDS,
    st.none() | st.sampled_from((BORN, OTHER_DAY, SON)),
    phones=st.lists(st.sampled_from(("1", "2")), max_size=2).map(tuple),
    places=st.lists(st.sampled_from((RING, MARKET, BONN, ("", "", ""))), max_size=2).map(tuple),
    salutation=st.sampled_from(list(Salutation)),
)


@given(PEOPLE, PEOPLE)
def test_it_does_not_matter_who_is_asked_first(ours: Any, theirs: Any) -> None:
    assert match(ours, theirs, alike) == match(theirs, ours, alike)


@given(PEOPLE, PEOPLE)
def test_names_and_birthdays_alone_never_rule_out_a_match(ours: Any, theirs: Any) -> None:
    found = match(ours, theirs, alike)
    if found is None:
        return
    sharing = bool(ours.emails & theirs.emails or ours.phones & theirs.phones)
    for kin, placed in product({True, found.reason is Likely.FAMILY}, (False, True)):
        assert most_points(ours, theirs, alike, sharing=sharing, kin=kin, placed=placed) >= found.points
