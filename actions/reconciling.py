"""Brings the claims of contracts, quotas and purchases in line with the facts.

For some contacts at a time: 1. the claims that should exist up to a day are computed; 2. those that exist are read;
3. wrong ones are reversed, missing ones made; 4. credit settles what is open. Doing it again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, selectinload

from actions.ledger import reverse_claim, use_credit
from domain.access import Actor
from domain.claims import ClaimKind, Held, Wanted, difference
from domain.clock import day_of
from domain.contract_claims import ExpectedClaim, expected_claims
from domain.periods import Period
from domain.settling import PaymentKind
from models.base import model_of, moment
from models.changes import Change, audited_columns, log_of, plain
from models.claim import Claim
from models.contract import FACTS, Contract
from models.payment import Allocation, Payment
from models.purchase import Purchase, PurchaseItem
from models.quota import Quota, QuotaEntry
from queries.redirects import final_ids, merged_ids

CONTRACT_TABLES = frozenset(
    {
        *("contract", "contract_price", "contract_discount", "free_time", "add_on", "pause", "cancellation"),
        "contract_payer",
    }
)


@dataclass(frozen=True, slots=True)
class Sources:
    """What claims come from."""

    contracts: Sequence[Contract] = ()
    quotas: Sequence[Quota] = ()
    items: Sequence[tuple[PurchaseItem, Purchase]] = ()


@dataclass(slots=True)
class Outcome:
    """What was booked: numbers of claims and their cents."""

    made: int = 0
    made_cents: int = 0
    reversed: int = 0
    reversed_cents: int = 0

    def add(self, other: Outcome) -> None:
        """Count what was booked elsewhere too."""
        self.made += other.made
        self.made_cents += other.made_cents
        self.reversed += other.reversed
        self.reversed_cents += other.reversed_cents


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is known beside the sources: live claims by their source, refunds of quotas, undone purchases, merges."""

    held: dict[str, list[Claim]]
    credited: dict[int, int]
    """Cents of credit notes by claim."""
    revisions: dict[str, int]
    refunded: dict[int, int]
    """Cents paid back by quota."""
    undone: frozenset[int]
    """Purchases that a counter-purchase undid."""
    final: dict[int, int]
    """Contacts that were merged, and into which."""
    billed: dict[int, date]
    """The latest day on which anything of a contract was ever due: so far it has been billed."""
    credit: frozenset[int]
    """On whose accounts something is left of a payment."""


def reconcile(session: Session, actor: Actor, sources: Sources, *, until: date | None) -> Outcome:
    """Bring the claims of these sources in order up to a day; refuses `InvoicedAlready` where a document is needed.

    Without a day as far as each source has been billed: contracts that never were stay untouched.
    """
    return book(session, actor, sources, read_ledger(session, sources), until)


