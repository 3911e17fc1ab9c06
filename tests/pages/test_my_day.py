"""My day, the dialogs of tasks and calls, and the overview, through the frame."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from actions.activities import bin_activity
from actions.calls import FollowUp, add_call
from actions.documents import add_documents
from actions.notes import add_health_entry, add_note
from actions.tasks import add_task
from components.course_words import weekday
from components.state import TO_OPEN
from db.session import Database
from domain.access import PROGRAM, Role
from domain.activities import CallOutcome, Direction, Every, State
from domain.clock import day_of
from gateways.storage import Storage
from i18n.texts import speaking
from models.activity import Activity, Call, Task
from tests.building import a_contact
from tests.files import a_file
from tests.pages.conftest import Opener, sent
from tests.pages.test_pages import HOSTILE, shown
from tests.people import a_session, a_user

DAY = timedelta(days=1)


def today() -> Any:
    return day_of(datetime.now(UTC))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """`AppTest` asks for the words of boxes outside of the page."""
    with speaking("en"):
        yield


@pytest.fixture
def anna(house: Database) -> int:
    with house.writing() as session:
        born_on = today().replace(year=1990, day=min(today().day, 28))
        return a_contact(session, "Anna", "Müller", born_on=born_on, phone="0221 998877").id


def lists(app: AppTest) -> list[dict[str, Any]]:
    """The rows of all lists of entries on the page."""
    parts = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json]
    return [row for part in parts for row in part.get("rows", ())]


def test_a_user_begins_with_the_day(house: Database, opened: Opener, anna: int) -> None:
    app = opened()
    assert not app.exception
    assert [title.value for title in app.title] == ["My day"]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_day_of_each_role(house: Database, opened: Opener, anna: int, role: Role, language: str) -> None:
    with house.writing() as session:
        add_task(session, PROGRAM, contact_id=anna, title=HOSTILE, due_on=today() - DAY)
        add_task(session, PROGRAM, title="Filter", due_on=today(), every=Every.WEEK)
        add_task(session, PROGRAM, title="Some day")
        add_health_entry(session, PROGRAM, contact_id=anna, content="Kanarienvogel")
    app = opened("my_day", role, language)
    assert not app.exception
    text = sent(app)
    assert all(title in text for title in ("Filter", "Some day", "=1+1"))
    assert "Kanarienvogel" not in text
    assert ("my_day.new" in [button.key for button in app.button]) == (role is not Role.READ_ONLY)
    assert any(row.get("done") for row in lists(app)) == (role is not Role.READ_ONLY)


def test_many_birthdays_are_folded_but_for_those_of_today(house: Database, opened: Opener) -> None:
    tomorrow = today() + DAY
    with house.writing() as session:
        for number in range(7):
            a_contact(session, f"B{number}", "Tomorrow", born_on=date(1992, tomorrow.month, tomorrow.day))
        a_contact(session, "Today", "Today", born_on=date(1992, today().month, today().day))
    app = opened("my_day")

    def named() -> list[str]:
        return [row["contact"] for row in lists(app) if row.get("icon") == "cake"]

    assert "Today" in named()[0]
    assert len(named()) == 5
    [when] = {row["when"] for row in lists(app) if "Tomorrow" in row.get("contact", "")}
    assert when.startswith(weekday(tomorrow))
    app.button(key="my_day.ahead.0.more").click().run()
    assert len(named()) == 8
    assert "my_day.ahead.0.more" not in [button.key for button in app.button]


def test_documents_that_run_out_in_three_days_are_never_folded_away(
    house: Database, opened: Opener, anna: int, tmp_path: Path
) -> None:
    ends = [0, 1, 1, 2, 2, 3, 3, 4, 5, 30]
    with house.writing() as session:
        for days in ends:
            add_documents(
                session,
                PROGRAM,
                contact_id=anna,
                files=[a_file()],
                storage=Storage(str(tmp_path)),
                title=f"in {days} days",
                valid_until=today() + days * DAY,
            )
    app = opened("my_day", Role.RECEPTION)

    def named() -> list[str]:
        return [row["title"] for row in lists(app) if " days" in str(row.get("title"))]

    assert named() == [f"in {days} days" for days in ends if days <= 3]
    app.button(key="my_day.ahead.1.more").click().run()
    assert named() == [f"in {days} days" for days in ends]


def test_an_empty_day_says_what_to_do_next(house: Database, opened: Opener) -> None:
    text = sent(opened("my_day"))
    assert "Nothing is to be done." in text
    assert "None today." in text


def test_somebody_elses_day_stands_in_the_address(house: Database, opened: Opener, anna: int) -> None:
    ida = a_user(house, "ida", name="Ida", now=datetime.now(UTC)).user_id
    with house.writing() as session:
        add_task(session, PROGRAM, title="of Ida", due_on=today(), user_id=ida)
    assert "of Ida" not in sent(opened("my_day"))
    assert "of Ida" in sent(opened("my_day", Role.OFFICE, person=str(ida)))
    assert "of Ida" in sent(opened("my_day", Role.RECEPTION, person="all"))
    for nonsense in ("4711", "x", "-1", "9" * 300):
        app = opened("my_day", Role.MANAGER, "en", house, person=nonsense, nonsense=nonsense[:9])
        assert not app.exception
        assert "of Ida" not in sent(app)
        break


def dialog(house: Database, name: str, row_id: int | None = None, contact_id: int | None = None) -> AppTest:
    """The form of a dialog by itself."""

    def form(name: str, row_id: int | None, contact_id: int | None) -> None:
        from components import calls, tasks
        from components.perform import me, now, reading
        from i18n.texts import speaking
        from queries.activities import activity_row
        from queries.calls import numbers_to_dial

        with speaking("en"), reading() as session:
            row = activity_row(session, me().actor, row_id) if row_id else None
            numbers = numbers_to_dial(session, contact_id)
        with speaking("en"):
            if name == "task":
                tasks._task(contact_id, row)
            else:
                calls._call(contact_id, row, numbers, now())

    now = datetime.now(UTC)
    app = AppTest.from_function(
        form, kwargs={"name": name, "row_id": row_id, "contact_id": contact_id}, default_timeout=30
    )
    app.user = {"session": a_session(house, a_user(house, "me", name="Me", now=now), now=now).token}
    app.context = {"locale": "en"}
    app.run()
    assert not app.exception
    return app


def by_name(app: AppTest, name: str) -> Any:
    kinds = (app.text_input, app.text_area, app.selectbox, app.checkbox, app.segmented_control, app.pills)
    return next(one for kind in kinds for one in kind if str(one.key).endswith(f".{name}"))


def save(app: AppTest) -> AppTest:
    next(one for one in app.button if str(one.key).endswith(".send")).click().run()
    assert not app.exception
    return app


def complaints(app: AppTest) -> list[str]:
    return [one.value for one in app.markdown if one.value.startswith(":red[")]


def test_a_call_and_its_task_are_entered_at_once(house: Database, anna: int) -> None:
    app = dialog(house, "call", contact_id=anna)
    assert by_name(app, "number").value == "0221 998877"
    assert any("href='tel:+49221998877'" in str(one.proto.body) for one in app.get("html"))
    by_name(app, "minutes.offers").set_value("10").run()
    assert by_name(app, "minutes").value == "10"
    by_name(app, "text").set_value(HOSTILE)
    by_name(app, "follow_up").check().run()
    by_name(app, "task_title").set_value("Tarif schicken")
    by_name(app, "task_due_on.offers").set_value(by_name(app, "task_due_on.offers").options[0]).run()
    save(app)
    with house.reading() as session:
        [call], [task] = session.scalars(select(Call)).all(), session.scalars(select(Task)).all()
    assert (call.number, call.minutes, call.text, call.state) == ("+49221998877", 10, HOSTILE, State.NONE)
    assert (task.title, task.due_on, task.origin_id) == ("Tarif schicken", today(), call.id)
    assert call.user_id == task.user_id is not None


def test_what_is_wrong_with_a_call_stands_under_its_fields_and_stays(house: Database, anna: int) -> None:
    app = dialog(house, "call", contact_id=anna)
    by_name(app, "outcome").set_value(CallOutcome.CALL_BACK).run()
    assert by_name(app, "call_back_at").value
    for name, typed in (("minutes", "viel"), ("call_back_at", "1.1.2020 10:00"), ("called_at", "gestern")):
        by_name(app, name).set_value(typed)
    by_name(app, "follow_up").check().run()
    save(app)
    said = complaints(app)
    assert len(said) == 4, said
    assert by_name(app, "minutes").value == "viel"
    assert by_name(app, "called_at").value == "gestern"
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 0


def test_a_call_back_is_done_and_opened_again_in_its_dialog(house: Database, anna: int) -> None:
    with house.writing() as session:
        given: dict[str, Any] = {"direction": Direction.INCOMING, "outcome": CallOutcome.CALL_BACK}
        at = datetime.now(UTC) + DAY
        key = add_call(session, PROGRAM, contact_id=anna, call_back_at=at, follow_up=FollowUp("next"), **given).id
    for state in (State.DONE, State.OPEN):
        app = dialog(house, "call", key, anna)
        app.button(key="entry.step").click().run()
        with house.reading() as session:
            assert session.get_one(Call, key).state is state
        a_user_gone(house)
    assert followed(dialog(house, "call", key, anna))


def followed(app: AppTest) -> bool:
    """Whether the dialog leads to a task that came of the entry."""
    return any("Followed by" in button.label and "Task" in button.label for button in app.button)


def a_user_gone(house: Database) -> None:
    """The name of the user of a dialog is free again."""
    from models.user import UserAccount
    from tests.building import past_the_trail

    with house.writing() as session:
        user = session.scalars(select(UserAccount).where(UserAccount.login == "me")).one()
        user.login = f"me{user.id}"
        past_the_trail(session)


def test_a_task_offers_only_what_may_follow(house: Database, anna: int) -> None:
    with house.writing() as session:
        key = add_task(session, PROGRAM, contact_id=anna, title="x", due_on=today(), every=Every.MONTH).id
    app = dialog(house, "task", key, anna)
    assert by_name(app, "state").options == ["Open", "In progress", "Waiting for others", "Done", "Dropped"]
    assert "the next one comes by itself" in shown(app)
    by_name(app, "state").set_value(State.DONE)
    save(app)
    a_user_gone(house)
    app = dialog(house, "task", key, anna)
    assert by_name(app, "state").options == ["Open", "Done"]
    assert followed(app)
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Task)) == 2


def test_a_task_of_the_studio_is_set_with_few_keys(house: Database) -> None:
    app = dialog(house, "task")
    by_name(app, "title").set_value("Kasse zählen")
    save(app)
    with house.reading() as session:
        [task] = session.scalars(select(Task)).all()
        assert (task.title, task.contact_id, task.due_on, task.every) == ("Kasse zählen", None, today(), None)
        assert task.user_id is not None


def test_a_click_leads_from_a_task_to_what_it_came_of_and_back(house: Database, anna: int) -> None:
    with house.writing() as session:
        given: dict[str, Any] = {"direction": Direction.INCOMING, "outcome": CallOutcome.REACHED}
        call = add_call(session, PROGRAM, contact_id=anna, text="Tarif", follow_up=FollowUp("send it"), **given).id
    with house.reading() as session:
        task = session.scalars(select(Task.id)).one()
    for name, shown_now, other in (("task", task, call), ("call", call, task)):
        app = dialog(house, name, shown_now, anna)
        app.button(key=f"entry.link.{other}").click().run()
        assert not app.exception
        assert app.session_state[TO_OPEN] == other
        a_user_gone(house)


def test_the_entry_of_another_one_opens_next(house: Database, opened: Opener, anna: int) -> None:
    with house.writing() as session:
        key = add_task(session, PROGRAM, contact_id=anna, title="Origin", due_on=today()).id
    app = opened("overview", Role.READ_ONLY, contact="10001")
    app.session_state[TO_OPEN] = key
    app.run()
    assert not app.exception
    assert TO_OPEN not in app.session_state
    with house.writing() as session:
        bin_activity(session, PROGRAM, activity_id=key)
    app.session_state[TO_OPEN] = key
    app.run()
    assert any("lies in the bin" in one.value for one in app.info)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_overview_of_each_role(house: Database, opened: Opener, anna: int, role: Role, language: str) -> None:
    with house.writing() as session:
        add_task(session, PROGRAM, contact_id=anna, title="overdue", due_on=today() - DAY)
        add_task(session, PROGRAM, contact_id=anna, title="to come", due_on=today() + 29 * DAY)
        add_note(session, PROGRAM, contact_id=anna, title="Pinned one", text=HOSTILE, pinned=True)
        add_note(session, PROGRAM, contact_id=anna, title="Latest one")
        add_health_entry(session, PROGRAM, contact_id=anna, content="Kanarienvogel")
    app = opened("overview", role, language, contact="10001")
    assert not app.exception
    text = shown(app)
    places = [text.index(title) for title in ("overdue", "to come", "Latest one")]
    assert places == sorted(places)
    assert "Pinned one" in text
    assert HOSTILE not in text
    assert "Kanarienvogel" not in sent(app)
    assert text.count('data-press="entry.1.done"') == (role is not Role.READ_ONLY)
