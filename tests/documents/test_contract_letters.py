"""Letters about contracts, read back by pdftotext: one text for each deed, in the language of the recipient."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from documents.contract_letters import About, Confirmed, confirmation, file_name, letters, price_change_letter
from documents.letter import letter_pdf
from domain.contract_terms import Terms
from domain.contracts import ContractFacts, next_possible_end
from domain.periods import Period
from tests.documents.test_letter import LETTER

RECEIVED = date(2026, 11, 3)
FACTS = ContractFacts(date(2026, 1, 1), Terms(first_months=12))
ABOUT = About(
    "Fitness Süd",
    "V-10007",
    "Sehr geehrte Frau Dr. Müller",
    RECEIVED,
    end_on=next_possible_end(FACTS, RECEIVED).day,
    period=Period(date(2026, 12, 1), date(2027, 1, 1)),
    what="Getränke",
    cents=4490,
    before_cents=3990,
    end=next_possible_end(FACTS, RECEIVED),
    terms=FACTS.terms,
)


def read(data: bytes, folder: Path) -> list[str]:
    """The pages as one line each."""
    (folder / "letter.pdf").write_bytes(data)
    done = subprocess.run(["pdftotext", "-layout", "letter.pdf", "-"], cwd=folder, capture_output=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


@pytest.mark.parametrize(
    ("confirmed", "german", "english"),
    [
        (Confirmed.CANCELLATION, "Ihr Vertrag endet am 31.12.2026.", "Your contract ends on 31 Dec 2026."),
        (
            Confirmed.BY_STUDIO,
            "Mit Kündigung vom 03.11.2026 beenden",
            "Its last day is 31 Dec 2026.",
        ),
        (Confirmed.CANCELLATION_UNDONE, "die am 03.11.2026 eingegangene Kündigung", "received on 3 Nov 2026"),
        (Confirmed.WITHDRAWAL, "Ihr Widerruf ist am 03.11.2026", "your withdrawal on 3 Nov 2026"),
        (Confirmed.PAUSE, "Ihr Vertrag ruht: 01.12.2026 bis 31.12.2026", "paused: 1 Dec 2026 to 31 Dec 2026"),
        (Confirmed.PRICE, "kostet Ihr Vertrag 44,90 € monatlich", "costs €44.90 monthly, until then €39.90"),
        (Confirmed.FREE_TIME, "keinen Beitrag: 01.12.2026 bis 31.12.2026", "no fee for these days: 1 Dec 2026"),
        (Confirmed.ADD_ON, "auch: Getränke, 44,90 € monatlich", "includes: Getränke, €44.90 monthly"),
        (Confirmed.PAYER, "zahlt Getränke für diesen Vertrag", "Getränke pays for this contract"),
        (Confirmed.SWITCH, "mit der Nummer Getränke", "with the number Getränke"),
    ],
)
def test_each_deed_is_confirmed_in_both_languages(
    confirmed: Confirmed, german: str, english: str, tmp_path: Path
) -> None:
    for language, wanted in (("de", german), ("en", english)):
        [page] = read(letter_pdf(confirmation(confirmed, replace(LETTER, language=language), ABOUT)), tmp_path)
        assert wanted in page.replace("\u00a0", " ")
        assert "Fitness Süd" in page
        assert "V-10007" in page


def test_a_cancellation_says_how_its_day_is_found(tmp_path: Path) -> None:
    [page] = read(letter_pdf(confirmation(Confirmed.CANCELLATION, LETTER, ABOUT)), tmp_path)
    assert "So ergibt sich der Tag: 1. " in page
    other = replace(ABOUT, end_on=date(2026, 11, 30))
    [page] = read(letter_pdf(confirmation(Confirmed.CANCELLATION, LETTER, other)), tmp_path)
    assert "So ergibt sich" not in page, "a day that was agreed otherwise is not explained by the terms"


def test_a_notice_through_the_website_is_confirmed_with_day_and_time(tmp_path: Path) -> None:
    about = replace(ABOUT, recorded_at=datetime(2026, 11, 3, 8, 5, tzinfo=UTC))
    [page] = read(letter_pdf(confirmation(Confirmed.CANCELLATION, LETTER, about)), tmp_path)
    assert "wurde am 03.11.2026, 09:05 Uhr erfasst" in page


def test_a_letter_is_kept_by_its_fact() -> None:
    name = file_name(Confirmed.CANCELLATION, ABOUT)
    assert name.startswith("cancellation-V-10007-2026-11-03-")
    assert name == file_name(Confirmed.CANCELLATION, replace(ABOUT, salutation="Hallo", terms=None, end=None))
    assert name != file_name(Confirmed.CANCELLATION, replace(ABOUT, end_on=date(2027, 1, 31)))


def test_letters_are_joined_each_on_its_own_page_with_its_own_language_and_count(tmp_path: Path) -> None:
    heads = [LETTER, replace(LETTER, language="en", number="10024"), replace(LETTER, number="10025")]
    pages = read(letters(Confirmed.PRICE, [(head, ABOUT) for head in heads]), tmp_path)
    assert len(pages) == 3
    assert [("Seite 1 von 1" in page, "Page 1 of 1" in page) for page in pages] == [
        (True, False),
        (False, True),
        (True, False),
    ]
    assert [number in page for number, page in zip(("10023", "10024", "10025"), pages, strict=True)] == [True] * 3
    [alone] = read(price_change_letter(LETTER, ABOUT), tmp_path)
    assert alone == pages[0]


def test_joined_letters_use_only_the_own_font_embedded(tmp_path: Path) -> None:
    (tmp_path / "letters.pdf").write_bytes(letters(Confirmed.PRICE, [(LETTER, ABOUT)] * 3))
    done = subprocess.run(["pdffonts", "letters.pdf"], cwd=tmp_path, capture_output=True, check=True)
    fonts = done.stdout.decode().splitlines()[2:]
    assert fonts
    assert all("FiraSans" in font and " yes yes yes " in font for font in fonts)


def test_no_letters_make_no_paper() -> None:
    with pytest.raises(ValueError, match="no letters"):
        letters(Confirmed.PRICE, [])
