"""Which columns say something that not everybody may see: one table, asked by trails, lists and exports.

A test fails for a column of these tables that is not named here.
"""

from __future__ import annotations

from enum import StrEnum

from domain.access import Actor, Permission


class Sensitivity(StrEnum):
    """Who may see the value of a column."""

    OPEN = "open"
    """Whoever sees the record."""
    BANK = "bank"
    """Whoever may see bank data."""
    HEALTH = "health"
    """Nobody in passing, since each look is logged: only who asks for the health data of a contact."""
    COPY = "copy"
    """Copies of other rows, whatever these hold: never shown as it is."""


def _all(kind: Sensitivity, columns: str) -> dict[str, Sensitivity]:
    return dict.fromkeys(columns.split(), kind)


TABLES: dict[str, dict[str, Sensitivity]] = {
    "contact": _all(
        Sensitivity.OPEN,
        "number kind salutation title first_name last_name company_name born_on language doctor_id remark photo "
        "blocked_on blocked_reason deceased_on archived_on merged_into_id",
    )
    | _all(Sensitivity.BANK, "payment_method account_holder iban bic"),
    "mandate": _all(Sensitivity.OPEN, "contact_id")
    | _all(
        Sensitivity.BANK,
        "reference reference_key holder iban bic signed_on held_on bounced_on revoked_on used_on",
    ),
    "contract": _all(
        Sensitivity.OPEN,
        "contact_id number tariff_id name regime activated start_on anchor_on interval_months in_advance tax "
        "first_months renewal renewal_months notice_value notice_unit end_rule sign_up_cents sign_up_waived "
        "pause_days_a_year pause_kind pause_fee_cents never_revise billed_until withdrawn_on settles_used_days void "
        "void_reason guardian_consent_on signed_document_id follows_id text",
    )
    # The day of signing shares its name with that of a mandate, and trails mask by the name.
    | _all(Sensitivity.BANK, "payment_method signed_on"),
    "contact_health": _all(Sensitivity.OPEN, "contact_id") | _all(Sensitivity.HEALTH, "note"),
    "health_note": _all(
        Sensitivity.OPEN,
        "contact_id kind at title text category_id user_id state pinned origin_id created_by_id deleted_at "
        "deleted_by_id",
    )
    | _all(Sensitivity.HEALTH, "content"),
    "dated_fact": _all(Sensitivity.OPEN, "contact_id table_name row_key valid_from removed pending user_id")
    | _all(Sensitivity.COPY, "body"),
    "allocation": _all(
        Sensitivity.OPEN,
        "payment_id counter_claim_id credit_line_id write_off_id claim_id refund_id cents releases_id booked_on "
        "user_id",
    ),
    "invoice": _all(
        Sensitivity.OPEN,
        "contact_id kind number corrects_id issued_on due_on language gross_cents net_cents tax_cents file "
        "reason user_id",
    )
    | _all(Sensitivity.COPY, "paper"),
    "contact_merge": _all(Sensitivity.OPEN, "contact_id loser_id undone_at"),
    "import_mapping": _all(Sensitivity.OPEN, "headers_key body"),
    "imported_contact": _all(Sensitivity.OPEN, "run_id contact_id how") | _all(Sensitivity.COPY, "body"),
}
"""Tables with columns that are not open or look as if they were not; all columns of other tables are open."""

BANK_COLUMNS = frozenset(
    column for columns in TABLES.values() for column, kind in columns.items() if kind is Sensitivity.BANK
)

HEALTH_ACTIONS = frozenset(
    {
        "look_at_health_data",
        "write_health_note",
        "look_at_health_entry",
        "add_health_entry",
        "edit_health_entry",
    }
)
"""That such a step was taken tells that there is something: only for those who may see health data or the trail."""


def sensitivity(table: str, column: str) -> Sensitivity:
    """Who may see the value of this column; nobody as it is where a sensitive table has a column nobody sorted."""
    return TABLES[table].get(column, Sensitivity.COPY) if table in TABLES else Sensitivity.OPEN


def tells_money(column: str) -> bool:
    """Whether a column holds a price or an amount: only for who may see money (`Permission.SEE_MONEY`)."""
    return column in {"cents", "basis_points"} or column.endswith("_cents")


def sees_health_steps(actor: Actor) -> bool:
    """Whether this user learns from a trail that somebody looked at health data or changed them."""
    return actor.may(Permission.SEE_HEALTH_DATA) or actor.may(Permission.SEE_AUDIT)
