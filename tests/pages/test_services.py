"""Services through the frame: contracts sold, looked at on any day and changed, with previews that come true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import streamlit as st
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.cancellations import cancel_contract
from actions.contact_details import add_email
from actions.contract_changes import change_price
from actions.contract_letters import keep_contract_letter
from actions.pauses import pause_contract
from actions.quota_uses import use_for_activity
from actions.signed_papers import file_signed_paper
from components import contract_change_dialogs, contract_dialogs, contract_sale
from components.perform import foreseen, reading
from components.state import NOTICE
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM, NotPermitted, Role
from domain.activities import State
from domain.calendar import add_months
from domain.clock import day_of
from domain.contacts import EmailKind
from domain.contract_claims import expected_claims, preview_until
from domain.contracts import ContractState, NoticeChannel, state_on
from gateways.storage import Storage
from i18n.formatting import format_day
from i18n.texts import speaking
from models.activity import Activity
from models.document import Document
from models.email import Email
from queries.contracts import contract_view
from tests.building import a_contact
from tests.files import a_file
from tests.pages.conftest import Opener, pressable, sent
from tests.pages.test_pages import HOSTILE, shown
from tests.people import a_session, a_user
from tests.quotas import a_quota, a_type, an_appointment
from tests.services import a_contract, a_tariff, an_extra, the_contract

TODAY = day_of(datetime.now(UTC))


def days(count: int) -> Any:
    return TODAY + timedelta(days=count)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@dataclass
class Made:
    contact: int
    term: int
    contract: int


@pytest.fixture
def made(house: Database) -> Made:
    """A contact with a contract that has run for some weeks."""
    now = datetime.now(UTC)
    with house.writing(now) as session:
        contact, term = a_contact(session, "Anna", "Müller").id, a_tariff(session, HOSTILE[:50])
        an_extra(session)
    with house.writing(now) as session:
        key = a_contract(session, contact, term_id=term, start_on=days(-40))
    return Made(contact, term, key)


def view_of(key: int) -> Any:
    with reading() as session:
        view = contract_view(session, key, contact_id=1, day=TODAY, today=TODAY)
    assert view is not None
    return view


def dialog(name: str, key: int) -> None:
    """A dialog of a contract, drawn without the page around it."""
    import streamlit as st

    from i18n.texts import speaking
    from tests.pages.test_services import DIALOGS, view_of

    with speaking("en"):
        if "view" not in st.session_state and key:
            st.session_state["view"] = view_of(key)
        DIALOGS[name](st.session_state.get("view"))


DIALOGS: dict[str, Any] = {
    "sale": lambda view: contract_sale._sale(1, None, None),
    "pause": contract_change_dialogs._pause,
    "price": contract_change_dialogs._price,
    "free": contract_change_dialogs._free_time,
    "add_on": contract_change_dialogs._add_on,
    "cancel": contract_dialogs._cancel,
    "withdraw": contract_dialogs._withdraw,
    "void": contract_dialogs._void,
    "payer": contract_change_dialogs._payer,
    "promise": contract_change_dialogs._promise,
    "promise_no_longer": contract_change_dialogs._promise,
    "switch": lambda view: contract_sale._sale(1, view, contract_sale.Deed.SWITCH),
}


def opened_dialog(house: Database, name: str, key: int = 0) -> AppTest:
    now = datetime.now(UTC)
    app = AppTest.from_function(dialog, kwargs={"name": name, "key": key}, default_timeout=30)
    user = a_user(house, f"me-{name}", role=Role.OFFICE, name="Me", now=now)
    app.user = {"session": a_session(house, user, now=now).token}
    app.context = {"locale": "en"}
    app.run()
    assert not app.exception
    return app


def field(app: AppTest, name: str) -> Any:
    kinds = (app.text_input, app.selectbox, app.checkbox, app.segmented_control)
    return next(one for kind in kinds for one in kind if str(one.key).rpartition(".")[2] == name)


def put(app: AppTest, **values: Any) -> AppTest:
    for name, value in values.items():
        field(app, name).set_value(value).run()
    assert not app.exception
    return app


def send(app: AppTest) -> AppTest:
    next(button for button in app.button if str(button.key).endswith(".send")).click().run()
    assert not app.exception
    return app


# --- the page -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role)
def test_amounts_are_seen_by_who_may_see_money(opened: Opener, made: Made, role: Role) -> None:
    for query in ({}, {"tab": "contracts"}, {"contract": str(made.contract), "x": "1"}):
        app = opened("services", role, contact="10001", **query)  # type: ignore[arg-type]
        assert not app.exception
        seen = sent(app)
        assert ("39.90" in seen) == (role not in {Role.READ_ONLY, Role.THERAPIST}), (role, query)
        assert "<b>x</b>" not in "".join(one.proto.body for one in app.get("html"))


def test_a_contract_offers_what_its_state_allows(house: Database, opened: Opener, made: Made) -> None:
    app = opened("services", Role.OFFICE, contact="10001", contract=str(made.contract))
    keys = pressable(app.run())
    assert {"deed.pause", "deed.cancel", "deed.change_price"} <= keys
    assert not {"deed.activate", "deed.edit", "deed.delete", "deed.undo_cancellation"} & keys
    with house.writing() as session:
        cancel_contract(session, PROGRAM, contract_id=made.contract, received_on=TODAY, reason="x")
    app = app.run()
    assert "deed.undo_cancellation" in pressable(app)
    assert "Cancelled to" in shown(app)


def test_any_day_can_be_looked_at_and_nothing_is_done_on_it(opened: Opener, made: Made) -> None:
    app = opened("services", Role.OFFICE, contact="10001", contract=str(made.contract), as_of=days(-50).isoformat())
    assert not {key for key in pressable(app) if key.startswith("deed.")}
    assert "as of" in shown(app)


def test_an_unknown_contract_leads_back(opened: Opener, made: Made) -> None:
    app = opened("services", Role.OFFICE, contact="10001", contract="999999")
    assert not app.exception
    assert "no such contract" in shown(app)


def test_filters_stand_in_the_address(opened: Opener, made: Made) -> None:
    app = opened("services", Role.OFFICE, contact="10001", tab="contracts", state="ended")
    assert "Nothing matches" in shown(app)
    app = opened("services", Role.ADMIN, contact="10001", tab="contracts", state="active", q="müller")
    assert "1 contract" in shown(app)


# --- the dialogs --------------------------------------------------------------------------------------------
def test_a_sale_shows_each_claim_and_saves_them(house: Database, made: Made) -> None:
    app = opened_dialog(house, "sale")
    put(app, start_on=format_day(days(10), "en"), discount="10", discount_months="2", free_months="1")
    said = shown(app)
    assert "€35.91" in said
    assert "Total" in said
    send(app)
    with house.reading() as session:
        contract = the_contract(session, made.contract + 1)
        assert contract.start_on == days(10)
        assert state_on(contract.facts, TODAY) is ContractState.PENDING


def test_what_is_wrong_is_said_under_its_field_and_stays(house: Database, made: Made) -> None:
    app = send(put(opened_dialog(house, "pause", made.contract), starts_on="31.2.", last_day="x"))
    assert field(app, "starts_on").value == "31.2."
    assert sum(":material/error:" in one.value for one in app.markdown) == 3
    app = send(opened_dialog(house, "price", made.contract))
    assert any("fill this in" in one.value for one in app.markdown)


DONE: list[tuple[str, dict[str, Any]]] = [
    ("pause", {"starts_on": format_day(days(3), "en"), "last_day": format_day(days(20), "en"), "reason": "ill"}),
    ("price", {"cents": "44.90", "reason": "costs"}),
    ("free", {"last_day": format_day(days(30), "en"), "reason": "sorry"}),
    ("add_on", {}),
    ("cancel", {"reason": "moves"}),
    ("void", {"reason": "twice"}),
    ("switch", {"signed_on": format_day(TODAY, "en")}),
]


@pytest.mark.parametrize(("name", "values"), DONE, ids=lambda case: str(case)[:8])
def test_each_dialog_shows_what_changes_before_it_is_done(
    house: Database, made: Made, name: str, values: dict[str, Any]
) -> None:
    app = put(opened_dialog(house, name, made.contract), **values)
    assert "k-claims" in "".join(one.proto.body for one in app.get("html")), shown(app)
    with house.reading() as session:
        before = the_contract(session, made.contract).facts
    send(app)
    assert not app.error
    with house.reading() as session:
        assert the_contract(session, made.contract).facts != before


def test_the_payer_dialog_shows_who_pays_what_from_then_on(house: Database, made: Made) -> None:
    with house.writing() as session:
        ben = a_contact(session, "Ben", "Groß").id
    app = opened_dialog(house, "payer", made.contract)
    app.session_state[f"contract.payer.{made.contract}.chosen"] = ben
    app = put(app.run(), valid_from=format_day(days(100), "en"))
    html = "".join(one.proto.body for one in app.get("html"))
    assert "k-payers" in html
    assert html.count("The contact itself") == html.count("Ben Groß") == html.count("€39.90")
    send(app)
    with house.reading() as session:
        contract = the_contract(session, made.contract)
        assert [(one.valid_from, one.payer_id) for one in contract.payers] == [(days(100), ben)]
        until = max(preview_until(contract.facts), add_months(TODAY, 12))
        later = [claim for claim in expected_claims(contract.facts, until=until) if claim.due_on >= days(100)]
        assert html.count("Ben Groß") == len(later)


def test_a_price_is_promised_for_good_and_no_longer(house: Database, opened: Opener, made: Made) -> None:
    for name, promised in (("promise", True), ("promise_no_longer", False)):
        app = send(opened_dialog(house, name, made.contract))
        assert any("fill this in" in one.value for one in app.markdown), "without a reason nothing is promised"
        send(put(app, reason="agreed"))
        with house.reading() as session:
            assert the_contract(session, made.contract).never_revise is promised
    app = opened("services", Role.OFFICE, contact="10001", contract=str(made.contract))
    assert "price.promise" in pressable(app)


def test_who_is_late_is_told_to_look_again(house: Database, made: Made) -> None:
    app = put(opened_dialog(house, "price", made.contract), cents="44.90", reason="costs")
    with house.writing() as session:
        pause_contract(session, PROGRAM, contract_id=made.contract, starts_on=days(3), reason="ill")
    send(app)
    assert "Somebody else has changed this" in app.error[0].value


def test_a_preview_is_what_the_database_says_afterwards(house: Database, made: Made) -> None:
    inputs: dict[str, Any] = {"contract_id": made.contract, "valid_from": days(20), "cents": 4490, "reason": "x"}
    steps: list[tuple[Any, dict[str, Any]]] = [
        (change_price, inputs),
        (pause_contract, {"contract_id": made.contract, "starts_on": days(5), "last_day": days(9), "reason": "x"}),
        (cancel_contract, {"contract_id": made.contract, "received_on": TODAY}),
    ]
    for change, values in steps:
        facts = _foreseen(house, change, values)
        with house.writing() as session:
            change(session, PROGRAM, **values)
        with house.reading() as session:
            written = the_contract(session, made.contract).facts
        assert expected_claims(facts, until=days(800)) == expected_claims(written, until=days(800))
        assert facts.pauses == written.pauses
        assert facts.cancellation == written.cancellation


def _foreseen(house: Database, change: Any, values: dict[str, Any]) -> Any:
    """As the dialogs look ahead, by a user who is signed in."""
    now = datetime.now(UTC)
    user = a_user(house, f"u{change.__name__}", now=now)
    token = a_session(house, user, now=now).token
    with mock.patch.object(st, "user", {"session": token}):
        return foreseen(lambda contract: contract.facts, change, **values)


def test_the_dialog_of_a_pause_names_the_bookings_in_it_and_the_message_the_units(house: Database, made: Made) -> None:
    now = datetime.now(UTC)
    with house.writing(now) as session:
        a_quota(session, made.contact, a_type(session))
        booked = [an_appointment(session, made.contact, days(count), title=HOSTILE[:50]) for count in (5, 8, 60)]
        for one in booked:
            use_for_activity(session, PROGRAM, activity_id=one)
    first, last = format_day(days(3), "en"), format_day(days(20), "en")
    app = put(opened_dialog(house, "pause", made.contract), starts_on=first, last_day=last, reason="ill")
    assert any("2 bookings are cancelled. 2 units come back." in one.value for one in app.caption)
    app.multiselect[0].set_value([booked[1]]).run()
    assert any("1 booking is cancelled. 1 unit comes back." in one.value for one in app.caption)
    send(app)
    assert app.session_state[NOTICE].text == "The contract is paused. 1 unit comes back."
    with house.reading() as session:
        states = [session.get_one(Activity, one).state for one in booked]
    assert states == [State.CANCELLED, State.BOOKED, State.BOOKED]


@pytest.mark.parametrize(("role", "offered"), [(Role.RECEPTION, 1), (Role.THERAPIST, 0)])
def test_the_paper_to_sign_is_one_click_away_for_who_sees_amounts(
    opened: Opener, made: Made, role: Role, offered: int
) -> None:
    app = opened("services", role, contact="10001", contract=str(made.contract))
    assert not app.exception
    assert sum("Contract (PDF)" in str(one.proto) for one in app.get("download_button")) == offered


def test_what_was_done_with_a_contract_is_confirmed_by_letters(house: Database, opened: Opener, made: Made) -> None:
    def letters(**query: str) -> list[str]:
        app = opened("services", Role.OFFICE, contact="10001", contract=str(made.contract), **query)
        assert not app.exception
        return [str(one.proto.label) for one in app.get("download_button") if "contract.letter." in str(one.proto)]

    assert letters() == []
    with house.writing(datetime.now(UTC)) as session:
        pause_contract(session, PROGRAM, contract_id=made.contract, starts_on=days(3), last_day=days(9), reason="x")
        change_price(session, PROGRAM, contract_id=made.contract, valid_from=days(60), cents=4590, reason="x")
        cancel_contract(session, PROGRAM, contract_id=made.contract, received_on=TODAY, reason="x")
    said = {
        ("Confirmation of your cancellation", TODAY),
        ("Confirmation of your pause", days(3)),
        ("Your new price", days(60)),
    }
    assert set(letters(as_of=TODAY.isoformat())) == {f"{what} · {format_day(day, 'en')}" for what, day in said}


def test_the_signed_paper_is_filed_from_the_contract_and_missed_where_it_should_be(
    house: Database, opened: Opener, made: Made, tmp_path: Path
) -> None:
    app = opened("services", Role.RECEPTION, contact="10001", contract=str(made.contract))
    assert "File signed paper" in {button.label for button in app.button}
    assert "unsigned" not in sent(app)
    with house.writing(datetime.now(UTC)) as session:
        other = a_contract(session, made.contact, term_id=made.term, start_on=days(400), signed_on=TODAY)
        storage = Storage(str(tmp_path / "files"))
        file_signed_paper(session, PROGRAM, contract_id=made.contract, files=[a_file("Scan.pdf")], storage=storage)
    app.run()
    assert not app.exception
    assert "Scan.pdf" in sent(app)
    assert "unsigned" not in sent(app)
    asked = {"contract": str(other), "as_of": TODAY.isoformat()}
    for page, query in (("services", asked), ("services", {}), ("overview", {})):
        app = opened(page, Role.RECEPTION, contact="10001", **query)
        assert not app.exception
        assert "unsigned" in sent(app) + shown(app), (page, query)


@pytest.fixture
def _server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("KONTOR_SMTP_HOST", "mail.studio.example")
    monkeypatch.setenv("KONTOR_MAIL_FROM", "info@studio.example")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.usefixtures("_server")
def test_the_letter_of_a_deed_is_in_sight_after_it_and_goes_by_e_mail_in_one_click(
    house: Database, opened: Opener, made: Made
) -> None:
    def keys(app: AppTest) -> set[str]:
        return {str(button.key) for button in app.button if "letter." in str(button.key)}

    with house.writing(datetime.now(UTC)) as session:
        add_email(session, PROGRAM, contact_id=made.contact, kind=EmailKind.PRIVATE, address="anna@example.com")
        pause_contract(session, PROGRAM, contract_id=made.contract, starts_on=days(3), last_day=days(9), reason="x")
    app = opened("services", Role.OFFICE, contact="10001", contract=str(made.contract))
    assert keys(app) == {"contract.letter.0.send"}, "what was done before is offered among all letters only"
    with house.writing(datetime.now(UTC)) as session:
        cancel_contract(session, PROGRAM, contract_id=made.contract, received_on=TODAY)
    app.run()
    [fresh] = {key for key in keys(app) if "new_letter" in key}
    app.button(key=fresh).click().run()
    assert not app.exception
    assert not {key for key in keys(app) if "new_letter" in key}
    assert "sent by e-mail" in {caption.value for caption in app.caption}
    with house.reading() as session:
        [email], [document] = session.scalars(select(Email)).all(), session.scalars(select(Document)).all()
    assert email.recipients == "anna@example.com"
    assert document.title == email.title
    assert email.title.startswith("Bestätigung Ihrer Kündigung: ")
    assert document.file_name.startswith("cancellation-")


@pytest.mark.usefixtures("_server")
def test_a_notice_through_the_website_says_that_it_is_confirmed(house: Database, made: Made) -> None:
    app = opened_dialog(house, "cancel", made.contract)
    put(app, channel=NoticeChannel.WEB)
    send(app)
    assert "there is no e-mail address that works" in app.session_state[NOTICE].text


def test_a_download_acts_for_who_is_signed_in_then(house: Database) -> None:
    from components import perform

    with mock.patch.object(perform, "_token", return_value="nobody"):
        act = perform.later(lambda made: made, keep_contract_letter, contract_id=1)
    with pytest.raises(NotPermitted):
        act()
