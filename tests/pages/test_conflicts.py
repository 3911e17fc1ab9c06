"""Two editors at one record, through every form that edits one: nothing is overwritten unseen, nobody asked in vain."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

import actions
from actions.action import ALL
from components.state import CONFLICT
from db.session import Database
from domain.access import Actor, Role
from domain.conflicts import Side
from i18n.texts import speaking
from models.audit import AuditDetail, AuditEntry
from models.audit_chain import Step, note_step
from models.changes import log_of
from tests.pages.conftest import HOME
from tests.pages.edited import EDITED, Edited, make_everything
from tests.people import a_session, a_user

Opener = Callable[[str], AppTest]


def form(name: str) -> None:
    """The form as its dialog holds it: with the record that was handed over when it was opened."""
    import streamlit as st

    from i18n.texts import speaking
    from tests.pages.edited import EDITED

    with speaking("en"):
        edited = EDITED[name]
        if "record" not in st.session_state:
            st.session_state["record"] = edited.load()
        edited.draw(st.session_state["record"])


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def ben(house: Database) -> Actor:
    """The other editor."""
    with house.writing() as session:
        make_everything(session)
    a_user(house, "cem", role=Role.OFFICE, name="Cem", now=datetime.now(UTC))
    return a_user(house, "ben", role=Role.OFFICE, name="Ben <b>Other</b>", now=datetime.now(UTC))


@pytest.fixture
def opened(house: Database, ben: Actor) -> Opener:
    """Opens a form by its name, as somebody else than Ben."""
    now = datetime.now(UTC)
    token = a_session(house, a_user(house, "me", name="Me", now=now), now=now).token

    def open_form(name: str) -> AppTest:
        app = AppTest.from_function(form, kwargs={"name": name}, default_timeout=30)
        app.user = {"session": token}
        app.context = {"locale": "en"}
        return app.run()

    return open_form


def store(house: Database, edited: Edited, values: dict[str, Any], by: Actor) -> None:
    """What somebody else saves: these columns, or something that no form shows."""
    with house.writing() as session:
        record = edited.record(session)
        record.version += 1
        for column, value in values.items():
            setattr(record, column, value)
        session.flush()
        changes = log_of(session).drain()
        note_step(session, Step(by.user_id, edited.action, changes[0].contact_id if changes else None, "", (*changes,)))


def stored(house: Database, edited: Edited) -> dict[str, Any]:
    """The columns of the form as they are now."""
    with house.reading() as session:
        record = edited.record(session)
        return {column: getattr(record, column) for column in edited.theirs}


def field(app: AppTest, name: str) -> Any:
    """The field of the open form with this name."""
    kinds = (app.text_input, app.text_area, app.selectbox, app.checkbox)
    return next(one for kind in kinds for one in kind if str(one.key).rpartition(".")[2] == name)


def send(app: AppTest, edited: Edited) -> AppTest:
    """Press the primary button of the form that has the fields."""
    one = field(app, edited.name_of(next(iter(edited.theirs))))
    app.button(key=f"{one.key.rpartition('.')[0]}.send").click().run()
    assert not app.exception
    return app


def fill(app: AppTest, values: dict[str, Any]) -> None:
    for name, value in values.items():
        field(app, name).set_value(value)


def choose(app: AppTest, name: str, side: Side) -> None:
    next(one for one in app.segmented_control if one.key.endswith(f".side.{name}")).set_value(side).run()
    assert not app.exception


def panel(app: AppTest) -> dict[str, str]:
    """What the panel shows of each field, as HTML, by the field's label."""
    parts = [str(one.proto.body) for one in app.get("html")]
    return {part.split("</div>")[0].split("<")[1].split(">")[1]: part for part in parts if "k-field" in part}


def written(house: Database, edited: Edited) -> set[str]:
    """The columns that the newest step has changed in the record."""
    with house.reading() as session:
        newest = select(AuditEntry.seq).where(AuditEntry.action == edited.action).order_by(AuditEntry.seq.desc())
        body = session.scalar(select(AuditDetail.body).where(AuditDetail.seq == session.scalars(newest).first()))
    rows = json.loads(body or "{}")["changes"]
    return {column for row in rows if row["table"] == edited.model.__tablename__ for column in row["after"]}


every_form = pytest.mark.parametrize("name", EDITED)


