"""Two editors at one record, through every form that edits one: nothing is overwritten unseen, nobody asked in vain."""

from __future__ import annotations

import ast
import html
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.action import ALL
from actions.contact_details import remove_phone
from actions.doctors import retire_doctor
from actions.health_data import write_health_note
from actions.tariffs import edit_version
from components import fields
from components.state import CONFLICT
from db.session import Database
from domain.access import Actor, Role
from domain.catalogue import Offer, TermOffer
from domain.conflicts import Side
from domain.contacts import PaymentMethod, PhoneKind
from domain.contract_terms import Terms
from domain.errors import ChangedMeanwhile
from i18n.texts import speaking
from models.audit import AuditDetail, AuditEntry
from models.audit_chain import Step, note_step
from models.catalogue import TariffTerm
from models.changes import log_of
from models.mandate import Mandate
from queries.conflicts import StoredRecord
from tests.building import IBAN, versioned
from tests.conftest import furnish
from tests.databases import SqliteTemplate
from tests.databases import opened as opened_database
from tests.pages.conftest import HOME
from tests.pages.edited import EDITED, OTHER_IBAN, OTHERS, Edited
from tests.pages.test_pages import HOSTILE
from tests.people import a_session, a_user
from tests.services import OF_CONTRACTS

Opener = Callable[[str], AppTest]


def form(name: str) -> None:
    """The form as its dialog holds it: with the record that was handed over when it was opened."""
    import streamlit as st

    from i18n.texts import speaking
    from tests.pages.edited import EDITED, OTHERS

    with speaking("en"):
        edited = (EDITED | OTHERS)[name]
        if "record" not in st.session_state:
            st.session_state["record"] = edited.load()
        edited.draw(st.session_state["record"])


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def sqlite_database(sqlite_template: SqliteTemplate) -> Iterator[Database]:
    """The house of these tests has one of each from the beginning."""
    url = sqlite_template.url(furnish)
    with opened_database(url) as database:
        yield database
    sqlite_template.drop(url)


@pytest.fixture
def ben(house: Database) -> Actor:
    """The other editor."""
    a_user(house, "cem", role=Role.OFFICE, name="Cem", now=datetime.now(UTC))
    return a_user(house, "ben", role=Role.MANAGER, name="Ben <b>Other</b>", now=datetime.now(UTC))


@pytest.fixture
def opened(house: Database, ben: Actor) -> Opener:
    """Opens a form by its name, as somebody else than Ben."""
    return lambda name: open_as(house, name)


def open_as(house: Database, name: str, user: Actor | None = None) -> AppTest:
    """The form in the hands of a user, else of somebody who is not Ben."""
    now = datetime.now(UTC)
    app = AppTest.from_function(form, kwargs={"name": name}, default_timeout=30)
    app.user = {"session": a_session(house, user or a_user(house, "me", name="Me", now=now), now=now).token}
    app.context = {"locale": "en"}
    return app.run()


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
    kinds = (app.text_input, app.text_area, app.selectbox, app.checkbox, _segments(app))
    return next(one for kind in kinds for one in kind if str(one.key).rpartition(".")[2] == name)


def _segments(app: AppTest) -> list[Any]:
    """Choices of which all are in sight, but for those of the panel."""
    return [one for one in app.segmented_control if ".side." not in str(one.key)]


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
    return {part.split("</div>")[0].split("<")[1].split(">")[1].strip(): part for part in parts if "k-field" in part}


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
    assert any("by Ben &lt;b&gt;Other&lt;/b&gt;" in str(one.proto.body) for one in app.get("html"))
    send(app, edited)
    assert not edited.stored or "Nothing was saved yet" in app.error[0].value
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


@pytest.mark.parametrize("name", ["identity", "remark", "phone", "doctor", "user", "numbers", "payment"])
def test_what_only_the_others_changed_is_taken_over_and_shown(
    house: Database, ben: Actor, opened: Opener, name: str
) -> None:
    edited, app = EDITED[name], opened(name)
    store(house, edited, edited.theirs, ben)
    send(app, edited)
    assert len(panel(app)) == len(edited.theirs)
    assert not app.session_state[CONFLICT].undecided
    send(app, edited)
    assert not app.error
    assert stored(house, edited) == edited.theirs


