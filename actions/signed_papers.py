"""The paper of a contract that was signed: filed as a document of the contact, replaced, or detached again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.action import action
from actions.activities import begin
from actions.contract_loading import load_contract
from actions.documents import keep_file
from domain.access import Actor, Permission
from domain.activities import Direction
from domain.documents import CheckedFile, NoFile
from domain.errors import Gone
from gateways.storage import Storage
from i18n.texts import _, speaking
from models.base import moment
from models.contract import Contract
from models.document import Document
from queries.card_files import studio_language


@action(Permission.SELL_SERVICES, undoable=True)
def file_signed_paper(
    session: Session,
    actor: Actor,
    *,
    contract_id: int,
    version: int | None = None,
    files: Sequence[CheckedFile],
    storage: Storage,
) -> Contract:
    """The signed paper of a contract, in place of the one before, which stays a document of the contact."""
    actor.require(Permission.EDIT_ACTIVITIES)
    contract = load_contract(session, contract_id, version)
    if not files:
        raise NoFile(field="files")
    document = Document(at=moment(session), user_id=actor.user_id, direction=Direction.INCOMING)
    begin(session, actor, document, contact_id=contract.contact_id)
    with speaking(studio_language(session)):
        document.title = _("Signed contract {number}").format(number=contract.number)
    keep_file(document, files[0], storage)
    session.add(document)
    session.flush()
    contract.signed_document_id = document.id
    return contract


@action(Permission.SELL_SERVICES, undoable=True)
def detach_signed_paper(session: Session, actor: Actor, *, contract_id: int, version: int | None = None) -> Contract:
    """The paper was not that of this contract: it stays a document of the contact."""
    contract = load_contract(session, contract_id, version)
    if contract.signed_document_id is None:
        raise Gone
    contract.signed_document_id = None
    return contract