@every_form
def test_what_both_changed_is_chosen_field_by_field(house: Database, ben: Actor, opened: Opener, name: str) -> None:
    edited, app = EDITED[name], opened(name)
    store(house, edited, edited.theirs, ben)
    fill(app, edited.mine)
    send(app, edited)
    conflict = app.session_state[CONFLICT]
    assert {edited.name_of(column) for column in (*edited.theirs, *edited.untried)} == conflict.seen.keys()
    assert set(conflict.rows) == {edited.name_of(column) for column in edited.theirs}
    assert set(conflict.undecided) == {edited.name_of(column) for column in edited.stored}
    assert len(panel(app)) == len(edited.theirs)
    assert all("by Ben &lt;b&gt;Other&lt;/b&gt;" in shown for shown in panel(app).values())
    send(app, edited)
    assert "Nothing was saved yet" in app.error[0].value
    assert stored(house, edited) == edited.theirs

    wanted = dict(edited.theirs)
    for column, side in zip(edited.stored, cycle((Side.MINE, Side.THEIRS)), strict=False):
        choose(app, edited.name_of(column), side)
        if side is Side.MINE:
            wanted[column] = edited.stored[column]
            assert field(app, edited.name_of(column)).value == edited.mine[edited.name_of(column)]
    send(app, edited)
    assert not app.error
    assert stored(house, edited) == wanted
    assert app.session_state[CONFLICT] is None


@every_form
def test_a_change_beside_the_form_asks_nobody(house: Database, ben: Actor, opened: Opener, name: str) -> None:
    edited, app = EDITED[name], opened(name)
    store(house, edited, {}, ben)
    fill(app, edited.mine)
    send(app, edited)
    assert not app.error
    assert not panel(app)
    assert stored(house, edited).items() >= edited.stored.items()
    assert written(house, edited) <= {*edited.theirs, *edited.untried, *edited.derived}, "the form shows not all of it"


@every_form
def test_what_only_the_others_changed_is_taken_over_and_shown(
    house: Database, ben: Actor, opened: Opener, name: str
) -> None:
    edited, app = EDITED[name], opened(name)
    store(house, edited, edited.theirs, ben)
    if edited.action in {"block_contact", "mark_deceased", "sign_mandate"}:
        fill(app, {edited.name_of(column): "" for column in edited.theirs})
    send(app, edited)
    assert len(panel(app)) == len(edited.theirs)
    assert not app.session_state[CONFLICT].undecided
    send(app, edited)
    assert not app.error
    assert stored(house, edited) == edited.theirs


def submitted() -> Iterator[tuple[str, str]]:
    """Each action that a form sends, and where."""
    for folder in ("components", "pages"):
        for path in sorted((HOME / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                    sender, action = node.func.attr in {"submit", "send"}, node.args[0]
                    if sender and isinstance(action, ast.Name):
                        yield action.id, str(path.relative_to(HOME))


def versioned() -> set[str]:
    """The actions that ask for the version of what they change."""
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    places = [importlib.import_module(f"actions.{module.name}") for module in pkgutil.iter_modules(actions.__path__)]
    return {
        name
        for name in ALL
        for place in places
        if hasattr(place, name) and "version" in inspect.signature(getattr(place, name)).parameters
    }


UNVERSIONED = {
    "set_tags": "merges by itself: only what differs from the tags that were shown",
    "revoke_mandate": "refuses a mandate that is revoked already, and changes nothing else",
    "change_language": "the own screens only",
}
"""Actions of forms that need no version, and why; what is added or created is new by its name."""
WITHOUT_PANEL = {"add_and_choose_doctor", "record_mandate"}
"""Forms that have columns beneath; tried below."""


def test_every_form_that_edits_goes_through_the_conflict() -> None:
    sent = {action for action, _place in submitted() if action in ALL}
    new = {action for action in sent if action.startswith(("add_", "create_", "invite_")) and action not in versioned()}
    assert sent - versioned() - new == UNVERSIONED.keys()
    tried = {edited.action for edited in EDITED.values()}
    assert sent & versioned() == tried | WITHOUT_PANEL, "give the new form a line in tests/pages/edited.py"
    assert all(action.startswith("remove_") for action in versioned() - sent)


def test_forms_keep_their_version_from_the_start(tmp_path: Path) -> None:
    """An action that takes a version gets it by name where it is sent: not one that was read just then."""
    for folder in ("components", "pages"):
        for path in sorted((HOME / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "submit":
                    action = node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""
                    if action in versioned():
                        assert "version" in {keyword.arg for keyword in node.keywords}, f"{path.name}: {action}"
