"""Papers of contracts among the documents of a contact: what was signed, what is missing, which letters are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select
from sqlalchemy.orm import Session, selectinload

from domain.activities import Direction
from domain.clock import day_of
from domain.contracts import CancellationKind
from domain.periods import DAY
from models.activity import Activity
from models.contract import Contract
from models.document import Document
from models.email import Email, EmailAttachment


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """The signed paper of a contract."""

    document_id: int
    file_name: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter about a contract that is kept as a document."""

    document_id: int
    mailed: bool
    """Whether it went, or is to go, with an e-mail."""


def signed_paper(session: Session, contract: Contract) -> SignedPaper | None:
    """The signed paper of a contract; None where there is none, or it lies in the bin."""
    document = session.get(Document, contract.signed_document_id) if contract.signed_document_id else None
    if document is None or document.deleted_at is not None:
        return None
    return SignedPaper(document.id, document.file_name, document.created_at)


def first_filed() -> ScalarSelect[datetime]:
    """When the first signed paper was filed in the studio."""
    papers = select(Contract.signed_document_id).where(Contract.signed_document_id.is_not(None))
    return select(func.min(Activity.created_at)).where(Activity.id.in_(papers)).scalar_subquery()


def is_filed() -> ColumnElement[bool]:
    """Whether a contract of the query around has its signed paper."""
    return exists().where(Activity.id == Contract.signed_document_id, Activity.deleted_at.is_(None))


def lacks_paper(signed_on: date | None, first: datetime | None) -> bool:
    """Whether a contract without a paper should have one: not before the studio began to file them."""
    return first is not None and signed_on is not None and signed_on >= day_of(first)


def unsigned(session: Session, contracts: Iterable[Contract]) -> frozenset[int]:
    """Which of these contracts in force have no signed paper although they should."""
    asked = {one.id: one for one in contracts if one.activated and not one.void}
    if not asked:
        return frozenset()
    first = session.scalar(select(first_filed()))
    if first is None:
        return frozenset()
    filed = set(session.scalars(select(Contract.id).where(Contract.id.in_(asked), is_filed())))
    return frozenset(key for key, one in asked.items() if key not in filed and lacks_paper(one.signed_on, first))


def kept_letter(session: Session, contact_id: int, name: str) -> Document | None:
    """The letter to a contact that is kept under the name of its file."""
    return session.scalars(_letters(contact_id, [name]).order_by(Document.id).limit(1)).one_or_none()


def kept_letters(session: Session, contact_id: int, names: Collection[str]) -> dict[str, KeptLetter]:
    """The letters to a contact that are kept, by the names of their files."""
    found = session.scalars(_letters(contact_id, names).order_by(Document.id.desc())).all()
    mailed = set(
        session.scalars(
            select(EmailAttachment.file)
            .join(Email, Email.id == EmailAttachment.email_id)
            .where(
                EmailAttachment.file.in_([one.file for one in found]),
                Email.contact_id == contact_id,
                Email.deleted_at.is_(None),
            )
        )
    )
    return {one.file_name: KeptLetter(one.id, one.file in mailed) for one in found}


def _letters(contact_id: int, names: Collection[str]) -> Select[Document]:
    return select(Document).where(
        Document.contact_id == contact_id,
        Document.direction == Direction.OUTGOING,
        Document.deleted_at.is_(None),
        Document.file_name.in_(names),
    )


def switched_from(session: Session, contract: Contract) -> tuple[str, str] | None:
    """Name and number of the contract whose place this one took, by a switch of tariffs."""
    if contract.follows_id is None:
        return None
    query = select(Contract).where(Contract.id == contract.follows_id).options(selectinload(Contract.cancellations))
    old = session.scalars(query).one_or_none()
    return (old.name, old.number) if old is not None and _switches(old, contract.start_on) else None


def switched_on(session: Session, contract: Contract) -> date | None:
    """When another contract took the place of this one, by a switch of tariffs."""
    starts = session.scalars(select(Contract.start_on).where(Contract.follows_id == contract.id, ~Contract.void))
    return next((day for day in starts if _switches(contract, day)), None)


def _switches(old: Contract, start_on: date) -> bool:
    """Whether a contract was ended so that another one begins on a day."""
    notice = old.cancellation
    return notice is not None and notice.kind is CancellationKind.BY_STUDIO and notice.end_on + DAY == start_on
