"""The paper of a contract, read back by pdftotext: what is agreed and due, withdrawal, signatures."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.contract_paper import Agreed, as_sold, contract_pdf
from domain.contract_claims import expected_claims, preview_until
from domain.contract_terms import Regime, Terms
from domain.contracts import CancellationFact, ContractFacts, DiscountFact, PauseFact, PriceFact
from domain.periods import Period
from i18n.service_words import money, on
from i18n.texts import speaking
from tests.documents.test_contract_letters import read
from tests.documents.test_letter import LETTER

START = date(2026, 12, 1)
FACTS = ContractFacts(
    START, Terms(first_months=12), (PriceFact(START, 2490),), signed_on=START, activated=False, sign_up_cents=6900
)
AGREED = Agreed(
    "Fitness Süd", "V-10007", FACTS, "Lastschrift", quotas=(("Massage", 2, True),), payer="Łucja Müller", minor=True
)


def whole(agreed: Agreed, folder: Path, language: str = "de") -> str:
    return " ".join(read(contract_pdf(replace(LETTER, language=language), agreed), folder)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "de",
            "Vertrag V-10007: Fitness Süd|Anbieter|Łucja Müller|24,90 € monatlich|Gesamtpreis der Erstlaufzeit 367,80 €"
            "|30,65 €|12 Monate|2 × Massage|Lastschrift|Widerrufsbelehrung|Muster-Widerrufsformular"
            "|Kunde/Kundin|Für das Studio|Ort, Datum, Unterschrift",
        ),
        (
            "en",
            "Contract V-10007: Fitness Süd|Provider|Łucja Müller|€24.90 monthly|Total of the first term €367.80"
            "|€30.65|12 months|2 × Massage|Right of withdrawal|Model withdrawal form|Place, day, signature"
            "|For the studio|Legal guardian",
        ),
    ],
)
def test_the_paper_says_all_that_is_agreed(language: str, wanted: str, tmp_path: Path) -> None:
    text = whole(AGREED, tmp_path, language)
    assert [one for one in wanted.split("|") if one not in text] == []


def test_each_claim_of_the_first_term_stands_on_it_though_it_is_a_draft(tmp_path: Path) -> None:
    facts = as_sold(FACTS)
    claims = expected_claims(facts, until=preview_until(facts))
    text = whole(AGREED, tmp_path)
    assert len(claims) == 13
    with speaking("de"):
        lines = [(on(claim.due_on), money(claim.cents).replace("\u00a0", " ")) for claim in claims]
    assert all(day in text and amount in text for day, amount in lines)
    assert "Gesamt" in text
    assert "367,80 €" in text


def test_what_came_after_the_sale_does_not_change_the_paper(tmp_path: Path) -> None:
    later = replace(
        FACTS,
        activated=True,
        prices=(*FACTS.prices, PriceFact(date(2027, 3, 1), 2990)),
        pauses=(PauseFact(Period(date(2027, 2, 1), date(2027, 3, 1))),),
        cancellation=CancellationFact(date(2027, 1, 5), date(2027, 11, 30)),
    )
    assert whole(replace(AGREED, facts=later), tmp_path) == whole(AGREED, tmp_path)


def test_a_discount_lowers_the_total_and_is_named(tmp_path: Path) -> None:
    less = replace(FACTS, discounts=(DiscountFact(Period(START, date(2027, 3, 1)), basis_points=50_00),))
    text = whole(replace(AGREED, facts=less), tmp_path)
    assert "50 %, 01.12.2026 bis 28.02.2027" in text
    assert "Gesamtpreis der Erstlaufzeit 330,45 €" in text


def test_companies_have_no_right_of_withdrawal_and_adults_no_guardian(tmp_path: Path) -> None:
    terms = replace(FACTS.terms, regime=Regime.BUSINESS)
    text = whole(replace(AGREED, facts=replace(FACTS, terms=terms), minor=False), tmp_path, "en")
    assert "withdrawal" not in text
    assert "Legal guardian" not in text


def test_a_long_term_with_long_names_goes_on_over_the_pages(tmp_path: Path) -> None:
    long = replace(FACTS, terms=Terms(first_months=120))
    pages = read(contract_pdf(LETTER, replace(AGREED, name="Ł" * 120, facts=long, text="Bemerkung " * 90)), tmp_path)
    assert len(pages) > 3
    assert all(f"Seite {n} von {len(pages)}" in page for n, page in enumerate(pages, 1))
    assert "Unterschrift" in pages[-1]


def test_only_the_own_font_is_used_and_embedded(tmp_path: Path) -> None:
    (tmp_path / "contract.pdf").write_bytes(contract_pdf(LETTER, AGREED))
    done = subprocess.run(["pdffonts", "contract.pdf"], cwd=tmp_path, capture_output=True, check=True)
    fonts = done.stdout.decode().splitlines()[2:]
    assert fonts
    assert all("FiraSans" in font and " yes yes yes " in font for font in fonts)
