"""The import of an address book: what becomes of each contact in it, and why."""

from __future__ import annotations

from enum import StrEnum

from domain.errors import Refusal


class ImportKind(StrEnum):
    """What the file of an import holds."""

    CONTACTS = "contacts"
    CONTRACTS = "contracts"
    QUOTAS = "quotas"
    MANDATES = "mandates"


class Verdict(StrEnum):
    """What the import makes of a contact."""

    OK = "ok"
    WARNING = "warning"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class OnDuplicate(StrEnum):
    """What the import does with likely duplicates."""

    SKIP = "skip"
    IMPORT = "import_anyway"


class OnNumber(StrEnum):
    """What the import does with a row whose number is here."""

    SKIP = "skip_known"
    UPDATE = "update_known"
    IMPORT = "import_known"


class Taken(StrEnum):
    """What an import did with a contact."""

    CREATED = "created"
    UPDATED = "updated"


class TwinSign(StrEnum):
    """Why two contacts may be one, surest first."""

    NUMBER = "twin_by_number"
    BIRTHDAY = "twin_by_birthday"
    EMAIL = "twin_by_email"
    PHONE = "twin_by_phone"
    ADDRESS = "twin_by_address"
    NAME = "twin_by_name_alone"


class Part(StrEnum):
    """A part of a foreign contact that may not fit the master data."""

    NAME = "part_name"
    NUMBER = "part_number"
    TITLE = "part_title"
    BIRTHDAY = "part_birthday"
    PHONE = "part_phone"
    EMAIL = "part_email"
    ADDRESS = "part_address"
    POSTCODE = "part_postcode"
    TAG = "part_tag"
    IBAN = "part_iban"
    BIC = "part_bic"
    ACCOUNT_HOLDER = "part_account_holder"
    DOCTOR = "part_doctor"


class LikelyDuplicate(Refusal):
    """A contact that is here already is not imported again. Data: `line`, `sign`, `number`, `name` of the one here."""


class TwinInFile(Refusal):
    """A contact comes in once, however often its file holds it. Data: `line`, `sign`, `other` (its first line)."""


class PartUnusable(Refusal):
    """A part that cannot be stored goes into the remark. Data: `line`, `part`, `value`, `why` (Refusal)."""


class ContactUnusable(Refusal):
    """A contact needs a name that can be stored. Data: `line`, `why` (Refusal)."""


class DebitWithoutIban(Refusal):
    """Who pays by direct debit has an IBAN; the contact comes in, and a hint asks for it. Data: `line`."""


class TooMany(Refusal):
    """A contact has not more entries of one sort than the limit; the others go into the remark. Data: `most`."""


class NameReplaced(Refusal):
    """A number stands for one contact: a row that changes the whole name may mean another. Data: `line`, `before`."""


class RemarkCut(Refusal):
    """A remark is not longer than the limit; what is over is left out. Data: `line`, `longest` (characters)."""


class ChangedSincePreview(Refusal):
    """A contact is updated only as the preview showed it. Data: `line`."""


class NotStored(Refusal):
    """The database takes what the rules let pass; where it does not, that row alone stays out. Data: `line`."""
