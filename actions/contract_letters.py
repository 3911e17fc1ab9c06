"""Letters about contracts: kept once as documents of the contact, sent by e-mail, and the receipt of a notice."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import begin
from actions.contract_loading import load_contract, today_of
from actions.documents import keep_file
from actions.sending import put_in_queue
from config.settings import settings
from documents.contract_letters import About, Confirmed, confirmation
from domain.access import Actor, Permission
from domain.activities import Direction
from domain.contract_deeds import Receipt
from domain.documents import CheckedFile
from domain.texts import tidy_line
from gateways.storage import Storage
from models.activity import LONGEST_TITLE
from models.base import moment
from models.contract import Cancellation, Contract
from models.document import Document
from models.email import Email
from queries.contract_papers import kept_letter
from queries.emails import mail_addresses, obstacles, sender_address
from queries.letters import letter_draft

RECEIPT = "receipt_of_notice"
"""Under this the session holds what became of the receipt, for the message after the action."""


@action(Permission.EDIT_ACTIVITIES, undoable=True)
def keep_contract_letter(
    session: Session, actor: Actor, *, contract_id: int, title: str, file: CheckedFile, storage: Storage
) -> Document:
    """Keep a letter about a contract; one that is kept already stays as it is."""
    return _kept(session, actor, load_contract(session, contract_id, None), title, file, storage)


@action(Permission.SEND_EMAILS, undoable=True)
def send_contract_letter(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    address: str,
    title: str,
    text: str,
    file: CheckedFile,
    storage: Storage,
) -> Email:
    """Send a letter about a contract by e-mail; it is kept, and what was kept already is what goes out."""
    actor.require(Permission.EDIT_ACTIVITIES)
    contract = load_contract(session, contract_id, None)
    document = _kept(session, actor, contract, title, file, storage)
    session.flush()
    return put_in_queue(
        session,
        actor,
        contact_id=contract.contact_id,
        address=address,
        title=title[:LONGEST_TITLE],
        text=text,
        document_ids=[document.id],
    )


def _kept(
    session: Session, actor: Actor, contract: Contract, title: str, file: CheckedFile, storage: Storage
) -> Document:
    """The contract is locked: two who press at once keep one letter."""
    document = kept_letter(session, contract.contact_id, file.name)
    if document is not None:
        return document
    document = Document(at=moment(session), user_id=actor.user_id, direction=Direction.OUTGOING)
    begin(session, actor, document, contact_id=contract.contact_id)
    document.title = tidy_line(title[:LONGEST_TITLE], longest=LONGEST_TITLE, required=True)
    keep_file(document, file, storage)
    session.add(document)
    return document


def confirm_receipt(session: Session, actor: Actor, contract: Contract, notice: Cancellation) -> None:
    """Confirm a notice through the website by e-mail at once, as § 312k (4) BGB asks; the session holds whether."""
    session.info[RECEIPT] = _confirmed(session, actor, contract, notice)


def _confirmed(session: Session, actor: Actor, contract: Contract, notice: Cancellation) -> Receipt:
    contact_id = contract.contact_id
    if not settings().smtp_host or not sender_address(session, settings()):
        return Receipt.NO_MAIL
    addresses = [one.address for one in mail_addresses(session, contact_id) if not one.undeliverable_on]
    if not addresses:
        return Receipt.NO_ADDRESS
    if obstacles(session, contact_id, addresses[0], None, today_of(session)):
        return Receipt.IN_THE_WAY
    draft = letter_draft(session, contact_id, subject="", text="", clerk="")
    about = About(
        contract.name,
        contract.number,
        draft.salutation,
        notice.received_on,
        end_on=notice.end_on,
        recorded_at=moment(session),
    )
    letter = confirmation(Confirmed.CANCELLATION, draft.letter, about)
    put_in_queue(
        session,
        actor,
        contact_id=contact_id,
        address=addresses[0],
        title=letter.subject[:LONGEST_TITLE],
        text=letter.text,
    )
    return Receipt.QUEUED
