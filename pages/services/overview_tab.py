"""What runs now, and what is to be done about it."""

from __future__ import annotations

from components.contract_list import add_button, contract_list
from components.perform import reading, today
from i18n.texts import _
from queries.contacts import ContactHeader
from queries.contracts import RUNNING, Asked, contracts_of


def overview_tab(header: ContactHeader) -> None:
    """The contracts that run or will run, with hints."""
    with reading() as session:
        rows = contracts_of(session, Asked(header.contact_id, today(), states=tuple(RUNNING)))
    add_button(header.contact_id)
    contract_list("running_contracts", rows, empty=_("No contract runs now. Add one with the button above."))
