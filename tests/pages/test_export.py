"""The export of a list: a file that others read, a step of the trail, bank data only for their roles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.contact_export import export_contacts
from db.session import Database
from domain.access import ROLES, Actor, NotPermitted, Permission, Role
from exchange.contacts_export import Export, ExportFormat
from exchange.export_fields import USUAL, ExportField, offered
from i18n.texts import speaking
from models.audit import AuditEntry
from queries.history import TrailFilter, history
from tests.building import a_contact
from tests.pages.conftest import Opener
from tests.people import a_session, a_user


def dialog() -> None:
    """What the dialog shows."""
    from components import export
    from components.perform import reading
    from i18n.texts import resolve_language_with
    from models.contact import Contact

    resolve_language_with(lambda: "en")

    def ids() -> tuple[int, ...]:
        with reading() as session:
            return tuple(row.id for row in session.query(Contact.id).order_by(Contact.id))

    export._export(ids)


def open_dialog(house: Database, role: Role = Role.OFFICE) -> AppTest:
    now = datetime.now(UTC)
    app = AppTest.from_function(dialog, default_timeout=30)
    app.user = {"session": a_session(house, a_user(house, role=role, now=now), now=now).token}
    with speaking("en"):
        return app.run()


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_the_file_is_offered_and_the_trail_says_so(house: Database, kind: ExportFormat) -> None:
    with house.writing() as session:
        a_contact(session, "=1+1", "**Müller** <b>")
    app = open_dialog(house)
    with speaking("en"):
        app.segmented_control(key="export.kind").set_value(kind).run()
        app.button(key="export.write").click().run()
    assert not app.exception
    assert len(app.get("download_button")) == 1
    with house.reading() as session:
        newest = history(session, TrailFilter(), limit=1)[0]
    assert newest.action == "export_contacts"
    assert "1 contact" in newest.reason


def test_without_a_column_there_is_nothing_to_write(house: Database) -> None:
    app = open_dialog(house)
    with speaking("en"):
        app.multiselect(key="export.columns").set_value([]).run()
    assert "Choose at least one column." in [info.value for info in app.info]
    assert not app.button


@pytest.mark.parametrize("role", list(Role))
def test_the_button_is_there_for_those_who_may(house: Database, opened: Opener, role: Role) -> None:
    with house.writing() as session:
        a_contact(session)
    app = opened("contacts", role)
    assert any(button.key == "export" for button in app.button) == (Permission.EXPORT_CONTACTS in ROLES[role])


def test_bank_data_only_for_those_who_may_see_them(database: Database) -> None:
    assert ExportField.IBAN not in offered(bank=False)
    assert ExportField.IBAN in offered(bank=True)
    with database.writing() as session, pytest.raises(NotPermitted):
        export_contacts(session, Actor(None, "Reader", Role.READ_ONLY), what="", bank=False)
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.seq)).all() == []


def test_what_another_reader_finds_in_the_spreadsheet(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        made = [a_contact(session, name, "Groß", phone="0221 998877") for name in ("=1+1", "+49", "@a", "Ää😀")]
        ids = [contact.id for contact in made]
    path = tmp_path / "contacts.xlsx"
    export = Export(ExportFormat.XLSX, ids, USUAL, datetime.now(UTC).date())
    with path.open("wb") as out, speaking("en"):
        assert list(export.write(out, database.reading))[-1] == 4
    sheet = load_workbook(path).active
    assert sheet is not None
    header, *rows = sheet.iter_rows(values_only=False)
    place = [cell.value for cell in header].index("First name")
    cells = [row[place] for row in rows]
    assert [cell.value for cell in cells] == ["=1+1", "+49", "@a", "Ää😀"]
    assert {cell.data_type for cell in cells} == {"s"}, "never a formula"