# --- one form in depth --------------------------------------------------------------------------------------
def test_what_is_saved_again_meanwhile_is_asked_anew(house: Database, ben: Actor, opened: Opener) -> None:
    edited, app = EDITED["identity"], opened("identity")
    store(house, edited, {"last_name": "Meyer", "title": "Prof."}, ben)
    fill(app, {"last_name": "Maier", "first_name": "Änne"})
    send(app, edited)
    choose(app, "last_name", Side.MINE)
    store(house, edited, {"last_name": "Mayr", "language": "en"}, ben)
    send(app, edited)
    versions = app.session_state[CONFLICT].rows["last_name"].versions
    assert (versions.original, versions.theirs, versions.mine) == ("Meyer", "Mayr", "Maier")
    assert app.session_state[CONFLICT].undecided == ["last_name"]
    assert stored(house, edited)["last_name"] == "Mayr"
    choose(app, "last_name", Side.THEIRS)
    send(app, edited)
    now = stored(house, edited)
    assert (now["first_name"], now["last_name"], now["title"], now["language"]) == ("Änne", "Mayr", "Prof.", "en")


def test_what_was_settled_is_not_asked_twice(house: Database, ben: Actor, opened: Opener) -> None:
    edited, app = EDITED["identity"], opened("identity")
    store(house, edited, {"last_name": "Meyer", "title": "Prof."}, ben)
    fill(app, {"last_name": "Maier"})
    send(app, edited)
    choose(app, "last_name", Side.MINE)
    choose(app, "title", Side.MINE)
    store(house, edited, {}, ben)
    send(app, edited)
    assert (stored(house, edited)["last_name"], stored(house, edited)["title"]) == ("Maier", "Dr.")


def test_both_typed_the_same_is_no_conflict(house: Database, ben: Actor, opened: Opener) -> None:
    edited, app = EDITED["phone"], opened("phone")
    store(house, edited, {"number": "+49221332211"}, ben)
    fill(app, {"number": "0221 / 33 22 11", "kind": PhoneKind.FAX})
    send(app, edited)
    assert stored(house, edited) == {"number": "+49221332211", "kind": PhoneKind.FAX}


def test_a_choice_can_be_changed_and_edited_by_hand(house: Database, ben: Actor, opened: Opener) -> None:
    edited, app = EDITED["remark"], opened("remark")
    store(house, edited, {"remark": "theirs"}, ben)
    fill(app, {"remark": "mine"})
    send(app, edited)
    for side, value in ((Side.THEIRS, "theirs"), (Side.MINE, "mine"), (Side.THEIRS, "theirs")):
        choose(app, "remark", side)
        assert field(app, "remark").value == value
    fill(app, {"remark": "theirs and mine"})
    send(app, edited)
    assert stored(house, edited) == {"remark": "theirs and mine"}


def test_other_broken_rules_come_after_the_choice_and_lose_nothing(house: Database, ben: Actor, opened: Opener) -> None:
    edited, app = EDITED["payment"], opened("payment")
    store(house, edited, {"iban": OTHER_IBAN}, ben)
    fill(app, {"iban": "DE00", "holder": "Udo"})
    send(app, edited)
    assert "DE00" in panel(app)["IBAN"]
    choose(app, "iban", Side.MINE)
    send(app, edited)
    assert any("This IBAN has 4 characters" in one.value for one in app.markdown)
    assert field(app, "iban").value == "DE00"
    choose(app, "iban", Side.THEIRS)
    send(app, edited)
    assert stored(house, edited) == {
        "payment_method": PaymentMethod.TRANSFER,
        "account_holder": "Udo",
        "iban": OTHER_IBAN,
    }


def test_values_show_literally_and_long_ones_where_they_differ(house: Database, ben: Actor, opened: Opener) -> None:
    edited, app = EDITED["remark"], opened("remark")
    long = "word " * 2_000
    store(house, edited, {"remark": f"{long}{HOSTILE}"}, ben)
    fill(app, {"remark": f"{HOSTILE}\n$x$"})
    send(app, edited)
    (shown,) = panel(app).values()
    assert "<b>x</b>" not in shown
    assert html.escape(HOSTILE) in shown
    choose(app, "remark", Side.THEIRS)
    store(house, edited, {"remark": f"{long}{HOSTILE} end"}, ben)
    send(app, edited)
    (shown,) = panel(app).values()
    assert "<mark> end</mark>" in shown
    assert len(shown) < 2_000


def test_a_record_that_is_gone_is_said_in_words(house: Database, ben: Actor, opened: Opener) -> None:
    edited, app = EDITED["phone"], opened("phone")
    with house.writing() as session:
        remove_phone(session, ben, phone_id=1)
    fill(app, {"number": "0221 1234567"})
    send(app, edited)
    assert "no longer there" in app.error[0].value
    assert field(app, "number").value == "0221 1234567"


