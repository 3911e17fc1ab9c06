"""Contracts of another system: read, judged line by line, stored once, billed from the day after, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.import_runs import begin_import
from db.session import Database
from domain.access import PROGRAM
from domain.calendar import Span, Unit
from domain.contact_import import Verdict
from domain.contacts import PaymentMethod
from domain.contract_claims import expected_claims
from domain.contract_terms import Regime
from domain.errors import EmptyFile, Refusal
from exchange.import_undo import undo_run
from exchange.moving_columns import CONTRACTS, MovingFile, open_moving
from exchange.moving_in import first_claims, plan_contracts, run_contracts
from exchange.moving_lines import MovingRow, refused_file
from exchange.tables import Format, table_bytes
from i18n.messages import explain
from i18n.texts import speaking
from models.contract import Cancellation, Contract, ContractPrice, Pause
from pages.contacts.moving_tables import example_table
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.exchange.importing import writing
from tests.services import a_tariff, the_contract

HEAD = "Kundennummer;Tarif;Beitrag;Vertragsbeginn;Abgerechnet bis;Laufzeit;Kündigungsfrist;Zahlungsart"
GOOD = "77;Alter Tarif;39,90;31.01.2025;30.09.2026;12;1 Monat;Lastschrift"


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    """A contact by number, and a tariff."""
    with database.writing(NOW) as session:
        one = a_contact(session, number="77", first_name="Anna", last_name="Müller", born_on=date(1990, 5, 17))
        a_tariff(session, "Fitness", cents=4990, first_months=12)
        return {"one": one.id}


def read(*lines: str, head: str = HEAD, encoding: str = "utf-8") -> MovingFile:
    return open_moving("\n".join((head, *lines)).encode(encoding), largest=1_000_000)


def judged(database: Database, file: MovingFile) -> list[MovingRow]:
    with speaking("de"), database.reading() as session:
        return plan_contracts(session, file, today=TODAY)


def moved_in(database: Database, file: MovingFile) -> tuple[int, list[MovingRow]]:
    rows = judged(database, file)
    with database.writing(NOW) as session:
        run_id = begin_import(session, PROGRAM, file_name="old.csv").id
    done = [row for some in run_contracts(run_id, rows, writing=writing(database)) for row in some]
    return run_id, done


def count(database: Database, model: Any = Contract) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_contract_comes_in_and_the_past_is_not_billed_again(
    database: Database, people: dict[str, int], encoding: str
) -> None:
    moved_in(database, read(GOOD, encoding=encoding))
    with database.reading() as session:
        contract = the_contract(session, session.scalars(select(Contract.id)).one())
        facts = contract.facts
        assert (contract.contact_id, contract.name, contract.billed_until) == (
            people["one"],
            "Alter Tarif",
            date(2026, 9, 30),
        )
        assert (contract.payment_method, contract.regime) == (PaymentMethod.DEBIT, Regime.SINCE_2022_03)
        assert (facts.terms.first_months, facts.terms.notice) == (12, Span(1, Unit.MONTHS))
        assert contract.number
    claims = expected_claims(facts, until=date(2026, 12, 31))
    assert all(claim.period.start > date(2026, 9, 30) for claim in claims)
    assert claims[0].period.start == date(2026, 10, 1)


def test_the_sums_of_the_preview_are_the_claims(database: Database, people: dict[str, int]) -> None:
    rows = judged(database, read("77;Alter Tarif;39,90;01.01.2025;31.12.2025;12;1 Monat;bar"))
    sums = first_claims(rows, today=date(2026, 1, 15))
    assert sums == [(date(2026, month, 1), 1, 3990) for month in (1, 2, 3)]


CASES = [
    ("99;T;10;01.01.2025;30.09.2026;;;", "Kundennummer", "kein Kontakt"),
    (";T;10;01.01.2025;30.09.2026;;;", "", "Niemand"),
    ("77;T;;01.01.2025;30.09.2026;;;", "Tarif", "Katalog"),
    ("77;T;10,555;01.01.2025;30.09.2026;;;", "Beitrag", ""),
    ("77;T;-10;01.01.2025;30.09.2026;;;", "Beitrag", "Minus"),
    ("77;T;=1+1;01.01.2025;30.09.2026;;;", "Beitrag", ""),
    ("77;T;10;31.02.2025;30.09.2026;;;", "Vertragsbeginn", ""),
    ("77;T;10;01.01.2025;;;;", "Abgerechnet bis", ""),
    ("77;T;10;01.01.2025;30.09.2026;36;;", "Laufzeit", "24"),
    ("77;T;10;01.01.2025;30.09.2026;12;3 Monate;", "Kündigungsfrist", "Monat"),
    ("77;T;10;01.01.2025;30.09.2026;12;bald;", "Kündigungsfrist", "bald"),
    ("77;T;10;01.01.2025;30.09.2026;12;1;Muscheln", "Zahlungsart", "Muscheln"),
    ("77;T;10;01.01.1900;30.09.2026;12;1;", "Vertragsbeginn", ""),
]


@pytest.mark.parametrize(("line", "column", "says"), CASES)
def test_a_bad_line_names_its_column(
    database: Database, people: dict[str, int], line: str, column: str, says: str
) -> None:
    (row,) = judged(database, read(line))
    assert row.verdict is Verdict.REFUSED
    with speaking("de"):
        words = " ".join(explain(problem) for problem in row.problems)
    assert column in words
    assert says in words
    assert words.startswith("Zeile 2")


def test_older_contracts_keep_their_law(database: Database, people: dict[str, int]) -> None:
    (row,) = judged(database, read("77;T;10;01.01.2020;30.09.2026;24;3 Monate;"))
    assert row.moved is not None
    assert row.moved.terms.regime is Regime.BEFORE_2022_03


def test_a_tariff_of_the_catalogue_says_what_the_file_leaves_out(database: Database, people: dict[str, int]) -> None:
    (row,) = judged(database, read("77;fitness;;01.01.2025;30.09.2026;;;"))
    assert row.moved is not None
    assert (row.moved.name, row.moved.price_cents, row.moved.terms.first_months) == ("Fitness", 4990, 12)


@pytest.mark.parametrize(
    ("head", "who"),
    [
        ("Vorname;Name;Geburtsdatum", "anna;MUELLER;17.05.1990"),
        ("First name;Last name;Date of birth", "Anna;Müller;1990-05-17"),
    ],
)
def test_people_are_found_by_name_and_birthday(database: Database, people: dict[str, int], head: str, who: str) -> None:
    (row,) = judged(database, read(f"{who};T;10;01.01.2025;30.09.2026", head=f"{head};Tarif;Preis;Beginn;Bezahlt bis"))
    assert row.moved is not None
    assert row.moved.contact_id == people["one"]


def test_pause_cancellation_and_discount_come_along_and_undo_takes_all_back(
    database: Database, people: dict[str, int]
) -> None:
    head = f"{HEAD};Rabatt;Pause ab;Pause bis;Gekündigt zum;Kündigungseingang"
    file = read(f"{GOOD};10 %;01.11.2026;30.11.2026;31.12.2026;01.09.2026", head=head)
    before = [count(database, model) for model in (Contract, ContractPrice, Pause, Cancellation)]
    with speaking("de"):
        run_id, _done = moved_in(database, file)
    with database.reading() as session:
        facts = the_contract(session, session.scalars(select(Contract.id)).one()).facts
    assert facts.cancellation is not None
    assert (facts.cancellation.end_on, facts.discounts[0].basis_points) == (date(2026, 12, 31), 1000)
    assert facts.pauses[0].period.end == date(2026, 12, 1)
    *_, last = undo_run(run_id, reading=database.reading, writing=writing(database))
    assert (last.undone, last.left) == (1, ())
    assert [count(database, model) for model in (Contract, ContractPrice, Pause, Cancellation)] == before


def test_a_contract_changed_since_stays(database: Database, people: dict[str, int]) -> None:
    run_id, _done = moved_in(database, read(GOOD))
    with database.writing(NOW) as session:
        contract = the_contract(session, session.scalars(select(Contract.id)).one())
        contract.prices.append(ContractPrice(contact_id=contract.contact_id, valid_from=date(2027, 1, 1), cents=5000))
    *_, last = undo_run(run_id, reading=database.reading, writing=writing(database))
    assert [one.number for one in last.left] == ["77"]
    assert count(database) == 1


def test_the_same_file_twice_makes_nothing_twice(database: Database, people: dict[str, int]) -> None:
    file = read(GOOD, GOOD)
    first = judged(database, file)
    assert [row.verdict for row in first] == [Verdict.OK, Verdict.DUPLICATE]
    moved_in(database, file)
    again = judged(database, file)
    assert [row.verdict for row in again] == [Verdict.DUPLICATE] * 2
    moved_in(database, file)
    assert count(database) == 1
    # Who judged before the first run stored it is refused by the run itself.
    with database.writing(NOW) as session:
        run_id = begin_import(session, PROGRAM, file_name="old.csv").id
    (late,) = [row for some in run_contracts(run_id, first, writing=writing(database)) for row in some]
    assert late.verdict is Verdict.DUPLICATE
    assert count(database) == 1


def test_bad_lines_leave_as_a_file_that_can_be_mended(database: Database, people: dict[str, int]) -> None:
    file = read(GOOD, "99;=T;10;01.01.2025;30.09.2026;;;")
    with speaking("de"):
        text = refused_file(file, judged(database, file)).decode("utf-8-sig")
    head, line = text.splitlines()
    assert head.startswith("Zeile;Grund;Kundennummer")
    assert "'=T" in line
    assert GOOD not in text


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_template_is_read_again(database: Database, people: dict[str, int], language: Any) -> None:
    from exchange.moving_columns import example

    with speaking(language):
        table = example_table(CONTRACTS, example(TODAY) | {"contact": "77"}, "T")
        file = open_moving(table_bytes(Format.XLSX, *table), largest=1_000_000)
    assert file.missing() == []
    assert file.meaning == tuple(part.name for part in CONTRACTS)
    (row,) = judged(database, file)
    assert row.problems == ()
    assert row.moved is not None
    assert row.moved.price_cents == 3990


@pytest.mark.parametrize("data", [b"", b" \n ", b"PK\x03\x04nonsense", b"%PDF-1.7 x", b"\x00\x01\x02" * 99])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal):
        open_moving(data, largest=1_000)
    with pytest.raises(EmptyFile):
        open_moving(b"", largest=10)


@pytest.mark.parametrize("text", ["nothing here", "a;b\n1;2", ";;;\n;;;x", "Tarif"])
def test_a_file_without_our_columns_says_which_are_missing(text: str) -> None:
    file = open_moving(text.encode(), largest=1_000)
    assert {"start_on", "billed_until"} <= {part.name for part in file.missing()}
