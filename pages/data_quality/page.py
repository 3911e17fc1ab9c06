"""Data quality: each rule with the number of contacts that it concerns, and the way to their list."""

from __future__ import annotations

import streamlit as st

from components.badges import badge
from components.cards import heading
from components.escape import markup
from components.navigation import CONTACTS, go
from components.perform import may, reading, today
from domain.access import Permission
from domain.data_quality import Hint
from i18n.texts import N_, _, plural
from i18n.words import word
from queries.data_quality import hint_counts
from queries.duplicates import contacts_in_pairs

AREAS = (
    (
        N_("Reaching people"),
        (
            *(Hint.NO_WAY_TO_REACH, Hint.NO_PHONE, Hint.NO_EMAIL, Hint.NO_ADDRESS),
            *(Hint.PHONE_UNDELIVERABLE, Hint.EMAIL_UNDELIVERABLE, Hint.ADDRESS_UNDELIVERABLE),
            *(Hint.PHONE_INVALID, Hint.EMAIL_INVALID),
        ),
    ),
    (
        N_("Payment"),
        (
            *(Hint.IBAN_MISSING, Hint.IBAN_INVALID),
            *(Hint.MANDATE_MISSING, Hint.MANDATE_UNSIGNED, Hint.MANDATE_EXPIRED),
        ),
    ),
    (N_("Person"), (Hint.POSSIBLE_DUPLICATE, Hint.MINOR_WITHOUT_GUARDIAN, Hint.NO_BIRTHDAY, Hint.BIRTHDAY_IMPOSSIBLE)),
)
"""All hints, in the order of the page."""


def area(title: str, counts: dict[Hint, int]) -> None:
    """The rules of one area: those that are broken lead to their contacts, the others are done."""
    heading(title)
    with st.container(gap="xxsmall"):
        for hint, contacts in counts.items():
            if contacts and st.button(_broken(hint, contacts), key=f"rule_{hint}", type="tertiary", wrap=True):
                to_mend = {"tab": "duplicates"} if hint is Hint.POSSIBLE_DUPLICATE else {"gap": hint.value}
                go(CONTACTS, **to_mend)
    done = [f"<li>{badge(_many(0), 'green')} {markup(word(hint))}</li>" for hint in counts if not counts[hint]]
    if done:
        st.html(f"<ul class='k-done' aria-label='{markup(_('Nothing to mend'))}'>{''.join(done)}</ul>")


def _broken(hint: Hint, contacts: int) -> str:
    return f":orange[:material/warning:] :orange-badge[{_many(contacts)}] {word(hint)}"


def _many(contacts: int) -> str:
    return plural("{count} contact", "{count} contacts", contacts)


st.title(_("Data quality"), anchor=False)
with reading() as session:
    found = hint_counts(session, today=today(), bank=may(Permission.SEE_BANK_DATA))
    if may(Permission.MERGE_CONTACTS):
        found[Hint.POSSIBLE_DUPLICATE] = contacts_in_pairs(session)
kept = sum(not contacts for contacts in found.values())
st.caption(_("{kept} of {rules} rules are kept by all contacts.").format(kept=kept, rules=len(found)))
left, right = st.columns(2, gap="large")
for place, (name, rules) in zip((left, right, right), AREAS, strict=True):
    shown = {hint: found[hint] for hint in rules if hint in found}
    if shown:
        with place:
            area(_(name), shown)
