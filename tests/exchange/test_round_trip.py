"""Export, then import into an empty house: the same contacts, whatever they are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from actions.contact_import import NewContact
from db.session import Database
from exchange.contacts_export import ExportFormat
from exchange.uploaded_book import open_book
from i18n.texts import Language, speaking
from tests.exchange.exporting import BOOKS, all_of, emptied, exported, in_an_address_book, taken_in, told
from tests.exchange.importing import BOTH_ANYWAY, LARGEST, UPDATE, imported

ANY = settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", [ExportFormat.CSV, ExportFormat.XLSX])
@ANY
@given(book=BOOKS)
def test_a_table_brings_back_the_same_contacts(
    database: Database, tmp_path: Path, kind: ExportFormat, language: Language, book: list[NewContact]
) -> None:
    with speaking(language):
        emptied(database)
        before = taken_in(database, book, tmp_path)
        file = open_book(f"x.{kind}", exported(database, kind), largest=LARGEST)
        unchanged = imported(database, file, tmp_path, UPDATE)
        assert (unchanged.unchanged, unchanged.left_out) == (len(book), ())
        emptied(database)
        progress = imported(database, file, tmp_path, BOTH_ANYWAY)
    assert progress.left_out == ()
    assert [told(contact) for contact in all_of(database)] == [told(contact) for contact in before]


@ANY
@given(book=BOOKS)
def test_vcards_bring_back_what_an_address_book_holds(
    database: Database, tmp_path: Path, book: list[NewContact]
) -> None:
    emptied(database)
    before = taken_in(database, book, tmp_path)
    file = open_book("x.vcf", exported(database, ExportFormat.VCARD), largest=LARGEST)
    emptied(database)
    progress = imported(database, file, tmp_path, BOTH_ANYWAY)
    assert progress.left_out == ()
    assert [told(contact) for contact in all_of(database)] == [in_an_address_book(contact) for contact in before]
