"""Contracts are sold: the version and term of a tariff are copied; drafts are edited, activated or deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.contract_loading import a_payer, load_contract, settled, today_of, whole_contract
from actions.loading import load
from actions.numbering import draw_free_number
from domain.access import Actor, Permission
from domain.calendar import add_months, is_minor, months_between
from domain.contacts import ContactKind, PaymentMethod
from domain.contract_deeds import (
    MOST_FREE_MONTHS,
    WHOLE,
    AfterEnd,
    DiscountImpossible,
    ForCompaniesOnly,
    GuardianConsentMissing,
    MonthsImpossible,
    NotInFuture,
    PriceChangeWaits,
    TariffNotOffered,
    check_day,
)
from domain.contract_terms import broken_law, regime_of
from domain.contracts import Deed
from domain.errors import Missing, Problems
from domain.numbering import NumberKind
from domain.texts import tidy_line, tidy_text
from models.catalogue import Tariff, TariffQuota, TariffTerm, TariffVersion
from models.contact import Contact
from models.contract import (
    LONGEST_REASON,
    Contract,
    ContractDiscount,
    ContractPayer,
    ContractPrice,
    ContractQuota,
    FreeTime,
    Lasting,
)

LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What is agreed about a contract, beside what its tariff says."""

    term_id: int
    """The term of a version of a tariff."""
    start_on: date
    payment_method: PaymentMethod = PaymentMethod.NONE
    payer_id: int | None = None
    """Who pays; None: the contact itself."""
    basis_points: int = 0
    """The discount in hundredths of a percent."""
    discount_cents: int = 0
    """The discount of each interval in cents."""
    discount_months: int | None = None
    """None: for good."""
    free_months: int = 0
    """So many months from the start cost nothing."""
    waived: bool = False
    waived_reason: str = ""
    text: str = ""


@action(Permission.SELL_SERVICES, undoable=True)
def sell_contract(
    session: Session,
    actor: Actor,
    *,
    contact_id: int,
    sale: Sale,
    signed_on: date | None = None,
    guardian_consent_on: date | None = None,
) -> Contract:
    """Sell a contract; without a day of signature it is a draft."""
    return make_contract(session, contact_id, sale, signed_on, guardian_consent_on)


def make_contract(
    session: Session, contact_id: int, sale: Sale, signed_on: date | None, guardian_consent_on: date | None
) -> Contract:
    """A new contract as it was agreed."""
    contact = load(session, Contact, contact_id)
    contract = Contract(contact_id=contact.id, number="")
    problems = Problems()
    agree(session, contract, contact, sale, problems)
    if signed_on is not None:
        _sign(contract, contact, signed_on, guardian_consent_on, today_of(session), problems)
    problems.raise_if_any()
    contract.number = draw_free_number(session, NumberKind.CONTRACT)
    session.add(settled(contract))
    session.flush()
    return whole_contract(session, contract.id)


@action(Permission.SELL_SERVICES, undoable=True)
def edit_draft(session: Session, actor: Actor, *, contract_id: int, version: int | None = None, sale: Sale) -> Contract:
    """Agree anew on everything in a draft."""
    contract = load_contract(session, contract_id, version, Deed.EDIT)
    contact = load(session, Contact, contract.contact_id)
    _remove_parts(session, contract)
    contract = whole_contract(session, contract_id)
    problems = Problems()
    agree(session, contract, contact, sale, problems)
    problems.raise_if_any()
    return settled(contract)


@action(Permission.SELL_SERVICES, undoable=True)
def activate_contract(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    signed_on: date,
    guardian_consent_on: date | None = None,
) -> Contract:
    """A draft was signed: it is in force."""
    contract = load_contract(session, contract_id, version, Deed.ACTIVATE)
    contact = load(session, Contact, contract.contact_id)
    problems = Problems()
    _sign(contract, contact, signed_on, guardian_consent_on, today_of(session), problems)
    problems.raise_if_any()
    return settled(contract)


@action(Permission.SELL_SERVICES, undoable=True)
def delete_draft(session: Session, actor: Actor, *, contract_id: int, version: int | None = None) -> None:
    """Remove a draft that came to nothing."""
    contract = load_contract(session, contract_id, version, Deed.DELETE)
    _remove_parts(session, contract)
    session.delete(whole_contract(session, contract_id))


@action(Permission.EDIT_CONTRACTS, undoable=True)
def change_start(
    session: Session, actor: Actor, *, contract_id: int, version: int | None = None, start_on: date
) -> Contract:
    """A contract that has not begun begins on another day; what was agreed from its start on moves along."""
    contract = load_contract(session, contract_id, version, Deed.CHANGE_START)
    problems = Problems()
    with problems.field("start_on"):
        check_day(start_on, today_of(session))
        end = contract.cancellation.end_on if contract.cancellation is not None else None
        if end is not None and start_on > end:
            raise AfterEnd(end=end)
        for price in contract.prices:
            if contract.start_on < price.valid_from <= start_on:
                raise PriceChangeWaits(day=price.valid_from)
    problems.raise_if_any()
    old, contract.start_on = contract.start_on, start_on
    lasting: tuple[Lasting, ...] = (*contract.discounts, *contract.free_times)
    for part in lasting:
        if part.starts_on == old:
            months = None if part.ends_before is None else months_between(old, part.ends_before)
            part.starts_on = start_on
            part.ends_before = None if months is None else add_months(start_on, months)
    dated: tuple[ContractPrice | ContractPayer, ...] = (*contract.prices, *contract.payers)
    for fact in dated:
        if fact.valid_from == old:
            fact.valid_from = start_on
    return settled(contract)


