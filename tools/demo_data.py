"""Loads the demo studio into an empty database: three years of a German studio, entered through the actions.

Beyond 1 500 contacts the others come set-based between the visits (`tools.crowd`): a million take minutes.

On SQLite it is built aside and copied into the database as a whole, so that an interrupted load leaves nothing.
On PostgreSQL it is built in place: from its first step on the database is marked as demo, and only the last one
gives the studio its name. Where that step never came, the next load says how to begin anew.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from sqlite3 import OperationalError
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event, exists, select
from sqlalchemy.orm import Session

from actions.doctors import add_doctor, retire_doctor
from actions.search_index import postpone_index, refresh_contacts
from actions.studio import edit_studio, mark_as_demo
from actions.tags import add_tag
from actions.users import add_user
from config.settings import settings
from db.engine import BUSY_MILLISECONDS, make_engine
from db.migrate import migrate
from db.session import Database, database
from domain.access import PROGRAM, Actor, Role
from gateways.storage import Storage
from models.contact import Contact
from models.studio import Studio
from models.user import UserAccount
from tools.bulk import begin, finish, settle
from tools.crowd import Crowd
from tools.crowd_people import newcomers
from tools.demo_activities import enter_activities
from tools.demo_appointments import enter_appointments
from tools.demo_billing import enter_ledger
from tools.demo_catalogue import open_catalogue, revise_catalogue
from tools.demo_contracts import sell_contracts
from tools.demo_courses import open_courses
from tools.demo_desk import Desk
from tools.demo_documents import file_documents
from tools.demo_emails import enter_emails
from tools.demo_plan import TAGS, demo_contacts, opening
from tools.demo_quotas import enter_quotas
from tools.demo_studio import STAFF, doctor_cards, studio_card

DEMO_CONTACTS = 1_500
"""How many contacts the demo studio has unless one says otherwise."""
SHOW_EVERY = 25
"""Contacts between two words on the progress."""

Progress = Callable[[int, int], None]


class State(StrEnum):
    """What a database holds before the demo studio is loaded."""

    EMPTY = "empty"
    IN_USE = "in_use"
    UNFINISHED = "unfinished"


REFUSALS = {
    State.IN_USE: "The database already holds data. The demo studio is loaded into an empty one only.",
    State.UNFINISHED: (
        "An earlier load of the demo studio was interrupted: half of it lies in the database.\n"
        "Drop the database, create it empty and load the demo studio again."
    ),
}


def load_demo(*, contacts: int = DEMO_CONTACTS, only_if_empty: bool = False) -> int:
    """Load the demo studio; 2 with a word on stderr when the database is not empty, or 0 if that may be so."""
    if contacts < 1:
        return _refuse("The demo studio needs at least one contact.")
    target, now = database(), datetime.now(UTC)
    state = state_of(target)
    if state is State.IN_USE and only_if_empty:
        return 0
    if state is not State.EMPTY:
        return _refuse(REFUSALS[state])
    storage = Storage(settings().storage_url)
    if target.engine.dialect.name == "sqlite":
        with _aside() as built:
            fill(built, storage, contacts=contacts, now=now, progress=_say)
            if state_of(target) is not State.EMPTY:
                return _refuse(REFUSALS[State.IN_USE])
            _copy(built, target)
    else:
        fill(target, storage, contacts=contacts, now=now, progress=_say)
    print(f"\rDemo studio: {contacts} contacts loaded.      ", flush=True)
    return 0


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


def state_of(target: Database) -> State:
    """Whether a database is empty, in use, or holds a demo studio whose load was interrupted."""
    with target.reading() as session:
        studio = session.get_one(Studio, 1)
        if studio.is_demo and not studio.name:
            return State.UNFINISHED
        holds = session.scalar(select(exists(select(Contact.id)) | exists(select(UserAccount.id))))
    return State.IN_USE if holds else State.EMPTY


def fill(target: Database, storage: Storage, *, contacts: int, now: datetime, progress: Progress | None = None) -> None:
    """Enter the demo studio into an empty database as if it had run for three years up to `now`.

    Each visit is a transaction at its own instant, in the order of time, as the chain of the audit trail wants it.
    """
    staff, tags, doctors = _open_house(target, opening(now))
    by_hand = min(contacts, DEMO_CONTACTS)
    desk = Desk(demo_contacts(now, by_hand, len(doctors)), staff, doctors, storage)
    coming = newcomers(contacts - by_hand, opening(now), now, tags=len(tags), doctors=len(doctors))
    crowd = Crowd(coming, [staff[Role.RECEPTION], staff[Role.OFFICE]], tags, doctors)
    done, entered, unindexed = 0, 0, set[int]()
    with target.writing(now=opening(now)) as session:
        begin(session.connection())
    for visit in desk.visits():
        with target.writing(now=visit.at) as session:
            done += crowd.come(session, visit.at) + visit.is_first
            postpone_index(session, unindexed)
            desk.receive(session, visit)
        entered += visit.is_first
        if progress and visit.is_first and entered % SHOW_EVERY == 0:
            progress(done, contacts)
    with target.writing(now=now) as session:
        crowd.come(session, now)
        finish(session.connection())
    with target.writing(now=now) as session:
        refresh_contacts(session, unindexed)
    with target.writing(now=now) as session:
        retire_doctor(session, staff[Role.OFFICE], doctor_id=doctors[-1])
        _name_studio(session)
        revise_catalogue(session, staff[Role.MANAGER])
    with target.writing(now=now) as session:
        sell_contracts(session, staff[Role.OFFICE])
    with target.writing(now=now) as session:
        enter_appointments(session, staff)
    with target.writing(now=now) as session:
        open_courses(session, staff)
    with target.writing(now=now) as session:
        enter_activities(session, staff)
    with target.writing(now=now) as session:
        file_documents(session, staff, storage)
    with target.writing(now=now) as session:
        enter_emails(session, staff)
    with target.writing(now=now) as session:
        enter_quotas(session, staff)
    with target.writing(now=now) as session:
        enter_ledger(session, staff)
    settle(target.engine)


def _open_house(target: Database, at: datetime) -> tuple[dict[Role, Actor], list[int], list[int]]:
    """The first morning: the mark of a demo, the staff, the tags, the doctors; gives who and which they are."""
    with target.writing(now=at) as session:
        mark_as_demo(session, PROGRAM)
    with target.writing(now=at) as session:
        staff = {role: _hire(session, role, name) for role, name in STAFF.items()}
        tags = [add_tag(session, staff[Role.MANAGER], name=name, color=color).id for name, color in TAGS.items()]
        doctors = [add_doctor(session, staff[Role.OFFICE], card=card).id for card in doctor_cards()]
    with target.writing(now=at) as session:
        open_catalogue(session, staff[Role.MANAGER])
    return staff, tags, doctors


def _hire(session: Session, role: Role, name: str) -> Actor:
    """A user whose password nobody knows: the demo is entered by one click."""
    password = secrets.token_urlsafe(32)
    user_id = add_user(session, PROGRAM, login=role.value, name=name, role=role, password=password)
    return Actor(user_id, name, role)


def _name_studio(session: Session) -> None:
    studio = session.get_one(Studio, 1)
    edit_studio(session, PROGRAM, version=studio.version, card=studio_card())


@contextmanager
def _aside() -> Iterator[Database]:
    """A migrated database in a file of its own, gone afterwards."""
    with TemporaryDirectory(prefix="kontor-demo-", ignore_cleanup_errors=True) as folder:
        built = Database(make_engine(f"sqlite:///{Path(folder) / 'demo.sqlite'}"))
        event.listen(built.engine, "connect", _in_haste)
        try:
            migrate(built.engine)
            yield built
        finally:
            built.engine.dispose()


def _in_haste(connection: Any, _record: object) -> None:
    """Nothing of the file aside outlives its process: it needs no journal that does."""
    for pragma in ("journal_mode = MEMORY", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _copy(source: Database, target: Database) -> None:
    """SQLite's own backup: all pages in one transaction of the target, under its locks.

    Where nobody else has the target open its pages are written once and not through the write-ahead log.
    """
    read, written = source.engine.raw_connection(), target.engine.raw_connection()
    into: Any = written.driver_connection
    try:
        with suppress(OperationalError):
            into.execute("PRAGMA busy_timeout = 0")
            into.execute("PRAGMA journal_mode = DELETE")
        into.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        assert read.driver_connection is not None
        read.driver_connection.backup(into)
        into.execute("PRAGMA journal_mode = WAL")
    finally:
        read.close()
        written.close()


def _say(done: int, of: int) -> None:
    print(f"\rDemo studio: {done} of {of} contacts", end="", flush=True)
