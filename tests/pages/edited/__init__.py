"""Every form that edits a record: how it is drawn, what two people put into it, and what is stored then.

A new form that edits something gets a line here; `test_conflicts.py` says so when it is missing, and tries it.
"""

from __future__ import annotations

from tests.pages.edited.cards import CARDS
from tests.pages.edited.catalogue import CATALOGUE, OF_CATALOGUE
from tests.pages.edited.contacts import CONTACTS, OF_CONTACTS
from tests.pages.edited.entries import ENTRIES
from tests.pages.edited.form import OTHER_IBAN, Edited

EDITED: dict[str, Edited] = CONTACTS | CARDS | ENTRIES | CATALOGUE
OTHERS: dict[str, Edited] = OF_CATALOGUE | OF_CONTACTS
"""Forms that rely on columns for which they have no field, and those of what is not there yet."""

__all__ = ["EDITED", "OTHERS", "OTHER_IBAN", "Edited"]
