"""The studio's data and its logo: what is stored, what is refused by field, and how it is taken back."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from actions.studio import LONGEST_LETTERHEAD, StudioCard, edit_studio, remove_logo, set_logo
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, ROLES, Actor, NotPermitted, Permission, Role
from domain.claims import BooksStayClosed, DayNotOver
from domain.clock import day_of
from domain.errors import (
    ChangedMeanwhile,
    InvalidCreditorId,
    InvalidEmail,
    InvalidIban,
    InvalidInput,
    InvalidPhone,
    InvalidTaxNumber,
    InvalidVatId,
    InvalidWebsite,
    Missing,
    NotAChoice,
    NotAPhoto,
    PhotoTooLarge,
    Refusal,
    TooLong,
)
from domain.invoices import PaymentDaysImpossible
from domain.postcodes import InvalidPostcode
from gateways.photos import LOGO_BOX
from gateways.storage import Storage
from models.audit import AuditEntry
from models.studio import Studio

HOSTILE = "**Müller** <b>x</b> :red[y] $z$ =1+1"
CARD = StudioCard(
    name="Studio am Ring",
    street="Ring 1",
    postcode="50667",
    town="Köln",
    land="NW",
    phone="0221 123456",
    email="info@Example.DE",
    website="www.example.de",
    tax_number="181/815/08155",
    vat_id="DE 136 695 976",
    account_holder="Studio am Ring GmbH",
    iban="DE89 3704 0044 0532 0130 00",
    creditor_id="DE98ZZZ09999999999",
    letterhead="Studio am Ring\r\nseit 1999",
    language="de",
    small_business=True,
    payment_days=30,
    invoice_text="Danke\nund bis bald",
    closed_until=date(2020, 12, 31),
)

NEVER_EMPTY = {"name", "language", "small_business", "payment_days", "closed_until"}


def stored(database: Database) -> Studio:
    with database.reading() as session:
        return session.get_one(Studio, 1)


def edit(database: Database, card: StudioCard, *, version: int | None = None) -> tuple[int, ...]:
    """Change the studio; gives the audit entries."""
    with database.writing() as session:
        now = session.get_one(Studio, 1).version
        edit_studio(session, PROGRAM, version=version or now, card=card)
    return tuple(session.info.get("chained", ()))


def broken(refused: pytest.ExceptionInfo[InvalidInput]) -> dict[str | None, type[Refusal]]:
    return {problem.field: type(problem) for problem in refused.value.problems}


# --- data -------------------------------------------------------------------------------------------------
def test_everything_is_stored_in_its_proper_form(database: Database) -> None:
    edit(database, CARD)
    assert StudioCard.of(stored(database)) == replace(
        CARD,
        phone="+49221123456",
        email="info@example.de",
        vat_id="DE136695976",
        iban="DE89370400440532013000",
        letterhead="Studio am Ring\nseit 1999",
    )


def test_a_change_leaves_one_entry_and_can_be_taken_back(database: Database) -> None:
    edit(database, CARD)
    entries = edit(database, replace(StudioCard.of(stored(database)), town="Bonn", iban=""))
    with database.writing() as session:
        assert [session.get_one(AuditEntry, entry).action for entry in entries] == ["edit_studio"]
        undo(session, PROGRAM, entries=entries)
    assert (stored(database).town, stored(database).iban) == ("Köln", "DE89370400440532013000")


def test_saving_what_stands_there_already_leaves_no_entry(database: Database) -> None:
    edit(database, CARD)
    assert edit(database, StudioCard.of(stored(database))) == ()


def test_every_broken_rule_comes_by_its_field_and_nothing_is_stored(database: Database) -> None:
    edit(database, CARD)
    before = StudioCard.of(stored(database))
    wrong = StudioCard(
        name=" ",
        street="x" * 201,
        postcode="123",
        town="x" * 121,
        land="XX",
        phone="12",
        email="nobody",
        website="example",
        tax_number="12",
        vat_id="DE1",
        account_holder="x" * 121,
        iban="DE89370400440532013001",
        creditor_id="DE98ZZZ09999999998",
        letterhead="x" * (LONGEST_LETTERHEAD + 1),
        language="fr",
    )
    with pytest.raises(InvalidInput) as refused:
        edit(database, wrong)
    assert broken(refused) == {
        "name": Missing,
        "street": TooLong,
        "postcode": InvalidPostcode,
        "town": TooLong,
        "land": NotAChoice,
        "phone": InvalidPhone,
        "email": InvalidEmail,
        "website": InvalidWebsite,
        "tax_number": InvalidTaxNumber,
        "vat_id": InvalidVatId,
        "account_holder": TooLong,
        "iban": InvalidIban,
        "creditor_id": InvalidCreditorId,
        "letterhead": TooLong,
        "language": NotAChoice,
    }
    assert StudioCard.of(stored(database)) == before


@pytest.mark.parametrize("text", [HOSTILE, "a\x00b\x1b[2J", "😀" * 60, "שלום", "'; DROP TABLE studio; --"])
def test_a_name_may_hold_any_characters(database: Database, text: str) -> None:
    edit(database, StudioCard(name=text))
    assert stored(database).name == text.replace("\x00", "").replace("\x1b", "")


@pytest.mark.parametrize("name", [name for name in StudioCard.__slots__ if name not in NEVER_EMPTY])
def test_every_other_text_may_be_empty(database: Database, name: str) -> None:
    edit(database, CARD)
    edit(database, replace(StudioCard.of(stored(database)), **{name: ""}))
    assert getattr(stored(database), name) == ""


@pytest.mark.parametrize(
    ("card", "field", "rule"),
    [
        (StudioCard(payment_days=-1), "payment_days", PaymentDaysImpossible),
        (StudioCard(payment_days=366), "payment_days", PaymentDaysImpossible),
        (StudioCard(closed_until=date(2020, 12, 30)), "closed_until", BooksStayClosed),
        (StudioCard(closed_until=day_of(datetime.now(UTC))), "closed_until", DayNotOver),
        (StudioCard(invoice_text="x" * 1_001), "invoice_text", TooLong),
    ],
)
def test_invoices_have_bounds(database: Database, card: StudioCard, field: str, rule: type[Refusal]) -> None:
    edit(database, CARD)
    with pytest.raises(InvalidInput) as caught:
        edit(database, card)
    assert [(problem.field, type(problem)) for problem in caught.value.problems] == [(field, rule)]
    assert stored(database).closed_until == date(2020, 12, 31)


def test_the_closing_day_moves_on(database: Database) -> None:
    edit(database, CARD)
    yesterday = day_of(datetime.now(UTC)) - timedelta(1)
    edit(database, StudioCard(closed_until=yesterday))
    edit(database, StudioCard(town="Bonn"))
    assert stored(database).closed_until == yesterday


def test_a_stale_form_overwrites_nothing(database: Database) -> None:
    edit(database, CARD)
    stale = stored(database).version
    edit(database, replace(StudioCard.of(stored(database)), town="Bonn"))
    with pytest.raises(ChangedMeanwhile):
        edit(database, replace(CARD, town="Aachen"), version=stale)
    assert stored(database).town == "Bonn"


@pytest.mark.parametrize("role", [role for role in Role if Permission.EDIT_STUDIO not in ROLES[role]])
def test_only_who_may_changes_the_studio(sqlite_database: Database, tmp_path: Path, role: Role) -> None:
    actor = Actor(user_id=None, name="Somebody", role=role)
    with sqlite_database.writing() as session:
        with pytest.raises(NotPermitted):
            edit_studio(session, actor, version=1, card=CARD)
        with pytest.raises(NotPermitted):
            set_logo(session, actor, data=a_picture(), storage=Storage(str(tmp_path)))
        with pytest.raises(NotPermitted):
            remove_logo(session, actor)


# --- logo -------------------------------------------------------------------------------------------------
def a_picture(size: tuple[int, int] = (1000, 300), mode: str = "RGB", kind: str = "PNG", **options: object) -> bytes:
    colour = (0, 120, 110, 128)[: len(mode)]
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def logo_of(session: Session, data: bytes, storage: Storage) -> Image.Image:
    """The logo as it is stored."""
    digest = set_logo(session, PROGRAM, data=data, storage=storage).logo
    assert digest is not None
    return Image.open(io.BytesIO(storage.get(digest)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_keeps_its_shape_within_the_box(sqlite_database: Database, tmp_path: Path, kind: str) -> None:
    with sqlite_database.writing() as session:
        logo = logo_of(session, a_picture((4000, 1000), kind=kind), Storage(str(tmp_path)))
    assert (logo.format, logo.size) == ("PNG", (LOGO_BOX[0], LOGO_BOX[0] // 4))


def test_a_small_logo_is_not_blown_up_and_stays_see_through(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.writing() as session:
        logo = logo_of(session, a_picture((120, 90), "RGBA"), Storage(str(tmp_path)))
    assert (logo.mode, logo.size, logo.getpixel((5, 5))) == ("RGBA", (120, 90), (0, 120, 110, 128))


def test_a_logo_is_turned_upright_and_loses_its_metadata(sqlite_database: Database, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "canary"
    with sqlite_database.writing() as session:
        storage = Storage(str(tmp_path))
        logo = logo_of(session, a_picture((300, 100), kind="JPEG", exif=exif), storage)
        studio = session.get_one(Studio, 1)
        assert logo.size == (100, 300)
        assert not logo.getexif()
        assert b"canary" not in storage.get(studio.logo or "")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", NotAPhoto),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", NotAPhoto),
        (a_picture()[:120], NotAPhoto),
        (a_picture((4, 4)), NotAPhoto),
        (a_picture(kind="GIF"), NotAPhoto),
        (b"\0" * 30_000_001, PhotoTooLarge),
        (a_picture((9000, 7000), mode="L"), PhotoTooLarge),
    ],
    ids=["empty", "svg", "cut off", "tiny", "gif", "too many bytes", "too many pixels"],
)
def test_what_is_no_logo_is_refused_and_the_old_one_stays(
    sqlite_database: Database, tmp_path: Path, data: bytes, rule: type[Refusal]
) -> None:
    storage = Storage(str(tmp_path))
    with sqlite_database.writing() as session:
        old = set_logo(session, PROGRAM, data=a_picture(), storage=storage).logo
    with pytest.raises(InvalidInput) as refused, sqlite_database.writing() as session:
        set_logo(session, PROGRAM, data=data, storage=storage)
    assert broken(refused) == {"logo": rule}
    assert stored(sqlite_database).logo == old


def test_a_removed_logo_comes_back_by_undo(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        logo = set_logo(session, PROGRAM, data=a_picture(), storage=Storage(str(tmp_path))).logo
    with database.writing() as session:
        remove_logo(session, PROGRAM)
    entries = tuple(session.info["chained"])
    assert stored(database).logo is None
    with database.writing() as session:
        undo(session, PROGRAM, entries=entries)
    assert stored(database).logo == logo