def test_a_removal_does_not_remove_what_was_changed_meanwhile(house: Database, ben: Actor, opened: Opener) -> None:
    edited, app = EDITED["phone"], opened("phone")
    store(house, edited, {"number": "+49221332211"}, ben)
    app.button(key="dialog.remove").click().run()
    assert "Somebody else has changed this" in app.error[0].value
    assert stored(house, edited)["number"] == "+49221332211"


def test_a_doctor_chosen_by_others_and_retired_since_is_still_named(
    house: Database, ben: Actor, opened: Opener
) -> None:
    edited, app = EDITED["doctor"], opened("doctor")
    with house.writing() as session:
        retire_doctor(session, ben, doctor_id=2)
    store(house, edited, {"doctor_id": 2}, ben)
    fill(app, {"doctor_id": 3})
    send(app, edited)
    assert "Deren,</mark> Köln" in panel(app)["Doctor"]
    choose(app, "doctor_id", Side.THEIRS)
    send(app, edited)
    assert stored(house, edited) == {"doctor_id": 2}


def test_a_new_card_replaces_the_doctor_of_others_only_knowingly(house: Database, ben: Actor, opened: Opener) -> None:
    edited, app = EDITED["doctor"], opened("doctor")
    store(house, edited, {"doctor_id": 2}, ben)
    start = field(app, "last_name").key.rpartition(".")[0]
    fill(app, {"last_name": "Neu"})
    app.button(key=f"{start}.send").click().run()
    assert "Deren,</mark> Köln" in panel(app)["Family doctor"]
    assert app.segmented_control[0].options == ["Mine"]
    app.button(key=f"{start}.send").click().run()
    assert stored(house, edited) == {"doctor_id": 2}
    choose(app, "doctor_id", Side.MINE)
    app.button(key=f"{start}.send").click().run()
    assert stored(house, edited) == {"doctor_id": 4}


def test_a_mandate_is_recorded_only_for_an_account_that_was_seen(house: Database, ben: Actor) -> None:
    edited = EDITED["payment"]
    app = open_as(house, "mandate")
    store(house, edited, {"iban": OTHER_IBAN}, ben)
    send_key = next(button.key for button in app.button if str(button.key).endswith(".send"))
    app.button(key=send_key).click().run()
    assert "DE02 1203 0000 0000 2020 51" in panel(app)["IBAN"]
    assert not app.segmented_control
    app.button(key=send_key).click().run()
    with house.reading() as session:
        assert session.scalars(select(Mandate.iban).order_by(Mandate.id)).all() == [IBAN, OTHER_IBAN]


def test_two_who_both_begin_a_note_are_a_conflict_too(house: Database, ben: Actor) -> None:
    edited, app = OTHERS["first_health"], open_as(house, "first_health")
    with house.writing() as session:
        write_health_note(session, ben, contact_id=2, version=None, note="theirs")
    fill(app, edited.mine)
    send(app, edited)
    assert app.session_state[CONFLICT].undecided == ["note"]
    choose(app, "note", Side.MINE)
    send(app, edited)
    assert stored(house, edited) == {"note": "mine"}


def test_the_terms_that_others_changed_are_not_overwritten(house: Database, ben: Actor, opened: Opener) -> None:
    app = opened("version")
    with house.writing() as session:
        offer = Offer(date(2040, 1, 3), (TermOffer(Terms(12), 99_00),))
        edit_version(session, ben, version_id=1, version=1, offer=offer)
    app.text_input(key="version.1.1.price.0").set_value("11.00").run()
    app.button(key="version.1.1.send").click().run()
    assert "Somebody else has changed this" in app.error[0].value
    assert app.text_input(key="version.1.1.price.0").value == "11.00"
    with house.reading() as session:
        assert session.scalars(select(TariffTerm.price_cents).where(TariffTerm.tariff_version_id == 1)).all() == [99_00]


