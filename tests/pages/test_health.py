"""Health data through the frame: hidden, shown by a look that is logged once, and nowhere else, for no role."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from actions.health_data import look_at_health_data, write_health_note
from actions.notes import add_health_entry, edit_health_entry
from components.activity_export import _cells, _table
from db.session import Database
from domain.access import PROGRAM, ROLES, Actor, Permission, Role
from domain.activities import ActivityKind
from domain.clock import day_of
from exchange.contacts_export import Export, ExportFormat
from exchange.export_fields import ExportField
from exchange.tables import Format, table_bytes
from i18n.texts import speaking
from models.audit import AuditEntry
from models.contact import Contact
from models.health import ContactHealth
from queries.activities import Asked, all_rows
from tests.pages.conftest import Opener, Presser, sent
from tests.pages.test_pages import PAGES, shown, somebody

CANARY = "Kanarienvogel"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def noted(house: Database) -> int:
    """A contact of whom something is noted and was noted, and at whom somebody looked."""
    contact = somebody(house)
    for version, note in ((None, f"{CANARY} old"), (1, f"{CANARY} new")):
        with house.writing(datetime.now(UTC)) as session:
            write_health_note(session, PROGRAM, contact_id=contact.id, version=version, note=note)
    with house.writing(datetime.now(UTC)) as session:
        look_at_health_data(session, PROGRAM, contact_id=contact.id)
        note = add_health_entry(session, PROGRAM, contact_id=contact.id, content=f"{CANARY} entry")
    with house.writing(datetime.now(UTC)) as session:
        edit_health_entry(session, PROGRAM, note_id=note.id, version=1, content=f"{CANARY} changed")
    return int(contact.id)


def looks(house: Database) -> int:
    with house.reading() as session:
        query = select(func.count()).where(AuditEntry.action == "look_at_health_data")
        return session.scalar(query) or 0


TABS = {
    "contacts": ("all", "duplicates", "import"),
    "crm": ("history", "notes"),
    "master_data": ("data", "history"),
    "settings": ("trail", "users"),
}


@pytest.mark.parametrize(
    ("room", "role"),
    [
        pytest.param(room, role, id=f"{room.folder}-{role.value}")
        for room in PAGES
        for role in Role
        if room.permission in ROLES[role]
    ],
)
@pytest.mark.usefixtures("noted")
def test_no_page_tells_what_is_noted(
    opened: Opener, room: object, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app = opened(room.folder, role, contact="10001")  # type: ignore[attr-defined]
    for tab in TABS.get(room.folder, ("",)):  # type: ignore[attr-defined]
        app.query_params["tab"] = tab
        app.run()
        assert not app.exception
        assert "Anna" in sent(app) or room.folder in {"data_quality", "settings", "contacts"}  # type: ignore[attr-defined]
        assert CANARY not in sent(app)
    assert CANARY not in caplog.text


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.usefixtures("noted")
def test_who_sees_that_somebody_looked(opened: Opener, role: Role) -> None:
    told = {Permission.SEE_HEALTH_DATA, Permission.SEE_AUDIT} & ROLES[role]
    for page in (
        opened("overview", role, contact="10001"),
        opened("master_data", role, contact="10001", tab="history"),
    ):
        assert ("looked at the health data" in shown(page)) == bool(told)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.usefixtures("noted")
def test_the_button_is_only_for_those_who_may(opened: Opener, house: Database, role: Role) -> None:
    app = opened("master_data", role, contact="10001")
    assert "hidden" in shown(app)
    assert ('data-press="health_show"' in sent(app)) == (Permission.SEE_HEALTH_DATA in ROLES[role])
    assert looks(house) == 1


def test_roles_that_may_not_see_them_do_not_learn_whether_there_are_any(
    opened: Opener, house: Database, noted: int
) -> None:
    somebody(house, "Ben", "Groß")
    app = opened("master_data", Role.RECEPTION, contact="10001")
    with_note = shown(app)
    app.query_params["contact"] = "10002"
    without = shown(app.run())
    assert "Ben" in without
    assert with_note.count("Health data") == without.count("Health data") == 1
    assert with_note.count("hidden") == without.count("hidden")


def test_a_look_is_logged_once_and_leaves_nothing_on_the_page(
    opened: Opener, press: Presser, house: Database, noted: int
) -> None:
    app = opened("master_data", Role.THERAPIST, contact="10001")
    press(app, "health_show")
    assert not app.exception
    [area] = app.text_area
    assert area.value == f"{CANARY} new"
    assert f"{CANARY} old" in sent(app)
    assert looks(house) == 2
    assert CANARY not in sent(app.run())
    assert looks(house) == 2
    with house.reading() as session:
        assert session.scalars(select(ContactHealth.note)).one() == f"{CANARY} new"


@pytest.mark.parametrize("kind", list(ExportFormat))
@pytest.mark.usefixtures("noted")
def test_no_file_of_contacts_holds_it(house: Database, kind: ExportFormat) -> None:
    with house.reading() as session:
        ids = tuple(session.scalars(select(Contact.id)))
    out = io.BytesIO()
    with speaking("en"):
        assert list(Export(kind, ids, tuple(ExportField), day_of(datetime.now(UTC))).write(out, house.reading))
    assert b"M" in out.getvalue()
    assert CANARY.encode() not in _unpacked(out.getvalue())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.usefixtures("noted")
def test_no_file_of_entries_holds_it(house: Database, role: Role) -> None:
    actor = Actor(user_id=None, name="x", role=role)
    with house.reading(datetime.now(UTC)) as session, speaking("en"):
        rows = [_cells(row, contact=True) for row in all_rows(session, actor, Asked(tuple(ActivityKind)))]
        data = table_bytes(Format.XLSX, _table(contact=True), rows)
    assert bool(rows) == (Permission.SEE_HEALTH_DATA in ROLES[role])
    assert CANARY.encode() not in _unpacked(data)


def _unpacked(data: bytes) -> bytes:
    """A file, with its parts unpacked where it is a workbook."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())
