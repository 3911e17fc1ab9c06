"""One place where several live: it changes for all of them, one of them leaves, and the texts agree on every day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.contact_details import add_address, edit_address, remove_address, share_address
from actions.dated_changes import cancel_dated_change
from actions.shared_addresses import contacts_at, places_agree
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.contacts import AddressKind, AlreadyThere
from domain.errors import ChangedMeanwhile, Gone, InvalidInput
from models.contact import Contact, ContactAddress
from models.dated import DatedFact
from queries.as_of import master_data_on
from queries.shared_addresses import addresses_of, living_together
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.merging import everything

NEXT, LATER = TODAY + timedelta(days=8), TODAY + timedelta(days=30)
HOME = {"kind": AddressKind.HOME, "street": "Ring 1", "postcode": "50667", "town": "Köln"}
BONN = {"street": "Weg 2", "postcode": "53111", "town": "Bonn"}
ULM = {"street": "Gasse 3", "postcode": "89073", "town": "Ulm"}


@pytest.fixture
def family(database: Database) -> Database:
    """Anna (1), Ben (2) and Cem (3) live at Anna's; Dora (4) lives at the same address without sharing it."""
    with database.writing(NOW) as session:
        for name in ("Anna", "Ben", "Cem", "Dora"):
            a_contact(session, name, "Kaya")
        add_address(session, PROGRAM, contact_id=1, **HOME)
        for key in (2, 3):
            share_address(session, PROGRAM, contact_id=key, address_id=1, kind=AddressKind.HOME)
        add_address(session, PROGRAM, contact_id=4, **HOME)
    return database


def address(session: Session, contact_id: int) -> ContactAddress:
    return session.scalars(select(ContactAddress).where(ContactAddress.contact_id == contact_id)).one()


def move(database: Database, contact_id: int, place: dict[str, str], **how: Any) -> tuple[int, ...]:
    with database.writing(NOW) as session:
        row = address(session, contact_id)
        edit_address(
            session,
            PROGRAM,
            address_id=row.id,
            version=row.version,
            **{"kind": row.kind, "extra": "", "country": "DE", "primary": True, **place, **how},
        )
    return tuple(session.info["chained"])


def towns(database: Database, day: date = TODAY) -> list[str]:
    """Where each of the four lives on a day, for one who looks on that day; and that the day before said so too."""
    with database.reading(NOW + (day - TODAY)) as session:
        now = [address(session, key).town for key in range(1, 5)]
        groups = set(session.scalars(select(ContactAddress.share_group).where(ContactAddress.share_group.is_not(None))))
        assert places_agree(session, groups)
    with database.reading(NOW) as session:
        seen = [master_data_on(session, key, day) for key in range(1, 5)]
        assert [one.addresses[0].town for one in seen if one] == now
    return now


def together(database: Database, contact_id: int) -> tuple[str, ...]:
    with database.reading(NOW) as session:
        rows = addresses_of(session, contact_id)
        return living_together(session, rows).get(rows[0].id, ())


def test_who_lives_together_is_said_by_name(family: Database) -> None:
    assert [together(family, key) for key in (1, 2, 4)] == [
        ("Ben Kaya", "Cem Kaya"),
        ("Anna Kaya", "Cem Kaya"),
        (),
    ]
    with family.reading() as session:
        assert sorted(contacts_at(session, 1)) == [1, 2, 3]
        assert list(contacts_at(session, 4)) == []
        assert list(contacts_at(session, 99)) == []
        assert living_together(session, ()) == {}


@pytest.mark.parametrize("who", [1, 2, 3])
def test_a_move_of_one_is_a_move_of_all(family: Database, who: int) -> None:
    entries = move(family, who, BONN)
    assert towns(family) == ["Bonn", "Bonn", "Bonn", "Köln"]
    with family.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    assert towns(family) == ["Köln"] * 4


def test_what_it_is_for_is_everybodys_own(family: Database) -> None:
    move(family, 2, {"street": "Ring 1", "postcode": "50667", "town": "Köln"}, kind=AddressKind.BILLING)
    with family.reading() as session:
        assert [address(session, key).kind for key in (1, 2, 3)] == [
            AddressKind.HOME,
            AddressKind.BILLING,
            AddressKind.HOME,
        ]


@pytest.mark.parametrize(("day", "before"), [(None, "Bonn"), (NEXT, "Köln")])
def test_one_alone_moves_out_and_the_others_stay_together(family: Database, day: date | None, before: str) -> None:
    move(family, 1, BONN, valid_from=day, for_all=False)
    assert towns(family) == [before, "Köln", "Köln", "Köln"]
    assert (together(family, 1), together(family, 2)) == ((), ("Cem Kaya",))
    move(family, 2, ULM)
    assert towns(family) == [before, "Ulm", "Ulm", "Köln"]
    assert towns(family, NEXT) == ["Bonn", "Ulm", "Ulm", "Köln"]


