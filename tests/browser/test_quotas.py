"""Quotas at the desk in German: sold, used for an appointment, given back, transferred, extended, corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from actions.quota_uses import use_for_activity
from actions.relationships import add_relationship
from db.session import Database
from domain.access import PROGRAM
from domain.clock import day_of
from domain.quotas import EntryKind
from domain.relationships import Relation
from models.contact import Contact
from models.quota import Quota, QuotaEntry
from tests.browser.conftest import Visit
from tests.quotas import a_quota, a_type, an_appointment

pytestmark = pytest.mark.browser
NOW = datetime.now(UTC)
SOON = day_of(NOW) + timedelta(days=3)


def german(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def ledger_of(people: Database, quota_id: int) -> list[tuple[EntryKind, int]]:
    with people.reading() as session:
        rows = session.execute(
            select(QuotaEntry.kind, QuotaEntry.units).where(QuotaEntry.quota_id == quota_id).order_by(QuotaEntry.id)
        ).tuples()
        return list(rows)


def deed(page: Page, button: str, fields: dict[str, str], send: str) -> None:
    """Open the dialog of a quota, type, and send it."""
    page.get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog")
    for label, typed in fields.items():
        dialog.get_by_label(label).first.fill(typed)
    dialog.get_by_role("button", name=send, exact=True).click()
    expect(dialog).to_have_count(0)


def test_a_quota_from_the_sale_to_the_correction(people: Database, visit: Callable[..., Visit]) -> None:
    with people.writing(NOW) as session:
        kind = a_type(session, units=5)
        anna = session.scalars(select(Contact).where(Contact.first_name == "Anna")).one()
        ben = session.scalars(select(Contact).where(Contact.first_name == "Ben")).one()
        add_relationship(session, PROGRAM, contact_id=anna.id, other_id=ben.id, seen=Relation.SIBLING)
        number, key = anna.number, anna.id
        assert kind.id
    tab = visit("de-DE")
    page = tab.sign_in(f"/services?contact={number}&tab=quotas", "manager")
    page.get_by_role("button", name="Kontingent verkaufen").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Einheiten")).to_have_value("5")
    dialog.get_by_role("button", name="Verkaufen").click()
    expect(page.get_by_text("5 von 5 übrig").first).to_be_visible()

    with people.writing(NOW) as session:
        use_for_activity(session, PROGRAM, activity_id=an_appointment(session, key, SOON))
    page.locator(".k-entry-open", has_text="Zehnerkarte").click()
    page.get_by_role("button", name="Zurückgeben").click()
    expect(page.get_by_text("5 von 5 übrig").first).to_be_visible()
    deed(page, "Berichtigen …", {"Einheiten": "2", "Grund": "Bonus"}, "Berichtigen")
    expect(page.get_by_text("7 von 7 übrig").first).to_be_visible()
    deed(page, "Verlängern …", {"Neuer letzter Tag": "31.12.2040", "Grund": "krank"}, "Verlängern")
    expect(page.get_by_text("31.12.2040").first).to_be_visible()
    page.get_by_role("button", name="Übertragen …", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Wer bekommt sie?").click()
    page.get_by_role("option", name="Ben Groß").click()
    dialog.get_by_label("Einheiten").fill("3")
    dialog.get_by_role("button", name="Übertragen", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("4 von 7 übrig").first).to_be_visible()
    with people.reading() as session:
        quotas = dict(session.execute(select(Quota.contact_id, Quota.id)).tuples().all())
        assert session.get_one(Quota, quotas[ben.id]).ends_on == date(2040, 12, 31)
    assert ledger_of(people, quotas[key]) == [
        (EntryKind.GRANT, 5),
        (EntryKind.CONSUME, -1),
        (EntryKind.RETURN, 1),
        (EntryKind.CORRECT, 2),
        (EntryKind.EXTEND, 0),
        (EntryKind.TRANSFER, -3),
    ]
    assert tab.complaints == []


def test_many_quotas_are_extended_and_undo_takes_it_back(people: Database, visit: Callable[..., Visit]) -> None:
    with people.writing(NOW) as session:
        kind = a_type(session)
        ids = [a_quota(session, one, kind) for one in session.scalars(select(Contact.id))]
        before = {session.get_one(Quota, one).ends_on for one in ids}
    tab = visit("de-DE")
    page = tab.sign_in("/catalogue?tab=sold", "manager")
    page.get_by_role("button", name="3 Kontingente verlängern …").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("3 Kontingente enden später, von 3 Kontakten.")
    dialog.get_by_label("Grund").fill("Umbau")
    dialog.get_by_role("button", name="3 Kontingente verlängern").click()
    expect(dialog).to_have_count(0)
    (last,) = (end for end in before if end is not None)
    expect(page.get_by_text(f"bis {german(last + timedelta(days=14))}").first).to_be_visible()
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_text(f"bis {german(last)}").first).to_be_visible()
    with people.reading() as session:
        assert {session.get_one(Quota, one).ends_on for one in ids} == before
    assert tab.complaints == []
