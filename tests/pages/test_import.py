"""The import in its steps, through the frame: file, columns, preview, run, report."""

from __future__ import annotations

import html
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from actions.sign_in import end_all_sessions
from components.state import IMPORT
from db.session import Database
from domain.access import ROLES, Permission, Role
from domain.contact_import import OnDuplicate
from exchange import contact_import
from exchange.contact_import import Progress
from exchange.contacts_csv import Field
from exchange.uploaded_book import open_book
from i18n.texts import speaking
from models.contact import Contact
from pages.contacts.import_draft import ImportDraft, Stage
from tests.building import a_contact
from tests.pages.conftest import Opener
from tests.pages.test_pages import shown

HOSTILE = "**Müller** <b>x</b> :red[y] $z$ =1+1"
BOOK = f"""Vorname;Nachname;Telefon;Geburtsdatum;Unbekannt
{HOSTILE};Eins;0170 1234567;;a
Anna;Müller;;31.12.1980;b
Ben;Groß;12ab;;c
;;;;d
"""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """`AppTest` asks for the words of selectboxes outside of the page."""
    with speaking("en"):
        yield


@pytest.fixture
def importing(opened: Opener) -> Callable[..., AppTest]:
    """The tab of the import, opened by a user of a role."""

    def open_tab(role: Role = Role.OFFICE) -> AppTest:
        return opened("contacts", role, tab="import")

    return open_tab


def upload(app: AppTest, text: str = BOOK, name: str = "book.csv") -> AppTest:
    app.get("file_uploader")[0].set_value((name, text.encode(), "text/csv")).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def has(app: AppTest, key: str) -> bool:
    return any(button.key == key for button in app.button)


def count(house: Database) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).select_from(Contact)) or 0


def test_a_book_comes_in_step_by_step(house: Database, importing: Callable[..., AppTest]) -> None:
    with house.writing() as session:
        a_contact(session, born_on=date(1980, 12, 31))
    app = upload(importing())
    assert "UTF-8, separated by semicolon" in html.unescape(shown(app))
    boxes = [box for box in app.selectbox if str(box.key).startswith("import.column.")]
    assert [box.value for box in boxes] == ["first_name", "last_name", "phone", "born_on", "ignore"]
    app = press(app, "import.preview")
    text = shown(app)
    for words in ("Ready: 1", "With a warning: 1", "Likely duplicate: 1", "Refused: 1", "Anna Müller is here already"):
        assert words in text
    assert HOSTILE in str(app.dataframe[0].value.values.tolist())
    assert count(house) == 1
    app = press(app, "import.begin")
    text = shown(app)
    for words in ("2 contacts imported", "Imported: 2", "Likely duplicate: 1", "Refused: 1", "Please enter a name."):
        assert words in text
    assert count(house) == 3
    assert app.get("download_button")
    app = press(app, "import.reset")
    assert app.get("file_uploader")


def test_duplicates_come_in_where_that_is_chosen(house: Database, importing: Callable[..., AppTest]) -> None:
    with house.writing() as session:
        a_contact(session, born_on=date(1980, 12, 31))
    app = press(upload(importing()), "import.preview")
    assert app.button(key="import.begin").label == "Import 2 contacts"
    app.radio(key="import.duplicates").set_value(OnDuplicate.IMPORT).run()
    assert app.button(key="import.begin").label == "Import 3 contacts"
    press(app, "import.begin")
    assert count(house) == 4


def test_a_column_can_be_read_as_something_else(house: Database, importing: Callable[..., AppTest]) -> None:
    app = upload(importing())
    app.selectbox(key="import.column.4").set_value(Field.NOTE).run()
    app = press(press(app, "import.preview"), "import.begin")
    with house.reading() as session:
        remarks = list(session.scalars(select(Contact.remark).order_by(Contact.id)))
    assert remarks == ["a", "b", "c\n\nTelefon aus dem Import: 12ab"]


def test_of_many_columns_the_first_forty_are_in_sight(importing: Callable[..., AppTest]) -> None:
    width = 60
    app = upload(importing(), ";".join(f"Feld {n}" for n in range(width)) + "\n" + ";".join("x" * width) + "\n")
    assert "20 more columns" in [box.label for box in app.expander]
    assert sum(str(box.key).startswith("import.column.") for box in app.selectbox) == width


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x.csv", " ", "The file is empty"),
        ("x.csv", "PK\x03\x04", "The file cannot be read as a spreadsheet"),
        ("x.csv", "%PDF-1.7", "This is not an address book"),
    ],
)
def test_a_wrong_file_is_refused_in_words(
    house: Database, importing: Callable[..., AppTest], name: str, text: str, words: str
) -> None:
    app = upload(importing(), text, name)
    assert words in html.unescape(shown(app))
    assert app.get("file_uploader")


