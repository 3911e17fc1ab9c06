"""What a merge does, in words: how many rows of each table go where, and what stays as it was changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from domain import merging as refused
from domain.errors import Refusal
from i18n.sentences import FIELDS
from i18n.texts import N_, _, plural

KINDS: dict[str, Callable[[int], str]] = {
    "contact_address": lambda count: plural("{count} address", "{count} addresses", count),
    "contact_phone": lambda count: plural("{count} phone number", "{count} phone numbers", count),
    "contact_email": lambda count: plural("{count} e-mail address", "{count} e-mail addresses", count),
    "contact_tag": lambda count: plural("{count} tag", "{count} tags", count),
    "mandate": lambda count: plural("{count} mandate", "{count} mandates", count),
    "consent": lambda count: plural("{count} consent", "{count} consents", count),
    "relationship": lambda count: plural("{count} relationship", "{count} relationships", count),
    "contact_health": lambda count: plural("{count} health note", "{count} health notes", count),
    "note": lambda count: plural("{count} note", "{count} notes", count),
    "health_note": lambda count: plural("{count} entry on health", "{count} entries on health", count),
    "call": lambda count: plural("{count} call", "{count} calls", count),
    "email": lambda count: plural("{count} e-mail", "{count} e-mails", count),
    "task": lambda count: plural("{count} task", "{count} tasks", count),
    "appointment": lambda count: plural("{count} appointment", "{count} appointments", count),
    "enrolment": lambda count: plural("{count} course date", "{count} course dates", count),
    "document": lambda count: plural("{count} document", "{count} documents", count),
    "course_member": lambda count: plural("{count} whole course", "{count} whole courses", count),
    "quota": lambda count: plural("{count} quota", "{count} quotas", count),
    "check_in": lambda count: plural("{count} check-in", "{count} check-ins", count),
    "access_card": lambda count: plural("{count} card", "{count} cards", count),
    "contract": lambda count: plural("{count} contract", "{count} contracts", count),
    "contract_price": lambda count: plural("{count} price of a contract", "{count} prices of contracts", count),
    "contract_discount": lambda count: plural("{count} discount", "{count} discounts", count),
    "free_time": lambda count: plural("{count} free time", "{count} free times", count),
    "add_on": lambda count: plural("{count} extra", "{count} extras", count),
    "pause_booking": lambda count: plural("{count} paused booking", "{count} paused bookings", count),
    "pause": lambda count: plural("{count} pause", "{count} pauses", count),
    "cancellation": lambda count: plural("{count} cancellation", "{count} cancellations", count),
    "contract_payer": lambda count: plural("{count} payer of a contract", "{count} payers of contracts", count),
    "contract_quota": lambda count: plural("{count} quota of a contract", "{count} quotas of contracts", count),
    "not_duplicate": lambda count: plural("{count} mark “no duplicate”", "{count} marks “no duplicate”", count),
}
"""Each table whose rows a merge passes on; a test sees that none is missing."""


def counted(rows: Mapping[str, int]) -> str:
    """`2 phone numbers, 1 tag`."""
    return ", ".join(say(rows[table]) for table, say in KINDS.items() if rows.get(table))


def kept_words(kept: Iterable[tuple[str, str, bool]]) -> str:
    """What stays as it was changed since the merge: (table, field, whether the row was removed) in words."""
    fields: list[str] = []
    edited: dict[str, int] = {}
    gone: dict[str, int] = {}
    for table, field, removed in kept:
        if field and table == "contact":
            fields.append(_(FIELDS.get(field, field)))
        else:
            rows = gone if removed else edited
            rows[table] = rows.get(table, 0) + 1
    parts = [", ".join(dict.fromkeys(fields)), counted(edited)]
    said = []
    if any(parts):
        said.append(_("Changed since then and kept so: {what}.").format(what=", ".join(filter(None, parts))))
    if counted(gone):
        said.append(_("Removed since then: {what}.").format(what=counted(gone)))
    return " ".join(said)


TEXTS: dict[type[Refusal], str] = {
    refused.WithItself: N_("Choose two different contacts."),
    refused.AlreadyMerged: N_(
        "Contact {number} was merged into {into} in the meantime. Nothing was saved: open {into} and go on there."
    ),
    refused.PersonAndCompany: N_("A person and a company cannot be merged. Correct the kind of one of them first."),
    refused.PreviewOutdated: N_(
        "Something has changed in the meantime. Nothing was merged: the preview is up to date now, please look again."
    ),
    refused.MergeUndone: N_("Somebody else has undone this merge already."),
    refused.LaterMerge: N_("After that, {number} was merged into {into}. Undo that merge first."),
    refused.SaidBefore: N_("Somebody else has already said that these two are no duplicates."),
}
"""What people read when a merge is refused."""
