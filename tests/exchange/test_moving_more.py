"""Quotas and mandates of another system: judged line by line, stored once, never claimed again, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.billing import bill_contact
from actions.import_runs import begin_import
from actions.quota_uses import use_for_activity
from db.session import Database
from domain.access import PROGRAM
from domain.bank import mask_iban
from domain.catalogue import Clock
from domain.contact_import import ImportKind, Verdict
from domain.quotas import EntryKind
from domain.search_text import fold
from exchange.import_undo import undo_run
from exchange.moving_columns import MANDATES, QUOTAS, MovingFile, example, open_moving
from exchange.moving_lines import MovingRow
from exchange.moving_mandates import plan_mandates, run_mandates
from exchange.moving_quotas import plan_quotas, run_quotas
from exchange.tables import Format, table_bytes
from i18n.messages import explain
from i18n.texts import speaking
from models.claim import Claim
from models.contact import Contact
from models.mandate import Mandate
from models.quota import Quota
from pages.contacts.moving_tables import example_table
from queries.import_runs import import_runs, left_of_run
from queries.quotas import quotas_of
from queries.standings import services_on
from tests.building import IBAN, a_contact
from tests.conftest import NOW, TODAY
from tests.exchange.importing import writing
from tests.quotas import a_type, an_appointment, entries
from tools.check_quotas import quota_breaches

PLANS: dict[ImportKind, tuple[Any, Any, Any]] = {
    ImportKind.QUOTAS: (plan_quotas, run_quotas, QUOTAS),
    ImportKind.MANDATES: (plan_mandates, run_mandates, MANDATES),
}
QUOTA_HEAD = "Kundennummer;Kontingent;Rest;Einheiten;Kaufdatum;Gültig ab;Ablaufdatum"
MANDATE_HEAD = "Kundennummer;Mandatsreferenz;IBAN;Kontoinhaber;Unterschrieben am;Letzter Einzug"
OTHER_IBAN = "AT61 1904 3002 3457 3201"


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    with speaking("de"):
        yield


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    """Two contacts by number, and types of quotas."""
    with database.writing(NOW) as session:
        one = a_contact(session, number="77", first_name="Anna", last_name="Müller")
        other = a_contact(session, number="78", first_name="Ben", last_name="Groß")
        a_type(session)
        a_type(session, "Erst bei Nutzung", clock=Clock.FIRST_USE)
        return {"one": one.id, "other": other.id}


def read(kind: ImportKind, *lines: str) -> MovingFile:
    head = QUOTA_HEAD if kind is ImportKind.QUOTAS else MANDATE_HEAD
    return open_moving("\n".join((head, *lines)).encode(), largest=1_000_000, parts=PLANS[kind][2])


def judged(database: Database, kind: ImportKind, *lines: str) -> list[MovingRow[Any]]:
    plan: Callable[..., list[MovingRow[Any]]] = PLANS[kind][0]
    with database.reading() as session:
        return plan(session, read(kind, *lines), today=TODAY)


def moved_in(database: Database, kind: ImportKind, *lines: str) -> tuple[int, list[MovingRow[Any]]]:
    rows = judged(database, kind, *lines)
    run: Callable[..., Iterator[list[MovingRow[Any]]]] = PLANS[kind][1]
    with database.writing(NOW) as session:
        run_id = begin_import(session, PROGRAM, file_name="old.csv", kind=kind).id
    return run_id, [row for some in run(run_id, rows, writing=writing(database)) for row in some]


def count(database: Database, model: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def words_of(row: MovingRow[Any]) -> str:
    return " ".join(map(explain, row.problems))


GOOD = "77;zehnerkarte;7;10;01.10.2026;;31.12.2027"


def test_a_quota_comes_in_with_what_was_used_and_is_not_claimed(database: Database, people: dict[str, int]) -> None:
    _run_id, done = moved_in(database, ImportKind.QUOTAS, GOOD)
    assert [row.verdict for row in done] == [Verdict.OK]
    with database.writing(NOW) as session:
        bill_contact(session, PROGRAM, contact_id=people["one"], until=TODAY)
    with database.reading() as session:
        (row,) = quotas_of(session, people["one"], TODAY)
        assert (row.left, row.had, row.bought_on, row.last_day) == (7, 10, date(2026, 10, 1), date(2027, 12, 31))
        assert [(one.kind, one.units) for one in entries(session, row.quota_id)] == [
            (EntryKind.GRANT, 10),
            (EntryKind.CORRECT, -3),
        ]
        assert session.scalars(select(Claim.id)).all() == []
        assert list(quota_breaches(session)) == []


@pytest.mark.parametrize(
    ("line", "left", "had", "last_day"),
    [
        ("77;Zehnerkarte;7;;01.10.2026;;", 7, 7, date(2026, 12, 31)),
        ("77;Zehnerkarte;7;;01.08.2026;01.10.2026;", 7, 7, date(2026, 12, 31)),
        ("77;Erst bei Nutzung;7;10;01.10.2026;;", 7, 10, None),
    ],
)
def test_what_the_file_leaves_out_the_catalogue_says(
    database: Database, people: dict[str, int], line: str, left: int, had: int, last_day: date | None
) -> None:
    (row,) = judged(database, ImportKind.QUOTAS, line)
    assert row.problems == ()
    assert (row.moved.left, row.moved.had, row.moved.ends_on) == (left, had, last_day)
    assert row.moved.price_cents == had * 1000


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("99;Zehnerkarte;7;10;01.10.2026;;", "Kundennummer", "kein Kontakt"),
        ("77;Zwölferkarte;7;10;01.10.2026;;", "Kontingent", "Katalog"),
        ("77;Zehnerkarte;0;10;01.10.2026;;", "Rest", "zwischen 1"),
        ("77;Zehnerkarte;-3;10;01.10.2026;;", "Rest", ""),
        ("77;Zehnerkarte;7,5;10;01.10.2026;;", "Rest", ""),
        ("77;Zehnerkarte;99999;;01.10.2026;;", "Rest", "zwischen 1"),
        ("77;Zehnerkarte;11;10;01.10.2026;;", "Einheiten", "mehr Einheiten"),
        ("77;Zehnerkarte;7;10;01.10.2030;;", "Kaufdatum", "Zukunft"),
        ("77;Zehnerkarte;7;10;;;", "Kaufdatum", ""),
        ("77;Zehnerkarte;7;10;01.10.2026;;30.09.2026", "Ablaufdatum", ""),
        ("77;Zehnerkarte;7;10;01.10.2020;;31.12.2020", "Ablaufdatum", "abgelaufen"),
        ("77;Zehnerkarte;7;10;01.10.2020;;", "Ablaufdatum", "abgelaufen"),
    ],
)
def test_a_bad_quota_names_line_and_column(
    database: Database, people: dict[str, int], line: str, column: str, says: str
) -> None:
    (row,) = judged(database, ImportKind.QUOTAS, line)
    assert row.verdict is Verdict.REFUSED
    words = words_of(row)
    assert words.startswith("Zeile 2")
    assert column in words
    assert says in words


def test_the_same_quotas_come_in_once(database: Database, people: dict[str, int]) -> None:
    first = judged(database, ImportKind.QUOTAS, GOOD, GOOD)
    assert [row.verdict for row in first] == [Verdict.OK, Verdict.DUPLICATE]
    moved_in(database, ImportKind.QUOTAS, GOOD, GOOD)
    _run_id, done = moved_in(database, ImportKind.QUOTAS, GOOD)
    assert done == []
    with database.writing(NOW) as session:
        late = begin_import(session, PROGRAM, file_name="old.csv", kind=ImportKind.QUOTAS).id
    (row,) = [row for some in run_quotas(late, first[:1], writing=writing(database)) for row in some]
    assert row.verdict is Verdict.DUPLICATE
    assert count(database, Quota) == 1


def test_undo_takes_quotas_back_and_they_can_come_again(database: Database, people: dict[str, int]) -> None:
    with database.reading() as session:
        before = services_on(session, [people["one"]], TODAY)
    lines = GOOD, "77;Erst bei Nutzung;3;;01.10.2026;;", "78;Zehnerkarte;2;;01.10.2026;;"
    run_id, _done = moved_in(database, ImportKind.QUOTAS, *lines)
    with database.reading() as session:
        assert left_of_run(session, run_id) == (ImportKind.QUOTAS, 3)
    *_, last = undo_run(run_id, reading=database.reading, writing=writing(database))
    assert last.left == ()
    with database.reading() as session:
        assert left_of_run(session, run_id) == (ImportKind.QUOTAS, 0)
        assert quotas_of(session, people["one"], TODAY) == ()
        assert session.scalars(select(Quota.balance).where(Quota.balance > 0)).all() == []
        assert services_on(session, [people["one"]], TODAY) == before
        assert list(quota_breaches(session)) == []
        (line,) = import_runs(session, limit=9)
        assert (line.created, line.undone, line.left) == (3, 3, 0)
    again, _done = moved_in(database, ImportKind.QUOTAS, *lines)
    with database.reading() as session:
        assert left_of_run(session, again) == (ImportKind.QUOTAS, 3)
        assert sorted(row.left for row in quotas_of(session, people["one"], TODAY)) == [3, 7]


def test_a_quota_of_which_units_were_used_stays_and_its_contact_is_named(
    database: Database, people: dict[str, int]
) -> None:
    run_id, _done = moved_in(database, ImportKind.QUOTAS, GOOD, "78;Zehnerkarte;2;;01.10.2026;;")
    with database.writing(NOW) as session:
        use_for_activity(session, PROGRAM, activity_id=an_appointment(session, people["one"]))
    *_, last = undo_run(run_id, reading=database.reading, writing=writing(database))
    assert [(one.number, one.name) for one in last.left] == [("77", "Anna Müller")]
    with database.reading() as session:
        (row,) = quotas_of(session, people["one"], TODAY)
        assert row.left == 6
        assert quotas_of(session, people["other"], TODAY) == ()
        assert left_of_run(session, run_id) == (ImportKind.QUOTAS, 1)


MANDATE = f"77;M-77;{IBAN};Anna Müller;01.02.2024;01.10.2026"


def test_a_mandate_comes_in_with_its_account_and_goes_again(database: Database, people: dict[str, int]) -> None:
    run_id, done = moved_in(database, ImportKind.MANDATES, MANDATE, f"78;M-78;{OTHER_IBAN};;01.02.2024;")
    assert [row.verdict for row in done] == [Verdict.OK] * 2
    with database.reading() as session:
        one, other = session.scalars(select(Mandate).order_by(Mandate.reference)).all()
        assert (one.contact_id, one.reference, one.holder) == (people["one"], "M-77", "Anna Müller")
        assert (one.signed_on, one.used_on) == (date(2024, 2, 1), date(2026, 10, 1))
        assert other.holder == "Ben Groß"
        assert session.get_one(Contact, people["one"]).iban == one.iban
        assert left_of_run(session, run_id) == (ImportKind.MANDATES, 2)
    *_, last = undo_run(run_id, reading=database.reading, writing=writing(database))
    assert last.left == ()
    with database.reading() as session:
        assert session.get_one(Contact, people["one"]).iban == ""
        assert left_of_run(session, run_id) == (ImportKind.MANDATES, 0)
    assert count(database, Mandate) == 0


def test_a_mandate_collected_from_since_stays(database: Database, people: dict[str, int]) -> None:
    run_id, _done = moved_in(database, ImportKind.MANDATES, MANDATE)
    with database.writing(NOW) as session:
        session.scalars(select(Mandate)).one().used_on = TODAY
    *_, last = undo_run(run_id, reading=database.reading, writing=writing(database))
    assert [one.number for one in last.left] == ["77"]
    assert count(database, Mandate) == 1


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        (f"99;M-1;{IBAN};;01.02.2024;", "Kundennummer", "kein Kontakt"),
        ("77;M-1;DE89370400440532013001;;01.02.2024;", "IBAN", ""),
        ("77;M-1;;;01.02.2024;", "IBAN", ""),
        (f"77;;{IBAN};;01.02.2024;", "Mandatsreferenz", ""),
        (f"77;M§1;{IBAN};;01.02.2024;", "Mandatsreferenz", "§"),
        (f"77;{'M' * 36};{IBAN};;01.02.2024;", "Mandatsreferenz", "35"),
        (f"77;M-1;{IBAN};;01.02.2040;", "Unterschrieben am", "Zukunft"),
        (f"77;M-1;{IBAN};;;", "Unterschrieben am", ""),
        (f"77;M-1;{IBAN};;01.02.2024;01.02.2040", "Letzter Einzug", "Zukunft"),
        (f"77;M-1;{IBAN};{'x' * 80};01.02.2024;", "Kontoinhaber", "70"),
    ],
)
def test_a_bad_mandate_names_line_and_column(
    database: Database, people: dict[str, int], line: str, column: str, says: str
) -> None:
    (row,) = judged(database, ImportKind.MANDATES, line)
    assert row.verdict is Verdict.REFUSED
    words = words_of(row)
    assert words.startswith("Zeile 2")
    assert column in words
    assert says in words


def test_a_reference_that_is_here_is_refused_by_name_and_the_same_mandate_left(
    database: Database, people: dict[str, int]
) -> None:
    moved_in(database, ImportKind.MANDATES, MANDATE)
    same, other, account = judged(
        database,
        ImportKind.MANDATES,
        MANDATE,
        f"78;m-77 ;{OTHER_IBAN};;01.02.2024;",
        f"77;M-2;{OTHER_IBAN};;01.02.2024;",
    )
    assert (same.verdict, other.verdict, account.verdict) == (Verdict.DUPLICATE, Verdict.DUPLICATE, Verdict.REFUSED)
    (alone,) = judged(database, ImportKind.MANDATES, f"78;m-77 ;{OTHER_IBAN};;01.02.2024;")
    assert alone.verdict is Verdict.REFUSED
    assert "m-77" in words_of(alone)
    assert "Anna Müller" in words_of(alone)
    assert mask_iban(IBAN.replace(" ", "")) in words_of(account)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", list(PLANS))
def test_the_templates_are_read_again(database: Database, people: dict[str, int], kind: Any, language: Any) -> None:
    plan, _run, parts = PLANS[kind]
    with speaking(language):
        with database.writing(NOW) as session:
            if fold(example(TODAY)["type"]) != "zehnerkarte":
                a_type(session, example(TODAY)["type"])
        values = example(TODAY) | {"contact": "77"}
        file = open_moving(table_bytes(Format.XLSX, *example_table(parts, values, "T")), largest=1_000_000, parts=parts)
        assert file.missing() == []
        assert file.meaning == tuple(part.name for part in parts)
        with database.reading() as session:
            (row,) = plan(session, file, today=TODAY)
        assert row.problems == ()