def test_a_file_above_the_limit_is_refused_with_the_limit(
    house: Database, importing: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.contacts.import_tab.MEGABYTE", 1)
    app = upload(importing())
    assert "larger than" in shown(app)


def test_a_file_that_breaks_off_is_said_in_the_preview(importing: Callable[..., AppTest]) -> None:
    app = press(upload(importing(), 'Vorname;Nachname\n"Anna;Müller\nBen;Groß\n'), "import.preview")
    assert "line 2 is never closed" in html.unescape(shown(app))
    assert not has(app, "import.begin")
    assert has(app, "import.back")


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_with_the_permission_see_the_import(house: Database, opened: Opener, role: Role) -> None:
    app = opened("contacts", role, tab="import")
    assert bool(app.get("file_uploader")) == (Permission.IMPORT_CONTACTS in ROLES[role])


def test_the_draft_belongs_to_its_user(house: Database, importing: Callable[..., AppTest]) -> None:
    app = upload(importing())
    app.session_state[IMPORT].user_id = 4711
    app.run()
    assert "book.csv" not in shown(app)
    assert app.get("file_uploader")


class _Stop(Exception):
    """What stands for the framework's own way to stop a run."""


def test_a_stopped_import_is_reported_and_goes_on(
    house: Database, importing: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_import, "RUN_CHUNK", 2)
    lines = "\n".join(f"F{number};Fremd" for number in range(7))
    app = press(upload(importing(), f"Vorname;Nachname\n{lines}\n"), "import.preview")
    draft: ImportDraft = app.session_state[IMPORT]
    real = ImportDraft.step
    monkeypatch.setattr(ImportDraft, "step", _stopping(real, after=2))
    app.button(key="import.begin").click().run()
    assert count(house) == 4
    monkeypatch.setattr(ImportDraft, "step", real)
    app.run()
    assert "4 of 7: 4 imported, 0 updated, 0 duplicates, 0 refused" in str(app.get("progress")[0].proto)
    assert draft.stage is Stage.RUN
    app = press(app, "import.go_on")
    assert "7 contacts imported" in shown(app)
    assert count(house) == 7


def _stopping(real: Any, after: int) -> Any:
    left = iter(range(after))

    def step(self: ImportDraft, turn: object, steps: Iterator[Progress]) -> bool:
        if next(left, None) is None:
            raise _Stop
        return bool(real(self, turn, steps))

    return step


def test_what_was_stopped_for_good_is_reported(house: Database, importing: Callable[..., AppTest]) -> None:
    app = press(upload(importing()), "import.preview")
    draft: ImportDraft = app.session_state[IMPORT]
    draft.stage, draft.progress = Stage.RUN, Progress(done=1, imported=1)
    app.run()
    app = press(app, "import.finish")
    assert "3 contacts were not looked at" in html.unescape(shown(app))


def test_whoever_is_signed_out_meanwhile_imports_nothing_more(
    house: Database, importing: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_import, "RUN_CHUNK", 1)
    app = press(upload(importing()), "import.preview")
    real = ImportDraft.step

    def step(self: ImportDraft, turn: object, steps: Iterator[Progress]) -> bool:
        went_on = bool(real(self, turn, steps))
        with house.writing() as session:
            assert self.user_id is not None
            end_all_sessions(session, self.user_id)
        return went_on

    monkeypatch.setattr(ImportDraft, "step", step)
    app.button(key="import.begin").click().run()
    assert "You are signed out." in shown(app)
    assert count(house) == 1


def a_draft() -> ImportDraft:
    return ImportDraft(1, open_book("x.csv", BOOK.encode(), largest=10_000), Stage.RUN)


def test_an_old_run_does_no_more_once_another_has_taken_over() -> None:
    draft = a_draft()
    steps = iter([Progress(done=1), Progress(done=2)])
    old = draft.take_over()
    assert draft.step(old, steps)
    new = draft.take_over()
    assert not draft.step(old, steps)
    assert (draft.progress, draft.is_at(old), draft.is_at(new)) == (Progress(done=1), False, True)
    assert draft.step(new, steps)
    assert not draft.step(new, steps)
    assert draft.progress == Progress(done=2)


def test_taking_over_waits_for_the_chunk_that_is_being_written() -> None:
    draft, begun, written = a_draft(), threading.Event(), threading.Event()

    def chunk() -> Iterator[Progress]:
        begun.set()
        written.wait(10)
        yield Progress(done=1)

    old = threading.Thread(target=draft.step, args=(draft.take_over(), chunk()))
    old.start()
    begun.wait(10)
    seen: list[Progress | None] = []
    new = threading.Thread(target=lambda: (draft.take_over(), seen.append(draft.progress)))
    new.start()
    assert new.is_alive()
    written.set()
    new.join(10)
    old.join(10)
    assert seen == [Progress(done=1)]