def test_a_field_that_is_no_column_stops_what_cannot_be_compared(
    house: Database, ben: Actor, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form that was built wrong says that somebody was quicker; it never overwrites."""
    edited, app = EDITED["remark"], opened("remark")
    store(house, edited, {"remark": "theirs"}, ben)
    monkeypatch.setattr(fields, "stored_record", lambda *_args: StoredRecord(9, {}, {}))
    fill(app, {"remark": "mine"})
    send(app, edited)
    assert "Somebody else has changed this" in app.error[0].value
    assert stored(house, edited) == {"remark": "theirs"}


def test_who_is_always_a_moment_late_is_told_so(
    house: Database, ben: Actor, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited, app = EDITED["remark"], opened("remark")

    def always_late(*_args: object, **_inputs: object) -> None:
        raise ChangedMeanwhile(table="contact", key=1, version=0)

    monkeypatch.setattr(fields, "run", always_late)
    fill(app, {"remark": "mine"})
    send(app, edited)
    assert "please try again" in app.error[0].value
    assert field(app, "remark").value == "mine"


def test_the_same_person_in_another_window_is_named_so(house: Database, ben: Actor) -> None:
    edited, app = EDITED["remark"], open_as(house, "remark", user=ben)
    store(house, edited, {"remark": "theirs"}, ben)
    fill(app, {"remark": "mine"})
    send(app, edited)
    assert any("by you in another window" in str(one.proto.body) for one in app.get("html"))


# --- all forms, now and later -------------------------------------------------------------------------------
def submitted() -> Iterator[tuple[str, str]]:
    """Each action that a form sends, and where."""
    for folder in ("components", "pages"):
        for path in sorted((HOME / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                    sender, action = node.func.attr in {"submit", "send"}, node.args[0]
                    if sender and isinstance(action, ast.Name):
                        yield action.id, str(path.relative_to(HOME))


UNVERSIONED = {
    "give_consents": "adds rows only, and refuses what is given already",
    "withdraw_consents": "refuses what is not given any more, and changes nothing else",
    "share_address": "adds a row",
    "keep_letter": "adds a row",
    "save_view": "adds a row",
    "enrol": "adds rows only, and refuses who is enrolled already",
    "enrol_in_course": "adds rows only, and refuses who takes part already",
    "leave_course": "refuses who does not take part any more",
    "cancel_enrolment": "refuses what is cancelled already, and changes nothing else",
    "enrol_again": "refuses what is not cancelled any more",
    "cancel_date": "refuses what is cancelled already, and changes nothing else",
    "restore_date": "refuses what is not cancelled any more",
    "archive_contact": "has a field for who pays from then on, and refuses while anybody is left without",
    "set_tags": "merges by itself: only what differs from the tags that were shown",
    "revoke_mandate": "refuses a mandate that is revoked already, and changes nothing else",
    "change_language": "the own screens only",
    "sell_quota": "makes a quota",
    "grant_quota": "makes a quota",
    "extend_quotas": "adds an entry to the ledger of each, later than whatever day it ended on",
    "correct_quota": "adds an entry to the ledger, and the balance never falls below zero",
    "transfer_quota": "adds entries to two ledgers, and no balance falls below zero",
    "refund_quota": "adds an entry to the ledger, and the balance never falls below zero",
    "check_in": "makes a visit, and refuses who is here already",
    "give_card": "makes a card, and refuses a number that is given already",
    "record_payment": "books a payment, and settles what is open when it is saved",
    "change_allocation": "releases and settles anew what is open when it is saved",
    "reverse_payment": "refuses what is reversed already, and changes nothing else",
    "refund_credit": "refuses more than there is when it is saved",
    "write_off": "refuses what is not open any more",
    "bill_contact": "makes the claims that are missing when it is saved",
    "open_account": "refuses an account that is opened already",
    "reverse_opening": "refuses what is reversed already",
    "sell_products": "makes a sale",
    "issue_invoice": "makes an invoice, and refuses claims that are on one already",
    "cancel_invoice": "refuses what is cancelled or corrected already",
    "credit_invoice": "refuses more than is left when it is saved",
    "undo_purchase": "refuses a sale that is undone already",
}
"""Actions of forms that need no version, and why; what is added or created is new by its name."""
BY_THEMSELVES = {
    *("add_and_choose_doctor", "cancel_appointment", "edit_version", "extend_quota", "record_mandate", "retry_email")
}
"""Forms without a field for a column of their record, which have tests of their own."""


def test_every_form_that_edits_goes_through_the_conflict() -> None:
    known = versioned()  # which knows every action, so it comes first
    sent = {action for action, _place in submitted() if action in ALL}
    new = {
        action
        for action in sent
        if action.startswith(("add_", "create_", "invite_", "queue_", "document_", "book_", "make_"))
        and action not in known
    }
    assert sent - known - new == UNVERSIONED.keys()
    tried = {edited.action for edited in EDITED.values()}
    assert (sent & known) - OF_CONTRACTS == tried | BY_THEMSELVES, "give the new form a line in tests/pages/edited/"
    buttons = {"end_relationship", "mark_deliverable", "overwrite_view", "bin_activity", "take_step"}
    buttons |= {"drop_email", "confirm_email_sent"}
    assert all(action.startswith("remove_") for action in known - sent - buttons - OF_CONTRACTS)


def test_who_sends_what_asks_for_a_version_gives_it() -> None:
    for folder in ("components", "pages"):
        for path in sorted((HOME / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "submit":
                    action = node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""
                    if action in versioned():
                        assert "version" in {keyword.arg for keyword in node.keywords}, f"{path.name}: {action}"
