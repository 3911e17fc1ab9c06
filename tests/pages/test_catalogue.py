"""The catalogue through the frame: what everybody reads, and the forms of those who may change it."""

from __future__ import annotations

import html
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions.catalogue import ProductCard, QuotaCard, add_product, add_quota_type, retire_product
from actions.tariffs import add_tariff, add_version
from components import products as product_dialogs
from components import quota_types as quota_dialogs
from components import tariffs as tariff_dialogs
from components.perform import reading, today
from components.state import NOTICE
from db.session import Database
from domain.access import PROGRAM, ROLES, Permission, Role
from domain.catalogue import Clock, Offer, ProductKind, QuotaOffer, TermOffer
from domain.contract_terms import Renewal, Terms
from domain.contracts import PauseKind
from domain.tax import TaxKind
from exchange.catalogue_book import CardKind
from i18n.texts import speaking
from models.catalogue import Product, QuotaType, TariffTerm
from queries.catalogue import TariffRow, products, quota_types, tariffs
from tests.exchange.workbooks import xlsx
from tests.pages.conftest import Opener
from tests.pages.test_courses import moved, press, rows
from tests.pages.test_pages import HOSTILE, shown
from tests.people import a_session, a_user


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def made(house: Database) -> int:
    """A tariff of one and two years with a coming version, a quota, and two products of which one is retired."""
    with house.writing() as session:
        quota = add_quota_type(session, PROGRAM, card=QuotaCard(HOSTILE, 10, 119_00, valid_value=12, text=HOSTILE)).id
        add_product(session, PROGRAM, card=ProductCard("Sauna", 12_00, ProductKind.ADD_ON))
        old = add_product(session, PROGRAM, card=ProductCard("Towel", 2_00))
        retire_product(session, PROGRAM, product_id=old.id)
        terms = (TermOffer(Terms(12), 24_90), TermOffer(Terms(24), 19_90, place=1))
        offer = Offer(today() - timedelta(days=90), terms, 69_00, quotas=(QuotaOffer(quota, 2),))
        tariff = add_tariff(session, PROGRAM, name=HOSTILE, text=HOSTILE, offer=offer).id
        later = Offer(today() + timedelta(days=30), terms[:1])
        add_version(session, PROGRAM, tariff_id=tariff, offer=later)
    return tariff


# --- what everybody reads -----------------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_prices_and_only_managers_change_them(opened: Opener, made: int, role: Role) -> None:
    app = opened("catalogue", role)
    (row,) = rows(app, "tariffs_list")
    assert row["title"] == HOSTILE
    assert row["when"] == "from €22.78"
    assert "12 months €24.90 monthly" in row["facts"]
    assert f"2 × {HOSTILE} (each month)" in row["facts"]
    assert "12 months €24.90 monthly" in row["text"]
    changing = Permission.EDIT_CATALOGUE in ROLES[role]
    assert ("New tariff" in {button.label for button in app.button}) == changing
    app = moved(app, tariff=str(made))
    assert ({"New version", "Change", "Change this version"} <= {button.label for button in app.button}) == changing
    text = shown(app)
    assert html.escape(HOSTILE) in text
    assert HOSTILE not in text.replace(html.escape(HOSTILE), "")
    for part in ("€367.80", "€30.65", "€546.60", "€22.78", "goes on without term, notice 1 month"):
        assert part in text


def test_a_click_opens_a_tariff_and_its_trail(opened: Opener, made: int) -> None:
    app = press(opened("catalogue", Role.MANAGER), "tariffs_list", open=str(made))
    assert app.query_params["tariff"] in (str(made), [str(made)])
    text = shown(app.run())
    assert "Who changed what" in text
    assert "Kontor made a new version of a tariff" in text


@pytest.mark.parametrize(("key", "gone"), [("999", True), ("x", False), ("-1", False), ("9" * 30, False)])
def test_a_tariff_that_is_not_there_says_so(opened: Opener, made: int, key: str, gone: bool) -> None:
    app = opened("catalogue", Role.RECEPTION, tariff=key)
    assert not app.exception
    assert ("This tariff is not there" in shown(app)) == gone
    assert bool(rows(app, "tariffs_list")) != gone


