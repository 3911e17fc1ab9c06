"""Contracts of another system move in, through the frame: file, columns, every line judged, import, undo."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from components.perform import today
from db.session import Database
from domain.access import Role
from i18n.texts import speaking
from models.contract import Contract
from models.mandate import Mandate
from models.quota import Quota
from tests.building import IBAN, a_contact
from tests.pages.conftest import Opener
from tests.pages.test_pages import shown
from tests.quotas import a_type

QUOTAS = "Member number;Pass;Remaining;Quantity;Purchase date"
MANDATES = "Member number;Mandate ID;IBAN;Signed on"
HOSTILE = "**Fit** <b>x</b> :red[y] $z$"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def page(opened: Opener, sqlite_database: Database) -> AppTest:
    """The import of contracts; a contact is here."""
    with sqlite_database.writing() as session:
        a_contact(session, number="77", first_name="Anna", last_name="Müller")
    app = opened("contacts", Role.OFFICE, tab="import")
    return kind(app, "contracts")


def kind(app: AppTest, value: str) -> AppTest:
    app.get("button_group")[-1].set_value(value)
    app.run()
    assert not app.exception
    return app


def upload(app: AppTest, *lines: str, head: str = "Member number;Plan;Fee;Start date;Paid until") -> AppTest:
    app.get("file_uploader")[0].set_value(("old.csv", "\n".join((head, *lines)).encode(), "text/csv")).run()
    assert not app.exception
    return app


def words_of(app: AppTest) -> str:
    return html.unescape(shown(app))


def count(sqlite_database: Database) -> int:
    with sqlite_database.reading() as session:
        return session.scalar(select(func.count()).select_from(Contract)) or 0


def a_line(plan: str = "Fit", number: str = "77", fee: str = "39,90") -> str:
    day = today()
    return f"{number};{plan};{fee};{day.replace(day=1) - timedelta(days=90):%d.%m.%Y};{day:%d.%m.%Y}"


def test_good_lines_come_in_bad_ones_say_why_and_all_can_be_undone(page: AppTest, sqlite_database: Database) -> None:
    app = upload(page, a_line(HOSTILE), a_line("Other", fee="1,2,3"), a_line("Third", number="99"))
    words = words_of(app)
    assert "Line 3, column “Fee”" in words
    assert "Line 4, column “Member number”" in words
    assert "39" in words
    assert count(sqlite_database) == 0
    app.button(key="moving.go").click().run()
    assert not app.exception
    assert count(sqlite_database) == 1
    assert [html.unescape(one.value) for one in app.success] == ["1 contract imported."]
    assert "Line 3, column “Fee”" in words_of(app)
    assert any((button.key or "").startswith("import.undo.") for button in app.button)


def test_a_column_can_be_read_otherwise_and_is_remembered(page: AppTest, sqlite_database: Database) -> None:
    head = "Member number;Plan;Fee;Start date;Weird"
    app = upload(page, a_line(), head=head)
    assert "These columns are missing: Billed until" in words_of(app)
    app.selectbox(key="moving.column.4").select("billed_until").run()
    assert not app.exception
    app.button(key="moving.go").click().run()
    assert count(sqlite_database) == 1
    app.button(key="moving.reset").click().run()
    app = upload(app, a_line("Next"), head=head)
    assert "These columns are missing" not in words_of(app)


@pytest.mark.parametrize("data", ["x", ";;;", "%PDF-1.7", "<html></html>"])
def test_a_wrong_file_is_refused_in_words(page: AppTest, data: str) -> None:
    app = upload(page, head=data)
    assert app.error
    assert not app.exception


def count_of(sqlite_database: Database, model: Any) -> int:
    with sqlite_database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_quotas_and_mandates_come_in_beside_contracts(page: AppTest, sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        a_type(session, "Ten")
    bought = today() - timedelta(days=1)
    app = kind(page, "quotas")
    app = upload(app, f"77;Ten;7;10;{bought:%d.%m.%Y}", f"77;{HOSTILE};7;10;{bought:%d.%m.%Y}", head=QUOTAS)
    assert "Line 3, column “Pass”" in words_of(app)
    app.button(key="moving.go").click().run()
    assert [html.unescape(one.value) for one in app.success] == ["1 quota imported."]
    assert count_of(sqlite_database, Quota) == 1
    app = kind(app, "mandates")
    app = upload(app, f"77;M-1;{IBAN};01.02.2024", f"77;M-2;{IBAN[:-1]}1;01.02.2024", head=MANDATES)
    assert "Line 3, column “IBAN”" in words_of(app)
    assert "DE89 •••• 3000" in app.dataframe[0].value.to_string()
    app.button(key="moving.go").click().run()
    assert [html.unescape(one.value) for one in app.success] == ["1 mandate imported."]
    assert count_of(sqlite_database, Mandate) == 1


def test_a_file_waits_while_another_kind_is_looked_at(page: AppTest) -> None:
    app = upload(page, a_line())
    app = kind(app, "quotas")
    assert app.get("file_uploader")
    app = kind(app, "contracts")
    assert app.button(key="moving.go")


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.RECEPTION, None),
        (Role.OFFICE, ["Contacts", "Running contracts", "Quotas", "Mandates"]),
        (Role.MANAGER, ["Contacts", "Running contracts", "Quotas", "Mandates"]),
    ],
)
def test_only_what_one_may_edit_is_offered(opened: Opener, role: Role, kinds: list[str] | None) -> None:
    app = opened("contacts", role, tab="import")
    offered = [list(one.options) for one in app.get("button_group") if one.key == "import.kind"]
    assert [[option.content for option in some] if hasattr(some[0], "content") else some for some in offered] == (
        [kinds] if kinds else []
    )


def test_three_decimals_are_not_read_as_thousands_silently(page: AppTest) -> None:
    app = upload(page, a_line(fee="39,999"))
    words = words_of(app)
    assert "Line 2, column “Fee”" in words
    assert "more than" in words
    assert not any(button.key == "moving.go" for button in app.button)