def book(session: Session, actor: Actor, sources: Sources, ledger: Ledger, until: date | None) -> Outcome:
    """Book what is wanted of sources whose ledger was read before."""
    return carry_out(session, actor, planned(sources, ledger, until), ledger)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be booked for some sources."""

    missing: tuple[Wanted, ...]
    wrong: tuple[Claim, ...]

    def is_plain(self, ledger: Ledger) -> bool:
        """Whether claims are only added, and no credit waits for them."""
        return not self.wrong and not any(one.debtor_id in ledger.credit for one in self.missing)


def planned(sources: Sources, ledger: Ledger, until: date | None) -> Plan:
    """What booking would do; reads nothing."""
    missing, wrong = list[Wanted](), list[Claim]()
    for wanted, held in _each(sources, ledger, until):
        found, claims = difference(wanted, _as_held(held, ledger)), {claim.id: claim for claim in held}
        missing += found.missing
        wrong += [claims[one.claim_id] for one in found.wrong]
    return Plan(tuple(missing), tuple(wrong))


def carry_out(session: Session, actor: Actor, plan: Plan, ledger: Ledger) -> Outcome:
    """Reverse what is wrong, make what is missing, and let credit settle what is open."""
    outcome, touched = Outcome(), set[int]()
    for claim in plan.wrong:
        reverse_claim(session, actor, claim)
        outcome.reversed += 1
        outcome.reversed_cents += claim.cents
        touched.add(claim.debtor_id)
    session.flush()
    make_claims(session, actor, plan.missing, ledger)
    outcome.made = len(plan.missing)
    outcome.made_cents = sum(one.cents for one in plan.missing)
    touched |= {one.debtor_id for one in plan.missing if one.debtor_id in ledger.credit}
    for debtor_id in sorted({ledger.final.get(key, key) for key in touched}):
        use_credit(session, actor, debtor_id)
    return outcome


def make_claims(session: Session, actor: Actor, wanted: Sequence[Wanted], ledger: Ledger) -> None:
    """Write new claims all together, and note them for the trail as single rows would be."""
    if not wanted:
        return
    at = moment(session)
    rows = [_row(one, ledger.revisions.get(one.key, 0) + 1, actor, at) for one in wanted]
    made = insert(Claim).returning(Claim.id, sort_by_parameter_order=True)
    ids = session.connection().execute(made, rows).scalars().all()
    log_of(session).changes += [
        Change(
            Claim.__tablename__,
            key,
            row["contact_id"],
            None,
            {name: plain(row[name]) for name, _secret in audited_columns(Claim)},
            also=(row["debtor_id"],),
        )
        for key, row in zip(ids, rows, strict=True)
    ]


def _row(one: Wanted, revision: int, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "contact_id": one.contact_id,
        "debtor_id": one.debtor_id,
        "kind": one.kind,
        "source": one.key,
        "revision": revision,
        "contract_id": one.contract_id,
        "quota_id": one.quota_id,
        "item_id": one.item_id,
        "starts_on": None if one.period is None else one.period.start,
        "ends_before": None if one.period is None else one.period.end,
        "due_on": one.due_on,
        "cents": one.cents,
        "tax": one.tax,
        "text": one.text,
        "booked_on": day_of(at),
        "user_id": actor.user_id,
        "settled_cents": 0,
        "live": True,
        "created_at": at,
    }


def follow_up(session: Session, actor: Actor, changes: Iterable[Change]) -> None:
    """After any step: what was billed follows the facts that the step changed."""
    contracts, quotas, purchases = set[int](), set[int](), set[int]()
    for change in changes:
        if change.table == "contract":
            contracts.add(int(change.key))
        elif change.table in CONTRACT_TABLES:
            row = change.after if change.before is None else change.before
            contracts.add(int((row or {}).get("contract_id") or 0) or _contract_of(session, change))
        elif change.table == "quota" and change.before is None:
            quotas.add(int(change.key))
        elif change.table == "quota_entry" and (change.after or {}).get("kind") == "refund":
            quotas.add(int((change.after or {})["quota_id"]))
        elif change.table == "purchase":
            purchases |= {int(change.key), int((change.after or {}).get("undoes_id") or 0)}
    if not (contracts or quotas or purchases):
        return
    sources = Sources(
        whole_contracts(session, Contract.id.in_(_billed(session, contracts))) if contracts else (),
        session.scalars(select(Quota).where(Quota.id.in_(quotas))).all() if quotas else (),
        sold_items(session, Purchase.id.in_(purchases)) if purchases else (),
    )
    if sources != Sources():
        reconcile(session, actor, sources, until=None)


def whole_contracts(session: Session, *wanted: object) -> Sequence[Contract]:
    """Contracts with all that claims depend on, as they are stored now, locked."""
    query = select(Contract).where(*wanted).order_by(Contract.id)  # type: ignore[arg-type]
    parts = map(selectinload, (*FACTS, Contract.payers))
    return session.scalars(
        query.options(*parts).with_for_update(of=Contract).execution_options(populate_existing=True)
    ).all()


def sold_items(session: Session, *wanted: object) -> Sequence[tuple[PurchaseItem, Purchase]]:
    """Lines of purchases, but not of those that undo others."""
    query = (
        select(PurchaseItem, Purchase)
        .join(Purchase, Purchase.id == PurchaseItem.purchase_id)
        .where(Purchase.undoes_id.is_(None), *wanted)  # type: ignore[arg-type]
        .order_by(PurchaseItem.id)
    )
    return [(item, purchase) for item, purchase in session.execute(query).tuples()]


def _contract_of(session: Session, change: Change) -> int:
    """Of a part that only changed: its row says to which contract it belongs."""
    row = session.get(model_of(change.table), change.key)
    return int(getattr(row, "contract_id", 0) or 0)


def _billed(session: Session, contract_ids: Collection[int]) -> set[int]:
    return set(_billed_until(session, contract_ids))


def _billed_until(session: Session, contract_ids: Collection[int]) -> dict[int, date]:
    query = select(Claim.contract_id, func.max(Claim.due_on)).where(Claim.contract_id.in_(contract_ids))
    rows = session.execute(query.group_by(Claim.contract_id)).tuples() if contract_ids else ()
    return {key: day for key, day in rows if key is not None}


def read_ledger(session: Session, sources: Sources) -> Ledger:
    """All that is needed to judge the sources, in a few statements."""
    contract_ids = [contract.id for contract in sources.contracts]
    quota_ids = [quota.id for quota in sources.quotas]
    item_ids = [item.id for item, _ in sources.items]
    held: dict[str, list[Claim]] = defaultdict(list)
    revisions: dict[str, int] = {}
    for column, ids, name in (
        (Claim.contract_id, contract_ids, "contract"),
        (Claim.quota_id, quota_ids, "quota"),
        (Claim.item_id, item_ids, "item"),
    ):
        if not ids:
            continue
        lock = select(Claim).where(column.in_(ids), Claim.live).order_by(Claim.id).with_for_update()
        for claim in session.scalars(lock.execution_options(populate_existing=True)):
            held[f"{name}:{getattr(claim, column.key)}"].append(claim)
        latest = select(Claim.source, func.max(Claim.revision)).where(column.in_(ids)).group_by(Claim.source)
        revisions |= dict(session.execute(latest).tuples().all())
    claims = [claim for some in held.values() for claim in some]
    undone = select(Purchase.undoes_id).where(Purchase.undoes_id.in_([p.id for _, p in sources.items]))
    refunded = (
        select(QuotaEntry.quota_id, func.sum(QuotaEntry.cents))
        .where(QuotaEntry.quota_id.in_(quota_ids), QuotaEntry.cents.is_not(None))
        .group_by(QuotaEntry.quota_id)
    )
    credited = (
        select(Allocation.claim_id, func.sum(Allocation.cents))
        .where(Allocation.claim_id.in_([claim.id for claim in claims]), Allocation.credit_line_id.is_not(None))
        .group_by(Allocation.claim_id)
    )
    debtors = _debtors(sources, claims)
    final = final_ids(session, debtors)
    return Ledger(
        held=held,
        credited={int(key or 0): int(cents) for key, cents in session.execute(credited).tuples()} if claims else {},
        revisions=revisions,
        refunded={key: int(cents or 0) for key, cents in session.execute(refunded).tuples()} if quota_ids else {},
        undone=frozenset(key for key in session.scalars(undone) if key is not None) if item_ids else frozenset(),
        final=final,
        billed=_billed_until(session, contract_ids),
        credit=_with_credit(session, debtors | set(final.values())),
    )


def _with_credit(session: Session, debtors: Collection[int]) -> frozenset[int]:
    into = merged_ids(session, debtors)
    query = select(Payment.contact_id).where(
        Payment.contact_id.in_([*debtors, *into]),
        Payment.kind == PaymentKind.PAYMENT,
        Payment.used_cents < Payment.cents,
        ~Payment.reversed,
    )
    return frozenset(into.get(key, key) for key in session.scalars(query))


def _debtors(sources: Sources, claims: Iterable[Claim]) -> set[int]:
    named = {claim.debtor_id for claim in claims}
    for contract in sources.contracts:
        named |= {contract.contact_id, *(payer.payer_id for payer in contract.payers)}
    named |= {quota.contact_id for quota in sources.quotas}
    return named | {purchase.debtor_id for _, purchase in sources.items}


def _each(sources: Sources, ledger: Ledger, until: date | None) -> Iterator[tuple[list[Wanted], list[Claim]]]:
    """Of each source what should be claimed, and the live claims."""
    for contract in sources.contracts:
        held = ledger.held.get(f"contract:{contract.id}", [])
        days = [day for day in (until, ledger.billed.get(contract.id)) if day is not None]
        wanted = _of_contract(contract, max(days), ledger) if days else []
        yield wanted, held
    for quota in sources.quotas:
        cents = quota.price_cents - ledger.refunded.get(quota.id, 0) if quota.charged else 0
        key = f"quota:{quota.id}"
        debtor = ledger.final.get(quota.contact_id, quota.contact_id)
        one = Wanted(
            key, ClaimKind.QUOTA, quota.contact_id, debtor, None, quota.bought_on, cents, quota.tax, quota.name,
            quota_id=quota.id,
        )  # fmt: skip
        yield [one] if cents > 0 else [], ledger.held.get(key, [])
    for item, purchase in sources.items:
        cents = 0 if purchase.id in ledger.undone else item.cents
        key = f"item:{item.id}"
        debtor = ledger.final.get(purchase.debtor_id, purchase.debtor_id)
        one = Wanted(
            key, ClaimKind.PURCHASE, item.contact_id, debtor, None, purchase.due_on, cents, item.tax, item.name,
            item_id=item.id,
        )  # fmt: skip
        yield [one] if cents > 0 else [], ledger.held.get(key, [])


def _of_contract(contract: Contract, until: date, ledger: Ledger) -> list[Wanted]:
    taxes = {add_on.id: add_on.tax for add_on in contract.add_ons}
    return [
        Wanted(
            key=f"contract:{contract.id}:{one.kind.value}:{one.add_on_key}:{one.period.start}",
            kind=one.kind,
            contact_id=contract.contact_id,
            debtor_id=_payer(contract, one, ledger),
            period=one.period,
            due_on=one.due_on,
            cents=one.cents,
            tax=taxes.get(one.add_on_key, contract.tax),
            text=one.name or contract.name,
            contract_id=contract.id,
        )
        for one in expected_claims(contract.facts, until=until)
    ]


def _payer(contract: Contract, claim: ExpectedClaim, ledger: Ledger) -> int:
    """Who pays on the day on which it is due."""
    named = [payer.payer_id for payer in contract.payers if payer.valid_from <= claim.due_on]
    payer_id = named[-1] if named else contract.contact_id
    return ledger.final.get(payer_id, payer_id)


def _as_held(claims: Iterable[Claim], ledger: Ledger) -> list[Held]:
    return [
        Held(
            claim.id,
            claim.source,
            ledger.final.get(claim.debtor_id, claim.debtor_id),
            None if claim.starts_on is None else Period(claim.starts_on, claim.ends_before),
            claim.due_on,
            claim.cents - ledger.credited.get(claim.id, 0),
            claim.tax,
            ledger.credited.get(claim.id, 0),
        )
        for claim in claims
    ]