def test_lists_are_searched_and_show_what_is_retired(opened: Opener, made: int) -> None:
    app = opened("catalogue", Role.RECEPTION, tab="products")
    assert [row["title"] for row in rows(app, "products_list")] == ["Sauna"]
    assert rows(app, "products_list")[0]["when"] == "€12.00 a month"
    app.toggle(key="retired_products").set_value(True).run()
    assert [row["title"] for row in rows(app, "products_list")] == ["Sauna", "Towel"]
    assert "Nothing matches" in shown(moved(app, tab="products", products_text="nothing"))
    app = moved(app, tab="quotas", quotas_text="müller")
    (row,) = rows(app, "quota_types_list")
    assert row["facts"] == "10 units · valid for 12 months · for visits · 19 % VAT included"


def test_an_empty_catalogue_says_what_to_do(opened: Opener) -> None:
    app = opened("catalogue", Role.MANAGER)
    assert "Make one" in shown(app)
    assert "no quota yet" in shown(moved(app, tab="quotas"))
    assert "no product yet" in shown(moved(app, tab="products"))


# --- the forms ----------------------------------------------------------------------------------------------
def _tariff() -> TariffRow:
    with reading() as session:
        return tariffs(session, retired=True)[0]


def _quota() -> Any:
    with reading() as session:
        return quota_types(session)[0]


def _product() -> Any:
    with reading() as session:
        return products(session)[0]


DIALOGS: dict[str, Callable[[], None]] = {
    "tariff": lambda: tariff_dialogs._new(),
    "card": lambda: tariff_dialogs._change(_tariff()),
    "version": lambda: tariff_dialogs._version(_tariff(), None),
    "coming": lambda: tariff_dialogs._version(_tariff(), _tariff().versions[-1]),
    "new_quota": lambda: quota_dialogs._quota_type(None),
    "quota": lambda: quota_dialogs._quota_type(_quota()),
    "new_product": lambda: product_dialogs._product(None),
    "product": lambda: product_dialogs._product(_product()),
}


def _body(name: str) -> None:
    from i18n.texts import speaking
    from tests.pages.test_catalogue import DIALOGS

    with speaking("en"):
        DIALOGS[name]()


Dialog = Callable[[str], AppTest]


@pytest.fixture
def dialog(house: Database) -> Dialog:
    """The body of a dialog in the hands of a manager."""

    def draw(name: str, role: Role = Role.MANAGER) -> AppTest:
        user = a_user(house, login=f"{name}{secrets.token_hex(4)}", role=role, now=datetime.now(UTC))
        app = AppTest.from_function(_body, default_timeout=30, args=(name,))
        app.user = {"session": a_session(house, user, now=datetime.now(UTC)).token}
        return app.run()

    return draw


def typed(app: AppTest, form: str, **values: str) -> AppTest:
    """Type into fields of a form, by their names with `__` for a point."""
    for name, value in values.items():
        app.text_input(key=f"{form}.{name.replace('__', '.')}").set_value(value).run()
    return app


def words(app: AppTest) -> str:
    """All texts as people read them."""
    return html.unescape(shown(app))


def said(app: AppTest) -> str:
    """The message that the frame would show next."""
    return str(app.session_state[NOTICE].text)


def test_a_tariff_is_made_with_its_true_price_in_sight(house: Database, dialog: Dialog, made: int) -> None:
    app, form = dialog("tariff"), "tariff.new"
    typed(app, form, name="Yoga", sign_up="69", price__0="24,90 €")
    assert "12 months: €367.80 in all, truly €30.65 a month" in words(app)
    typed(app, form, first_months__1="24", price__1="19.90", notice__1="2")
    app.selectbox(key=f"{form}.quota.0").select(1).run()
    typed(app, form, units__0="4")
    app.button(key=f"{form}.send").click().run()
    assert "§ 309 Nr. 9 c BGB" in words(app)
    assert app.text_input(key=f"{form}.price.1").value == "19.90"
    typed(app, form, notice__1="1")
    app.button(key=f"{form}.send").click().run()
    assert not app.exception
    assert said(app) == "Tariff made. It can be sold."
    assert app.session_state[NOTICE].undo
    with house.reading() as session:
        row = next(one for one in tariffs(session) if one.name == "Yoga")
    assert row.versions[0].offer == Offer(
        today(), (TermOffer(Terms(12), 24_90), TermOffer(Terms(24), 19_90, place=1)), 69_00, quotas=(QuotaOffer(1, 4),)
    )


