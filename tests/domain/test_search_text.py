"""Folding for the search: its two laws, the terms of a contact, and what a typed text means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.search_text import (
    LONGEST,
    MOST_WORDS,
    Query,
    birthday_terms,
    fold,
    fold_plain,
    iban_term,
    name_terms,
    number_term,
    parse_query,
    phone_terms,
)

TRICKY = st.text(st.sampled_from("aeiouäöüÄßẞøæłđıİéëÅ -'’´/.@🙂\u0308\u200b\u202e\u00ad\x00ﬃﷺ한ñ1"), max_size=30)
TEXTS = st.one_of(st.text(max_size=60), TRICKY)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("MUELLER", "muller"),
        ("muller", "muller"),
        ("Mu\u0308ller", "muller"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Groẞ", "gross"),
        ("Göthe", "gothe"),
        ("Goethe", "gothe"),
        ("Jäger", "jager"),
        ("Jaeger", "jager"),
        ("Sørensen", "sorensen"),
        ("Soerensen", "sorensen"),
        ("Łukasz", "lukasz"),
        ("Đorđe", "dorde"),
        ("Ærø", "aro"),
        ("Yıldız", "yildiz"),
        ("İnci", "inci"),
        ("Renée", "renee"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("O´Brien", "obrien"),
        ("Müller–Lüdenscheidt", "muller-ludenscheidt"),
        ("  (Anna)\t Maria.\n", "anna maria"),
        ("Mül\u00adler\u200b", "muller"),
        ("\u202eMüller\u202c", "muller"),
        ("Müller\x00", "muller"),
        ("**Müller** <b>x</b>", "muller b>x</b"),
        ("🙂 Anna", "🙂 anna"),
        ("Ἀθηνᾶ", "αθηνα"),
        ("Шевченко", "шевченко"),
        ("١٢٣", "123"),
        ("", ""),
        (" .,-'\" ", ""),
        ("\ud800a", "a"),
    ],
)
def test_texts_fold_to_their_search_form(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_leaves_umlauts_spelled_out_where_words_are_searched_inside() -> None:
    assert "ela" in fold_plain("Manuela")
    assert "ela" not in fold("Manuela")


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_plain(fold_plain(text)) == fold_plain(text)


@given(TEXTS, st.data())
def test_every_typed_prefix_folds_to_a_prefix(text: str, data: st.DataObject) -> None:
    typed = text[: data.draw(st.integers(0, len(text)))]
    assert fold(text).startswith(fold(typed))


@given(st.text(st.characters(categories=["L", "M", "Nd"]), min_size=1, max_size=30), st.data())
def test_every_piece_of_a_word_lies_inside_of_its_plain_form(word: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(word)))
    piece = word[start : data.draw(st.integers(start, len(word)))]
    assert fold_plain(piece) in fold_plain(word)


@given(st.text(st.characters(categories=["L"]), max_size=20))
def test_umlauts_and_their_spellings_fold_alike(word: str) -> None:
    for umlaut, spelled, bare in (("ä", "ae", "a"), ("ö", "oe", "o"), ("ü", "ue", "u"), ("ß", "ss", "ss")):
        assert fold(f"{word}{umlaut}x") == fold(f"{word}{spelled}x") == fold(f"{word}{bare}x")


@pytest.mark.parametrize("text", ["ﷺ" * 5000, "a " * 5000, "a-" * 5000, "x" * 10_000, "🙂" * 5000, "." * 10_000])
def test_a_folded_text_is_bounded(text: str) -> None:
    assert len(fold(text)) <= LONGEST
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Anna Müller", ("anna", "muller")),
        ("Hans-Peter", ("hans-peter", "hans", "peter", "hanspeter")),
        ("Maria-Elena", ("maria-elena", "maria", "elena", "marialena")),
        ("O'Brien", ("obrien",)),
        ("24/7 Fitness", ("24/7", "24", "7", "247", "fitness")),
        ("a.b@c-d.de", ("a.b@c-d.de", "a", "b", "c", "d", "de", "abcdde")),
        ("Anna anna", ("anna",)),
        ("--- ...", ()),
        ("", ()),
    ],
)
def test_names_are_found_by_their_words_and_parts(text: str, terms: tuple[str, ...]) -> None:
    assert name_terms(text) == terms


@pytest.mark.parametrize(
    ("e164", "terms"),
    [("+491701234567", ("1701234567",)), ("+436601234567", ("436601234567",)), ("", ()), ("+49", ())],
)
def test_phones_are_found_by_their_digits(e164: str, terms: tuple[str, ...]) -> None:
    assert phone_terms(e164) == terms


def test_birthday_iban_and_number_become_terms() -> None:
    assert birthday_terms(date(1980, 12, 31)) == ("*19801231", "*1231")
    assert birthday_terms(date(980, 1, 2)) == ("*09800102", "*0102")
    assert iban_term("DE89370400440532013000") == "~0003102350"
    assert iban_term("3000") == "~0003"
    assert number_term(" K-10 023 ") == number_term("k10023") == "k10023"


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Mü  an", Query(words=("mu", "an"), plain_words=("mu", "an"), number="muan")),
        ("mue", Query(words=("mu",), plain_words=("mue",), number="mu")),
        ("Müller-Lüd", Query(words=("muller", "lud"), plain_words=("muller", "lud"), number="mullerlud")),
        ("anna@ex.de", Query(email="anna@ex.de", number="annaxde")),
        ("@gmail", Query(words=("gmail",), plain_words=("gmail",), number="gmail")),
        ("31.12.1980", Query(days=("*19801231",), number="31121980")),
        ("31. 12. 1980", Query(days=("*19801231",), number="31121980")),
        ("1.2.1980", Query(days=("*19800201",), number="121980")),
        ("31.12.80", Query(days=("*19801231", "*20801231"), number="311280")),
        ("31.12.", Query(days=("*1231",), number="3112")),
        ("31.12", Query(days=("*1231",), number="3112")),
        ("31.12.198", Query(days=("*1231",), number="3112198")),
        ("29.02.", Query(days=("*0229",), number="2902")),
        ("31/12/1980", Query(days=("*19801231",), number="31121980")),
        ("1980-12-31", Query(days=("*19801231",), number="19801231")),
        ("31.13.80", Query(digits=("311380",), number="311380")),
        ("30.02.1980", Query(digits=("30021980", ), number="30021980")),
        ("DE89 3704 0044 0532 0130 00", Query(iban_tail="~0003102350", number="de89370400440532013000")),
        ("", Query()),
        ("   ", Query()),
        ("%_\"'*\x00", Query()),
        ("+", Query()),
    ],
)  # fmt: skip
def test_typed_texts_are_taken_apart(typed: str, query: Query) -> None:
    assert parse_query(typed) == query


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0170/123 45", ("017012345", "17012345")),
        ("+49 (0)170 12", ("17012",)),
        ("+49170-12", ("17012",)),
        ("0049 170 12", ("17012",)),
        ("+49 0170 12", ("17012",)),
        ("49 170 12", ("4917012", "17012")),
        ("4917", ("4917",)),
        ("04921 12", ("0492112", "492112")),
        ("+43 660 12", ("4366012",)),
        ("0043 660 12", ("4366012",)),
        ("(0170) 12", ("017012", "17012")),
        ("\u202a0170 12\u202c", ("017012", "17012")),
        ("０１７０", ("0170", "170")),
        ("10023", ("10023",)),
        ("0", ("0",)),
        ("00", ("00",)),
        ("0049", ("0049",)),
        ("24/7", ("247",)),
    ],
)
def test_digits_are_looked_up_as_typed_and_as_phone_numbers(typed: str, digits: tuple[str, ...]) -> None:
    assert parse_query(typed).digits == digits


@pytest.mark.parametrize(
    ("typed", "tail"),
    [("3000", "~0003"), ("0130 00", "~000310"), ("300", ""), ("+4930", ""), ("37040044", "~44004073")],
)
def test_four_digits_may_be_the_tail_of_an_iban(typed: str, tail: str) -> None:
    assert parse_query(typed).iban_tail == tail


def test_a_year_behind_a_name_is_a_birth_year() -> None:
    query = parse_query("müller 1980")
    assert (query.words, query.days, query.digits) == (("muller",), ("*1980",), ("1980",))
    assert parse_query("1980").days == ()


def test_a_name_with_digits_asks_for_both() -> None:
    query = parse_query("Anna 0170 12")
    assert (query.words, query.digits) == (("anna",), ("017012", "17012"))


def test_no_more_words_than_the_limit_are_looked_up() -> None:
    assert len(parse_query("a b c d e f g h i j").words) == MOST_WORDS


@given(st.one_of(st.text(max_size=300), st.text(st.sampled_from("0123456789+-/(). @aüß31"), max_size=40)))
def test_any_typed_text_is_taken_apart_without_error(typed: str) -> None:
    query = parse_query(typed)
    assert len(query.words) == len(query.plain_words) <= MOST_WORDS
    assert all(query.words)
    assert all(digits.isdecimal() for digits in query.digits)
    assert "\x00" not in repr((query.words, query.email, query.number))


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=20), st.data())
def test_every_typed_prefix_of_a_name_word_is_a_prefix_of_its_term(name: str, data: st.DataObject) -> None:
    typed = name[: data.draw(st.integers(1, len(name)))]
    for word in parse_query(typed).words:
        assert any(term.startswith(word) for term in name_terms(name))