def agree(session: Session, contract: Contract, contact: Contact, sale: Sale, problems: Problems) -> None:
    """Copy what the catalogue says on the day of the sale into a contract, and what was agreed beside it."""
    today = today_of(session)
    with problems.field("start_on"):
        contract.start_on = check_day(sale.start_on, today)
    if problems.found:
        return
    with problems.named():
        _copy_tariff(session, contract, contact, sale, today)
    with problems.named():
        _agree_amounts(session, contract, sale)
    with problems.field("text"):
        contract.text = tidy_text(sale.text, longest=LONGEST_TEXT)
    contract.payment_method = sale.payment_method
    if sale.payer_id is not None and sale.payer_id != contact.id:
        payer = a_payer(session, sale.payer_id)
        contract.payers.append(ContractPayer(contact_id=contact.id, payer_id=payer.id, valid_from=sale.start_on))


def _copy_tariff(session: Session, contract: Contract, contact: Contact, sale: Sale, today: date) -> None:
    found = session.execute(
        select(TariffTerm, TariffVersion, Tariff)
        .join(TariffVersion, TariffVersion.id == TariffTerm.tariff_version_id)
        .join(Tariff, Tariff.id == TariffVersion.tariff_id)
        .where(TariffTerm.id == sale.term_id)
    ).one_or_none()
    if found is None:
        raise TariffNotOffered
    term, version, tariff = found
    if version.valid_from > today or not tariff.sold_on(today):
        raise TariffNotOffered
    if tariff.business and contact.kind is not ContactKind.COMPANY:
        raise ForCompaniesOnly
    contract.tariff_id, contract.name = tariff.id, tariff.name
    contract.regime = regime_of(today, business=tariff.business)
    terms = term.terms(contract.regime)
    for broken in broken_law(terms):
        broken.field = "term_id"
        raise broken
    contract.agree(terms)
    contract.interval_months = term.interval_months
    contract.in_advance, contract.tax = version.in_advance, version.tax
    contract.sign_up_cents = version.sign_up_cents
    contract.pause_days_a_year = version.pause_days_a_year
    contract.pause_kind, contract.pause_fee_cents = version.pause_kind, version.pause_fee_cents
    contract.prices.append(ContractPrice(contact_id=contact.id, valid_from=sale.start_on, cents=term.price_cents))
    quotas = session.scalars(select(TariffQuota).where(TariffQuota.tariff_version_id == version.id))
    contract.quotas.extend(
        ContractQuota(contact_id=contact.id, quota_type_id=one.quota_type_id, units=one.units, monthly=one.monthly)
        for one in quotas
    )


def _agree_amounts(session: Session, contract: Contract, sale: Sale) -> None:
    if not 0 <= sale.basis_points <= WHOLE or sale.discount_cents < 0:
        raise DiscountImpossible
    if sale.discount_months is not None and not 1 <= sale.discount_months <= MOST_FREE_MONTHS:
        raise MonthsImpossible(field="discount_months", most=MOST_FREE_MONTHS)
    if not 0 <= sale.free_months <= MOST_FREE_MONTHS:
        raise MonthsImpossible(field="free_months", most=MOST_FREE_MONTHS)
    contact_id = contract.contact_id
    if sale.basis_points or sale.discount_cents:
        end = None if sale.discount_months is None else add_months(sale.start_on, sale.discount_months)
        contract.discounts.append(
            ContractDiscount(
                contact_id=contact_id,
                starts_on=sale.start_on,
                ends_before=end,
                basis_points=sale.basis_points,
                cents=sale.discount_cents,
            )
        )
    if sale.free_months:
        end = add_months(sale.start_on, sale.free_months)
        contract.free_times.append(FreeTime(contact_id=contact_id, starts_on=sale.start_on, ends_before=end))
    contract.sign_up_waived = ""
    if contract.sign_up_cents and (sale.waived or paid_sign_up(session, contact_id, but=contract.id)):
        contract.sign_up_cents = 0
        if sale.waived:
            contract.sign_up_waived = _waiver(sale.waived_reason)


def _waiver(reason: str) -> str:
    tidied = tidy_line(reason, longest=LONGEST_REASON)
    if not tidied:
        raise Missing(field="waived_reason")
    return tidied


def paid_sign_up(session: Session, contact_id: int, *, but: int | None = None) -> bool:
    """Whether a contract of the contact bears the sign-up fee already: it is due once."""
    query = select(Contract.id).where(
        Contract.contact_id == contact_id,
        Contract.sign_up_cents > 0,
        Contract.activated,
        ~Contract.void,
        Contract.withdrawn_on.is_(None),
    )
    return session.scalars(query.where(Contract.id != (but or 0)).limit(1)).first() is not None


def _sign(
    contract: Contract,
    contact: Contact,
    signed_on: date,
    consent_on: date | None,
    today: date,
    problems: Problems,
) -> None:
    with problems.field("signed_on"):
        if check_day(signed_on, today) > today:
            raise NotInFuture(day=signed_on)
    with problems.field("guardian_consent_on"):
        if consent_on is not None and check_day(consent_on, today) > today:
            raise NotInFuture(day=consent_on)
        if consent_on is None and contact.born_on is not None and is_minor(contact.born_on, signed_on):
            raise GuardianConsentMissing
    contract.signed_on, contract.activated, contract.guardian_consent_on = signed_on, True, consent_on


def _remove_parts(session: Session, contract: Contract) -> None:
    parts = (contract.prices, contract.discounts, contract.free_times, contract.payers, contract.quotas)
    for part in (one for some in parts for one in some):
        session.delete(part)
    session.flush()