def test_a_planned_move_takes_all_along_on_its_day_and_is_cancelled_for_all(family: Database) -> None:
    move(family, 2, BONN, valid_from=NEXT)
    assert towns(family) == ["Köln"] * 4
    assert towns(family, NEXT - timedelta(days=1)) == ["Köln"] * 4
    with family.writing(NOW) as session:
        (waiting,) = session.scalars(select(DatedFact.id).where(DatedFact.contact_id == 3, DatedFact.pending))
        cancel_dated_change(session, PROGRAM, fact_id=waiting)
    assert towns(family, NEXT) == ["Köln"] * 4
    move(family, 3, BONN, valid_from=NEXT)
    assert towns(family, NEXT) == ["Bonn", "Bonn", "Bonn", "Köln"]


def test_who_moves_in_later_moves_along_too(family: Database) -> None:
    move(family, 1, BONN, valid_from=NEXT)
    move(family, 1, ULM, valid_from=LATER)
    with family.writing(NOW) as session:
        share_address(session, PROGRAM, contact_id=4, address_id=2, kind=AddressKind.HOME)
    assert together(family, 4) == ("Anna Kaya", "Ben Kaya", "Cem Kaya")
    assert [towns(family, day) for day in (TODAY, NEXT, LATER)] == [["Köln"] * 4, ["Bonn"] * 4, ["Ulm"] * 4]


def test_where_one_alone_is_left_nothing_is_shared_and_it_comes_back_exactly(family: Database) -> None:
    steps = []
    for key, left in ((1, [2, 3]), (2, [])):
        before = everything(family)
        with family.writing(NOW) as session:
            remove_address(session, PROGRAM, address_id=address(session, key).id)
        steps.append((tuple(session.info["chained"]), before))
        with family.reading() as session:
            shared = select(ContactAddress.contact_id).where(ContactAddress.share_group.is_not(None))
            assert session.scalars(shared.order_by(ContactAddress.contact_id)).all() == left
    for entries, before in reversed(steps):
        with family.writing(NOW) as session:
            undo(session, PROGRAM, entries=entries)
        assert everything(family) == before


def test_sharing_is_taken_back_exactly(family: Database) -> None:
    before = everything(family)
    with family.writing(NOW) as session:
        share_address(session, PROGRAM, contact_id=4, address_id=1, kind=AddressKind.WORK, primary=True)
    with family.writing(NOW) as again:
        undo(again, PROGRAM, entries=tuple(session.info["chained"]))
    assert everything(family) == before


Attempt = Callable[[Session], object]


def share(contact_id: int, address_id: int) -> Attempt:
    return lambda session: share_address(
        session, PROGRAM, contact_id=contact_id, address_id=address_id, kind=AddressKind.HOME
    )


def edit(**changed: Any) -> Attempt:
    inputs = HOME | {"address_id": 1, "version": 2, "extra": "", "country": "DE", "primary": True} | changed
    return lambda session: edit_address(session, PROGRAM, **inputs)


@pytest.mark.parametrize(
    ("attempt", "refusal"),
    [
        (share(1, 1), AlreadyThere),
        (share(2, 1), AlreadyThere),
        (share(3, 2), AlreadyThere),
        (share(1, 99), Gone),
        (share(99, 1), Gone),
        (share(1, -(2**40)), Gone),
        (edit(street="", postcode="", town=""), InvalidInput),
        (edit(postcode="x"), InvalidInput),
        (edit(town="x" * 121), InvalidInput),
        (edit(country="XX"), InvalidInput),
        (edit(version=9, town="Bonn"), ChangedMeanwhile),
        (edit(address_id=99), Gone),
    ],
    ids=lambda one: one.__name__ if isinstance(one, type) else "attempt",
)
def test_what_makes_no_sense_changes_nothing_for_anybody(
    family: Database, attempt: Attempt, refusal: type[Exception]
) -> None:
    before = everything(family)
    with pytest.raises(refusal), family.writing(NOW) as session:
        attempt(session)
    assert everything(family) == before


@pytest.mark.parametrize("role", [Role.READ_ONLY])
def test_readers_share_nothing(family: Database, role: Role) -> None:
    with pytest.raises(NotPermitted), family.writing(NOW) as session:
        share_address(session, Actor(None, "x", role), contact_id=4, address_id=1, kind=AddressKind.HOME)


def test_a_contact_that_is_taken_back_leaves_no_share(database: Database) -> None:
    with database.writing(NOW) as session:
        a_contact(session, "Anna")
        add_address(session, PROGRAM, contact_id=1, **HOME)
    with database.writing(NOW) as session:
        a_contact(session, "Ben")
        share_address(session, PROGRAM, contact_id=2, address_id=1, kind=AddressKind.HOME)
    with database.writing(NOW) as again:
        undo(again, PROGRAM, entries=tuple(session.info["chained"]))
    with database.reading() as session:
        assert session.scalars(select(Contact.id)).all() == [1]
        assert session.scalars(select(ContactAddress.share_group)).all() == [None]
