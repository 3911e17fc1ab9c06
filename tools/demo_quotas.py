"""The quotas of the demo studio: sold ones in every state with their ledgers, and who is here this morning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.check_in import check_in, check_out, give_card
from actions.quota_grants import expire_due, grant_due
from actions.quota_uses import return_unit, use_for_activity
from actions.quotas import correct_quota, extend_quota, refund_quota, sell_quota
from domain.access import PROGRAM, Actor, Role
from domain.activities import ActivityKind, State
from domain.clock import day_of
from domain.contacts import ContactKind
from domain.errors import Refusal
from models.activity import Activity
from models.base import moment
from models.catalogue import QuotaType
from models.contact import Contact
from models.contract import Contract
from models.quota import Quota

BUYERS = 60
"""Contacts with a quota."""
DAYS_AGO = (5, 40, 100, 200, 500)


def enter_quotas(session: Session, staff: Mapping[Role, Actor]) -> None:
    """Sell, use, return, correct, extend and pay back; then let some people in."""
    today, desk, office = day_of(moment(session)), staff[Role.RECEPTION], staff[Role.OFFICE]
    types = session.scalars(select(QuotaType).where(QuotaType.retired_on.is_(None)).order_by(QuotaType.id)).all()
    people = session.scalars(
        select(Contact)
        .where(Contact.kind == ContactKind.PERSON, Contact.archived_on.is_(None), Contact.deceased_on.is_(None))
        .order_by(Contact.id)
        .limit(BUYERS)
    ).all()
    if not types:
        return
    for place, person in enumerate(people):
        kind = types[place % len(types)]
        start = today - timedelta(days=DAYS_AGO[place % len(DAYS_AGO)])
        quota = sell_quota(session, desk, contact_id=person.id, quota_type_id=kind.id, starts_on=start)
        _use(session, desk, person, keep=place % 4 != 0)
        if place % 7 == 3:
            _change(session, office, quota, place)
        give_card(session, desk, contact_id=person.id, number=f"K {1000 + place}")
    while grant_due(session, PROGRAM, today=today):
        pass
    while expire_due(session, PROGRAM, today=today):
        pass
    _visits(session, desk, people[:BUYERS:5])


def _use(session: Session, desk: Actor, person: Contact, *, keep: bool) -> None:
    """Pay for the latest appointments and course dates where a quota pays for them."""
    wanted = (Activity.kind.in_((ActivityKind.APPOINTMENT, ActivityKind.COURSE)), Activity.state == State.ARRIVED)
    latest = select(Activity.id).where(Activity.contact_id == person.id, *wanted).order_by(Activity.at.desc()).limit(6)
    for number, activity_id in enumerate(session.scalars(latest).all()):
        try:
            entry = use_for_activity(session, desk, activity_id=activity_id)
        except Refusal:
            continue
        if number == 0 and not keep:
            return_unit(session, desk, entry_id=entry.id, reason="Termin fiel aus")


def _change(session: Session, office: Actor, quota: Quota, place: int) -> None:
    if quota.balance > 1:
        correct_quota(session, office, quota_id=quota.id, units=-1, reason="Besuch vom Freitag nachgetragen")
    if quota.ends_on is not None and place % 2:
        last = quota.ends_on + timedelta(days=30)
        extend_quota(
            session, office, quota_id=quota.id, version=quota.version, ends_on=last, reason="Umbau der Umkleiden"
        )
    elif quota.balance > 1 and quota.price_cents:
        refund_quota(session, office, quota_id=quota.id, units=1, cents=quota.price_cents // 20, reason="Kulanz")


def _visits(session: Session, desk: Actor, people: Sequence[Contact]) -> None:
    members = session.scalars(select(Contact).join(Contract, Contract.contact_id == Contact.id).limit(6)).all()
    for place, person in enumerate(dict.fromkeys([*members, *people])):
        try:
            visit = check_in(session, desk, contact_id=person.id)
        except Refusal:
            if place % 4:
                continue
            visit = check_in(session, desk, contact_id=person.id, override_reason="Probetraining")
        if place % 3 == 2:
            check_out(session, desk, check_in_id=visit.id)
