"""The CRM page through the frame: lists filtered by the address, dialogs, alerts, the bin, files, and who sees what."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from actions.activities import bin_activity
from actions.categories import add_category
from actions.notes import add_health_entry, add_note
from components import activity_export
from components.activity_filters import PERIODS, period
from db.session import Database
from domain.access import PROGRAM, Role
from domain.activities import ActivityKind
from exchange.tables import Format, table_bytes
from i18n.texts import speaking
from models.activity import Activity
from models.audit import AuditEntry
from tests.pages.conftest import Opener, pressable, sent
from tests.pages.test_pages import HOSTILE, shown, somebody


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def history(house: Database) -> int:
    """A contact with three notes of today and before, and a health note."""
    contact = somebody(house)
    now = datetime.now(UTC)
    with house.writing(now - timedelta(days=400)) as session:
        category = add_category(session, PROGRAM, kind=ActivityKind.NOTE, name="Training").id
        add_note(session, PROGRAM, contact_id=contact.id, title="Long ago", text="Knie", category_id=category)
    with house.writing(now) as session:
        add_note(session, PROGRAM, contact_id=contact.id, title="Today", text="Schulter")
        add_note(session, PROGRAM, contact_id=contact.id, title=HOSTILE, text=HOSTILE)
        add_health_entry(session, PROGRAM, contact_id=contact.id, content="secret")
    return int(contact.id)


def listed(app: AppTest) -> list[str]:
    """The titles of the rows that the browser got."""
    return [row["title"] for row in rows(app)]


def rows(app: AppTest) -> list[dict[str, Any]]:
    """The rows that the browser got."""
    found = [element.proto for element in app.get("bidi_component") if "activities" in element.proto.id]
    if not found:
        return []
    [proto] = found
    data: list[dict[str, Any]] = json.loads(proto.json)["rows"]
    return data


def press(app: AppTest, tab: str, what: str, activity_id: int) -> AppTest:
    """Press a row as the browser would."""
    app.session_state[f"activities.{tab}"] = {what: str(activity_id)}
    return app.run()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, {"Today", HOSTILE, "Long ago"}),
        ({"tab": "notes"}, {"Today", HOSTILE, "Long ago"}),
        ({"q": "schulter"}, {"Today"}),
        ({"q": "nothing like it"}, set()),
        ({"period": "today"}, {"Today", HOSTILE}),
        ({"period": "last365"}, {"Today", HOSTILE}),
        ({"period": "own", "from": "2000-01-01", "until": "2001-01-01"}, set()),
        ({"period": "own", "until": "9999-12-31"}, {"Today", HOSTILE, "Long ago"}),
        ({"period": "own", "from": "yesterday", "until": "'; DROP"}, {"Today", HOSTILE, "Long ago"}),
        ({"tab": "notes", "category": "1"}, {"Long ago"}),
        ({"tab": "notes", "category": "99"}, {"Today", HOSTILE, "Long ago"}),
        ({"type": "note"}, {"Today", HOSTILE, "Long ago"}),
        ({"type": "task"}, set()),
        ({"state": "done", "type": "task"}, set()),
        ({"only": "open"}, set()),
        ({"only": "mine"}, set()),
        ({"only": "bin"}, set()),
        ({"page": "999"}, {"Today", HOSTILE, "Long ago"}),
    ],
)
@pytest.mark.usefixtures("history")
def test_the_address_filters_the_list(opened: Opener, query: dict[str, str], titles: set[str]) -> None:
    app = opened("crm", Role.RECEPTION, contact="10001", **query)
    assert not app.exception
    assert set(listed(app)) == titles
    assert (f"{len(titles)} entr" in shown(app)) or not titles


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.usefixtures("history")
def test_health_notes_are_listed_only_for_those_who_may_see_them_and_say_nothing(opened: Opener, role: Role) -> None:
    app = opened("crm", role, contact="10001", tab="notes")
    health = role in {Role.THERAPIST, Role.MANAGER, Role.ADMIN}
    assert ("Health note" in listed(app)) == health
    assert "secret" not in sent(app)


@pytest.mark.usefixtures("history")
def test_a_health_note_is_shown_by_a_look_that_is_logged(house: Database, opened: Opener) -> None:
    app = opened("crm", Role.THERAPIST, contact="10001", tab="notes")
    key = next(int(row["id"]) for row in rows(app) if row["title"] == "Health note")
    press(app, "notes", "open", key)
    assert "secret" not in sent(app)
    app.button(key="health_note.show").click().run()
    assert app.text_area[0].value == "secret"
    assert "Show" not in {button.label for button in app.button}
    with house.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "look_at_health_entry")) == 1


@pytest.mark.usefixtures("history")
def test_who_only_reads_finds_no_button(opened: Opener) -> None:
    reader, office = (opened("crm", role, contact="10001", tab="notes") for role in (Role.READ_ONLY, Role.OFFICE))
    assert not {"New: Note", "Export …"} & {button.label for button in reader.button}
    assert "head.note" not in pressable(reader)
    assert "New: Note" in {button.label for button in office.button}
    assert "head.note" in pressable(office)


@pytest.mark.usefixtures("history")
def test_a_note_is_opened_deleted_and_taken_back(house: Database, opened: Opener) -> None:
    app = opened("crm", Role.RECEPTION, contact="10001", tab="notes")
    key = next(int(row["id"]) for row in rows(app) if row["title"] == "Today")
    press(app, "notes", "open", key)
    assert app.text_area[0].value == "Schulter"
    app.button(key="entry.bin").click().run()
    assert "Moved to the bin&#46;" in shown(app)
    assert "Today" not in listed(app)
    app.query_params["only"] = "bin"
    app.run()
    assert listed(app) == ["Today"]
    press(app, "notes", "open", key)
    app.button(key="entry.restore").click().run()
    with house.reading() as session:
        assert session.get_one(Activity, key).deleted_at is None


def test_alerts_stand_in_the_way_until_they_are_read(house: Database, opened: Opener) -> None:
    contact = somebody(house)
    with house.writing(datetime.now(UTC)) as session:
        key = add_note(session, PROGRAM, contact_id=contact.id, text=f"Allergie {HOSTILE}", alert=True).id
    app = opened("overview", Role.RECEPTION, contact="10001")
    assert "Allergie" in sent(app)
    assert "At a glance" not in sent(app)
    app.button(key="alerts.read").click().run()
    assert "At a glance" in sent(app)
    app.run()
    assert "alerts.read" not in {button.key for button in app.button}
    assert "At a glance" in sent(app)
    with house.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "acknowledge_alert")) == 1
    with house.writing(datetime.now(UTC)) as session:
        bin_activity(session, PROGRAM, activity_id=key)


@pytest.mark.parametrize("kind", list(Format))
@pytest.mark.usefixtures("history")
def test_what_is_shown_is_what_the_file_holds(
    house: Database, opened: Opener, monkeypatch: pytest.MonkeyPatch, kind: Format
) -> None:
    files = []

    def kept(*what: Any) -> bytes:
        files.append(table_bytes(*what))
        return files[-1]

    monkeypatch.setattr(activity_export, "table_bytes", kept)
    app = opened("crm", Role.OFFICE, contact="10001", tab="notes", period="today")
    titles = listed(app)
    app.session_state["activities_export"] = True
    app.run()
    app.button(key=f"activities_export.{kind}").click().run()
    assert not app.exception
    [offered] = app.get("download_button")
    assert offered.proto.label.startswith("Download notes-")
    read = pd.read_excel if kind is Format.XLSX else lambda file: pd.read_csv(file, sep=";", encoding="utf-8-sig")
    frame = read(io.BytesIO(files[0]))
    assert list(frame["Title"]) == titles
    assert HOSTILE in set(frame["Text"])
    with house.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "export_activities")) == 1


def test_periods_hold_their_days() -> None:
    day = datetime(2026, 12, 31, 12, tzinfo=UTC).date()
    ends = {code: period(code, day) for code in PERIODS}
    assert [str(end) for end in ends["week"]] == ["2026-12-28", "2027-01-04"]
    assert [str(end) for end in ends["month"]] == ["2026-12-01", "2027-01-01"]
    assert [str(end) for end in ends["year"]] == ["2026-01-01", "2027-01-01"]
    assert [str(end) for end in ends["last30"]] == ["2026-12-02", "2027-01-01"]
    assert [str(end) for end in ends["last365"]] == ["2026-01-01", "2027-01-01"]
    assert [str(end) for end in ends["next7"]] == ["2026-12-31", "2027-01-07"]
    assert ends["own"] == period("x", day) == (None, None)
