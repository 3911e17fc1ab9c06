"""The contracts of the demo studio: sold over three years, in every state, with what happens to contracts."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.cancellations import cancel_contract, void_contract, withdraw_contract
from actions.contract_changes import add_add_on, add_free_time, change_price
from actions.contracts import Sale, sell_contract
from actions.pauses import pause_contract
from domain.access import Actor
from domain.calendar import add_months, is_minor
from domain.clock import day_of
from domain.contacts import ContactKind, PaymentMethod
from domain.contracts import CancellationKind, NoticeChannel
from domain.errors import Refusal
from models.base import moment
from models.changes import savepoint
from models.contact import Contact
from queries.contract_offers import Offer, add_on_offers, offers
from tools.demo_studio import SEED

MEMBERS = 0.45
"""The share of contacts who have a contract."""
REASONS = ("Umzug", "Zu wenig Zeit", "Gesundheitliche Gründe", "Studio in der Nähe der Arbeit", "Ohne Angabe")
PAUSES = ("Operation", "Auslandssemester", "Schwangerschaft", "Lange Reise", "Verletzung am Knie")
MOST = 240
"""So many contracts are enough for every state."""


def sell_contracts(session: Session, actor: Actor) -> None:
    """Sell contracts to many contacts, and let happen to them what happens in a studio."""
    today, rng = day_of(moment(session)), Random(SEED + 5)  # noqa: S311
    sold = offers(session, today, company=False)
    extras = [one.product_id for one in add_on_offers(session, today)]
    people = session.execute(
        select(Contact.id, Contact.born_on)
        .where(
            Contact.kind == ContactKind.PERSON,
            Contact.merged_into_id.is_(None),
            Contact.deceased_on.is_(None),
            Contact.archived_on.is_(None),
        )
        .order_by(Contact.id)
    ).all()
    count = 0
    for contact_id, born_on in people:
        if not sold or count >= MOST or rng.random() > MEMBERS:
            continue
        start = today - timedelta(days=rng.choice((3, 9, 40, 120, 300, 420, 700, 1000)) + rng.randrange(20))
        key = _sell(session, actor, contact_id, born_on, rng.choice(sold), start, rng)
        if key is not None:
            count += 1
            _happen(session, actor, key, count, start, extras, rng)


def _sell(
    session: Session, actor: Actor, contact_id: int, born_on: date | None, offer: Offer, start: date, rng: Random
) -> int | None:
    sale = Sale(
        term_id=offer.term_id,
        start_on=start,
        payment_method=rng.choice((PaymentMethod.DEBIT, PaymentMethod.DEBIT, PaymentMethod.TRANSFER)),
        basis_points=10_00 if rng.random() < 0.1 else 0,
        free_months=1 if rng.random() < 0.1 else 0,
    )
    minor = born_on is not None and is_minor(born_on, start)
    made = sell_contract(
        session,
        actor,
        contact_id=contact_id,
        sale=sale,
        signed_on=start - timedelta(days=rng.randrange(3)),
        guardian_consent_on=start - timedelta(days=2) if minor else None,
    )
    return made.id


def _happen(session: Session, actor: Actor, key: int, count: int, start: date, extras: list[int], rng: Random) -> None:
    """One of the things that happen, by turns; what the terms of a contract do not allow does not happen."""
    today = day_of(moment(session))
    turn = count % 12
    try:
        with savepoint(session):
            if turn == 1:
                pause_contract(
                    session, actor, contract_id=key, starts_on=today - timedelta(days=2),
                    last_day=today + timedelta(days=12), reason=rng.choice(PAUSES),
                )  # fmt: skip
            elif turn in {2, 3}:
                cancel_contract(
                    session, actor, contract_id=key, received_on=max(start, today - timedelta(days=rng.randrange(25))),
                    channel=rng.choice(list(NoticeChannel)), reason=rng.choice(REASONS),
                )  # fmt: skip
            elif turn in {4, 5}:
                received = start + (today - start) // 2
                cancel_contract(
                    session, actor, contract_id=key, received_on=received, kind=CancellationKind.FOR_CAUSE,
                    end_on=received, channel=NoticeChannel.LETTER, reason=rng.choice(REASONS),
                )  # fmt: skip
            elif turn == 6:
                first = add_months(today.replace(day=1), 2)
                change_price(session, actor, contract_id=key, valid_from=first, cents=49_90, reason="Preisanpassung")
            elif turn == 7:
                last = today + timedelta(days=30)
                add_free_time(session, actor, contract_id=key, starts_on=today, last_day=last, reason="Treuebonus")
            elif turn == 8 and extras:
                add_add_on(session, actor, contract_id=key, product_id=rng.choice(extras), starts_on=today)
            elif turn == 9 and count % 5 == 0:
                void_contract(session, actor, contract_id=key, reason="Doppelt erfasst")
            elif turn == 10:
                withdraw_contract(session, actor, contract_id=key, on=today)
    except Refusal:
        return