def test_every_wrong_field_of_a_tariff_is_named_at_once(house: Database, dialog: Dialog, made: int) -> None:
    app, form = dialog("tariff"), "tariff.new"
    typed(app, form, valid_from="31.2.2027", sign_up="x", first_months__0="25", pause_days="999", price__0="")
    app.button(key=f"{form}.send").click().run()
    text = words(app)
    for part in ("not in the calendar", "an amount such as", "§ 309 Nr. 9 a BGB", "from 0 to 366", "fill this in"):
        assert part in text
    with house.reading() as session:
        assert len(tariffs(session, retired=True)) == 1


def test_a_business_may_agree_to_more(house: Database, dialog: Dialog) -> None:
    app, form = dialog("tariff"), "tariff.new"
    typed(app, form, name="Company", first_months__0="36", price__0="27.90")
    app.selectbox(key=f"{form}.renewal.0").select(Renewal.TERMS).run()
    typed(app, form, renewal_months__0="12")
    app.button(key=f"{form}.send").click().run()
    assert "§ 309 Nr. 9 b BGB" in words(app)
    app.checkbox(key=f"{form}.business").set_value(True).run()
    app.button(key=f"{form}.send").click().run()
    assert said(app) == "Tariff made. It can be sold."
    with house.reading() as session:
        term = session.scalars(select(TariffTerm)).one()
        assert (term.first_months, term.renewal, term.renewal_months) == (36, Renewal.TERMS, 12)


def test_a_new_version_begins_as_a_copy_of_the_last(house: Database, dialog: Dialog, made: int) -> None:
    app, form = dialog("version"), f"version.new.{made}"
    assert app.text_input(key=f"{form}.price.0").value == "€24.90"
    app.selectbox(key=f"{form}.pause_kind").select(PauseKind.FEE).run()
    typed(app, form, valid_from="1.3.2040", price__0="29.90", pause_fee="5")
    app.button(key=f"{form}.send").click().run()
    assert said(app) == "Version made."
    with house.reading() as session:
        last = tariffs(session)[0].versions[-1].offer
    assert (last.valid_from, last.terms[0].price_cents, last.pause_fee_cents) == (date(2040, 3, 1), 29_90, 5_00)


def test_a_coming_version_is_changed_and_taken_back(house: Database, dialog: Dialog, made: int) -> None:
    app = dialog("coming")
    key = _key(house)
    typed(app, key, price__0="21")
    app.button(key=f"{key}.send").click().run()
    assert said(app) == "Version changed."
    app = dialog("coming")
    app.button(key="version.remove").click().run()
    assert said(app) == "Version taken back: the one before it goes on."
    with house.reading() as session:
        assert len(tariffs(session)[0].versions) == 1


def _key(house: Database) -> str:
    with house.reading() as session:
        version = tariffs(session)[0].versions[-1]
    return f"version.{version.version_id}.{version.version}"


def test_a_tariff_is_retired_and_revived(house: Database, dialog: Dialog, made: int) -> None:
    app = dialog("card")
    app.button(key="tariff.retire").click().run()
    with house.reading() as session:
        assert not tariffs(session)
    app.run()
    app.button(key="tariff.revive").click().run()
    with house.reading() as session:
        assert len(tariffs(session)) == 1


def test_a_quota_is_made(house: Database, dialog: Dialog) -> None:
    app, form = dialog("new_quota"), "quota_type.new"
    for name, value in {"name": "KG 6", "units": "6", "price_cents": "168", "valid_until": "1.1.2001"}.items():
        app.text_input(key=f"{form}.{name}").set_value(value)
    app.selectbox(key=f"{form}.clock").select(Clock.FIRST_USE)
    app.checkbox(key=f"{form}.pays_check_ins").set_value(False)
    app.button(key=f"{form}.send").click().run()
    text = words(app)
    for part in ("has passed", "how long the quota is valid", "at least one thing"):
        assert part in text
    app.text_input(key=f"{form}.valid_until").set_value("")
    app.text_input(key=f"{form}.valid_value").set_value("6")
    app.checkbox(key=f"{form}.pays_appointments").set_value(True)
    app.selectbox(key=f"{form}.tax").select(TaxKind.EXEMPT_TREATMENT)
    app.button(key=f"{form}.send").click().run()
    assert said(app) == "Quota made. It can be sold."
    with house.reading() as session:
        row = session.scalars(select(QuotaType)).one()
        assert (row.units, row.price_cents, row.valid_value, row.tax) == (6, 168_00, 6, TaxKind.EXEMPT_TREATMENT)


