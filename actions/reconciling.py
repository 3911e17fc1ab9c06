"""Brings the claims of contracts, quotas and purchases in line with the facts.

For some contacts at a time: 1. the claims that should exist up to a day are computed; 2. those that exist are read;
3. wrong ones are reversed, missing ones made; 4. credit settles what is open. Doing it again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from actions.ledger import reverse_claim, use_credit
from domain.access import Actor
from domain.claims import ClaimKind, Difference, Held, Wanted, difference
from domain.clock import day_of
from domain.contract_claims import ExpectedClaim, expected_claims
from domain.periods import Period
from models.base import model_of, moment
from models.changes import Change
from models.claim import Claim
from models.contact import Contact
from models.contract import FACTS, Contract
from models.payment import Allocation
from models.purchase import Purchase, PurchaseItem
from models.quota import Quota, QuotaEntry

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
    debtors: set[int] = field(default_factory=set)

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


def reconcile(session: Session, actor: Actor, sources: Sources, *, until: date | None) -> Outcome:
    """Bring the claims of these sources in order up to a day; refuses `InvoicedAlready` where a document is needed.

    Without a day as far as each source has been billed: contracts that never were stay untouched.
    """
    return book(session, actor, sources, read_ledger(session, sources), until)


def book(session: Session, actor: Actor, sources: Sources, ledger: Ledger, until: date | None) -> Outcome:
    """Book what is wanted of sources whose ledger was read before."""
    outcome = Outcome()
    for wanted, held in _each(sources, ledger, until):
        _book(session, actor, difference(wanted, _as_held(held, ledger)), held, ledger, outcome)
    session.flush()
    for debtor_id in sorted(outcome.debtors):
        use_credit(session, actor, ledger.final.get(debtor_id, debtor_id))
    return outcome


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
    return Ledger(
        held=held,
        credited={int(key or 0): int(cents) for key, cents in session.execute(credited).tuples()} if claims else {},
        revisions=revisions,
        refunded={key: int(cents or 0) for key, cents in session.execute(refunded).tuples()} if quota_ids else {},
        undone=frozenset(key for key in session.scalars(undone) if key is not None) if item_ids else frozenset(),
        final=_final_ids(session, _debtors(sources, claims)),
        billed=_billed_until(session, contract_ids),
    )


def _debtors(sources: Sources, claims: Iterable[Claim]) -> set[int]:
    named = {claim.debtor_id for claim in claims}
    for contract in sources.contracts:
        named |= {contract.contact_id, *(payer.payer_id for payer in contract.payers)}
    named |= {quota.contact_id for quota in sources.quotas}
    return named | {purchase.debtor_id for _, purchase in sources.items}


def _final_ids(session: Session, contact_ids: Collection[int]) -> dict[int, int]:
    """Those of the contacts that were merged, each with the one that it leads to in the end."""
    into: dict[int, int] = {}
    ahead = set(contact_ids)
    while ahead:
        query = select(Contact.id, Contact.merged_into_id).where(
            Contact.id.in_(ahead), Contact.merged_into_id.is_not(None)
        )
        found = {key: int(target or 0) for key, target in session.execute(query).tuples()}
        ahead = set(found.values()) - into.keys() - found.keys()
        into |= found
    final = {}
    for key in into:
        end, seen = key, {key}
        while end in into and into[end] not in seen:
            end = into[end]
            seen.add(end)
        final[key] = end
    return final


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


def _book(
    session: Session, actor: Actor, what: Difference, held: Sequence[Claim], ledger: Ledger, outcome: Outcome
) -> None:
    claims = {claim.id: claim for claim in held}
    for wrong in what.wrong:
        claim = claims[wrong.claim_id]
        reverse_claim(session, actor, claim)
        outcome.reversed += 1
        outcome.reversed_cents += claim.cents
        outcome.debtors.add(claim.debtor_id)
    day = day_of(moment(session))
    for one in what.missing:
        session.add(
            Claim(
                contact_id=one.contact_id,
                debtor_id=one.debtor_id,
                kind=one.kind,
                source=one.key,
                revision=ledger.revisions.get(one.key, 0) + 1,
                contract_id=one.contract_id,
                quota_id=one.quota_id,
                item_id=one.item_id,
                starts_on=None if one.period is None else one.period.start,
                ends_before=None if one.period is None else one.period.end,
                due_on=one.due_on,
                cents=one.cents,
                tax=one.tax,
                text=one.text,
                booked_on=day,
                user_id=actor.user_id,
            )
        )
        outcome.made += 1
        outcome.made_cents += one.cents
        outcome.debtors.add(one.debtor_id)