def test_a_product_is_made_and_retired(house: Database, dialog: Dialog) -> None:
    app, form = dialog("new_product"), "product.new"
    app.text_input(key=f"{form}.name").set_value("Drinks")
    app.button(key=f"{form}.send").click().run()
    assert "Please fill this in" in words(app)
    app.text_input(key=f"{form}.price_cents").set_value("9,90")
    app.selectbox(key=f"{form}.kind").select(ProductKind.ADD_ON)
    app.button(key=f"{form}.send").click().run()
    assert said(app) == "Product made. It can be sold."
    app = dialog("product")
    app.button(key="product.retire").click().run()
    with house.reading() as session:
        assert session.scalars(select(Product.retired_on)).one() == today()


def test_who_may_not_change_a_card_reads_its_trail(dialog: Callable[..., AppTest], made: int) -> None:
    app = dialog("quota", Role.RECEPTION)
    assert not app.text_input
    assert "Kontor made a type of quota" in words(app)


# --- files --------------------------------------------------------------------------------------------------
def test_who_may_exports_and_managers_import(opened: Opener, made: int) -> None:
    for role, importing in ((Role.READ_ONLY, False), (Role.OFFICE, False), (Role.MANAGER, True)):
        app = opened("catalogue", role)
        assert not app.exception
        assert ("Import …" in {button.label for button in app.button}) == importing


def _files(data: bytes, kind: str) -> None:
    from unittest.mock import Mock, patch

    import streamlit as st

    from components import catalogue_exchange
    from exchange.catalogue_book import CardKind
    from i18n.texts import speaking

    file = Mock(getvalue=lambda: data)
    with speaking("en"), patch.object(st, "file_uploader", return_value=file):
        catalogue_exchange._import(CardKind(kind))


def a_file_of(house: Database, rows: list[list[Any]], kind: CardKind) -> AppTest:
    """The dialog of an import with this workbook in it."""
    user = a_user(house, login=secrets.token_hex(4), role=Role.MANAGER, now=datetime.now(UTC))
    app = AppTest.from_function(_files, default_timeout=30, args=(xlsx(rows), kind.value))
    app.user = {"session": a_session(house, user, now=datetime.now(UTC)).token}
    return app.run()


def test_a_file_is_looked_at_before_it_comes_in(house: Database, made: int) -> None:
    app = a_file_of(house, [["Name", "Price"], ["Sauna", 1], [HOSTILE, 2.5], ["Bar", 3]], CardKind.PRODUCTS)
    assert not app.exception
    assert "1 is there already and left as it is: Sauna" in words(app)
    assert HOSTILE in words(app)
    app.button(key="catalogue.import").click().run()
    assert said(app) == "2 cards imported."
    assert len(app.session_state[NOTICE].undo) == 2
    with house.reading() as session:
        assert [row.name for row in products(session)] == ["Bar", HOSTILE, "Sauna"]


def test_a_file_that_is_wrong_names_every_line_and_adds_nothing(house: Database, made: int) -> None:
    header = ["Name", "In force from", "First term (months)", "Price"]
    app = a_file_of(house, [header, ["a", "1.1.2027", "x", 1], ["b", "31.2.2027", 12, 1]], CardKind.TARIFFS)
    assert "Nothing was imported." in words(app)
    assert "Line 2: Please enter a whole number" in words(app)
    assert "Line 3: This day is not in the calendar" in words(app)
    app = a_file_of(house, [header, ["a", "1.1.2027", 36, 1]], CardKind.TARIFFS)
    app.button(key="catalogue.import").click().run()
    assert "Line 2: A consumer's first term is at most 24 months (§ 309 Nr. 9 a BGB)" in words(app)
    with house.reading() as session:
        assert len(tariffs(session)) == 1
