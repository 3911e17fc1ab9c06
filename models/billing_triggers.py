"""What keeps the ledger right even against a bug: booked rows stay, sums are kept, sources give no more than they have.

The conditions are written once, with `NEW`, for both databases: SQLite has them in the trigger, PostgreSQL in the
function that the trigger calls.
"""

from __future__ import annotations

from models.claim import Claim, CounterClaim, WriteOff
from models.invoice import Invoice, InvoiceLine
from models.payment import Allocation, Payment
from models.purchase import Purchase, PurchaseItem
from models.trigger_kinds import Trigger, booked

FUNCTIONS: dict[str, str] = {}
"""What the triggers of PostgreSQL call, by name."""


def _refusing(name: str, table: str, when: str, *rules: tuple[str, str]) -> list[Trigger]:
    """Refuse a row before it is written where one of these conditions holds; each with its message."""
    refusals = " ".join(f"SELECT RAISE(ABORT, '{said}') WHERE {condition};" for condition, said in rules)
    function = f"kontor_{name}"
    checks = "\n".join(
        f"IF {condition} THEN RAISE EXCEPTION USING MESSAGE = '{said}', ERRCODE = 'restrict_violation'; END IF;"
        for condition, said in rules
    )
    FUNCTIONS[function] = f"\nBEGIN\n{checks}\nRETURN NEW; END "
    return [
        Trigger(
            name,
            table,
            sqlite=f"BEFORE {when} ON {table} BEGIN {refusals} END",
            postgresql=f"BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        )
    ]


def _following(name: str, table: str, *steps: str) -> list[Trigger]:
    """After a row came, bring others up to date."""
    function, body = f"kontor_{name}", " ".join(f"{step};" for step in steps)
    FUNCTIONS[function] = f"\nBEGIN {body} RETURN NULL; END "
    return [
        Trigger(
            name,
            table,
            sqlite=f"AFTER INSERT ON {table} BEGIN {body} END",
            postgresql=f"AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        )
    ]


def _sum(column: str, key: str = "NEW.id") -> str:
    return f"(SELECT coalesce(sum(cents), 0) FROM allocation WHERE {column} = {key})"


def _differs(left: str, right: str) -> str:
    """Of two keys or amounts, each of which may be missing and is never 0."""
    return f"coalesce({left}, 0) <> coalesce({right}, 0)"


_CREDITED = "(SELECT coalesce(sum(cents), 0) FROM allocation WHERE claim_id = {claim} AND credit_line_id IS NOT NULL)"
_RELEASED = " OR ".join(
    _differs(f"(SELECT {column} FROM allocation WHERE id = NEW.releases_id)", f"NEW.{column}")
    for column in ("payment_id", "counter_claim_id", "credit_line_id", "write_off_id", "claim_id", "refund_id")
)

TRIGGERS: list[Trigger] = [
    *booked(Claim, kept={"settled_cents", "live"}),
    *booked(CounterClaim),
    *booked(WriteOff),
    *booked(Payment, kept={"used_cents", "reversed"}),
    *booked(Allocation),
    *booked(Invoice),
    *booked(InvoiceLine, kept={"live"}),
    *booked(Purchase),
    *booked(PurchaseItem),
    *_refusing(
        "claim_begins",
        "claim",
        "INSERT",
        ("NEW.settled_cents <> 0 OR NOT NEW.live", "a claim begins open"),
    ),
    *_refusing(
        "claim_settled",
        "claim",
        "UPDATE OF settled_cents",
        (f"NEW.settled_cents <> {_sum('claim_id')}", "what is settled is the sum of the allocations"),
    ),
    *_refusing(
        "claim_live",
        "claim",
        "UPDATE OF live",
        ("NEW.live", "a claim that was reversed stays so"),
        (
            "NOT EXISTS (SELECT 1 FROM counter_claim WHERE claim_id = NEW.id) "
            f"AND {_CREDITED.format(claim='NEW.id')} < NEW.cents",
            "a claim ends by a counter-claim or credit notes",
        ),
    ),
    *_refusing(
        "counter_claim_fits",
        "counter_claim",
        "INSERT",
        ("NEW.cents <> (SELECT cents FROM claim WHERE id = NEW.claim_id)", "a counter-claim takes all of its claim"),
        (
            "EXISTS (SELECT 1 FROM invoice_line WHERE claim_id = NEW.claim_id AND live)",
            "a claim on a live invoice is corrected by a document",
        ),
    ),
    *_following("counter_claim_ends", "counter_claim", "UPDATE claim SET live = false WHERE id = NEW.claim_id"),
    *_refusing(
        "payment_begins",
        "payment",
        "INSERT",
        ("NEW.used_cents <> 0 OR NEW.reversed", "a payment begins unused"),
        (
            "NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payment AS it WHERE it.id = NEW.reverses_id "
            "AND it.cents = -NEW.cents AND it.contact_id = NEW.contact_id AND it.kind <> 'reversal')",
            "a reversal takes back all of one payment",
        ),
    ),
    *_following("payment_reverses", "payment", "UPDATE payment SET reversed = true WHERE id = NEW.reverses_id"),
    *_refusing(
        "payment_used",
        "payment",
        "UPDATE OF used_cents",
        (
            f"NEW.used_cents <> {_sum('payment_id')} + {_sum('refund_id')}",
            "what is used is the sum of the allocations",
        ),
    ),
    *_refusing(
        "payment_reversed",
        "payment",
        "UPDATE OF reversed",
        (
            "NOT NEW.reversed OR NOT EXISTS (SELECT 1 FROM payment AS it WHERE it.reverses_id = NEW.id)",
            "a payment is reversed by a reversal",
        ),
    ),
    *_refusing(
        "allocation_fits",
        "allocation",
        "INSERT",
        (
            "NEW.releases_id IS NOT NULL AND ("
            + _differs("(SELECT cents FROM allocation WHERE id = NEW.releases_id)", "-NEW.cents")
            + f" OR {_RELEASED})",
            "a release takes back all of one allocation",
        ),
        (
            "NEW.payment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payment WHERE id = NEW.payment_id "
            "AND kind = 'payment' AND NOT reversed)",
            "only a payment that stands settles anything",
        ),
        (
            "NEW.refund_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payment WHERE id = NEW.refund_id "
            "AND kind = 'refund' AND NOT reversed)",
            "credit leaves by a refund",
        ),
        (
            "NEW.counter_claim_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM counter_claim "
            "WHERE id = NEW.counter_claim_id AND claim_id = NEW.claim_id AND cents = NEW.cents)",
            "a counter-claim settles its claim",
        ),
        (
            "NEW.write_off_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM write_off WHERE id = NEW.write_off_id "
            f"AND claim_id = NEW.claim_id AND {_sum('write_off_id', 'NEW.write_off_id')} + NEW.cents <= cents)",
            "a write-off closes its claim",
        ),
        (
            "NEW.credit_line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM invoice_line "
            "JOIN invoice ON invoice.id = invoice_line.invoice_id WHERE invoice_line.id = NEW.credit_line_id "
            "AND invoice.kind = 'credit_note' AND invoice_line.claim_id = NEW.claim_id "
            f"AND {_sum('credit_line_id', 'NEW.credit_line_id')} + NEW.cents <= -invoice_line.gross_cents)",
            "a credit note reduces the claims of its invoice",
        ),
    ),
    *_following(
        "allocation_counts",
        "allocation",
        "UPDATE claim SET settled_cents = settled_cents + NEW.cents WHERE id = NEW.claim_id",
        "UPDATE payment SET used_cents = used_cents + NEW.cents WHERE id = NEW.payment_id",
        "UPDATE payment SET used_cents = used_cents + NEW.cents WHERE id = NEW.refund_id",
        "UPDATE claim SET live = false WHERE id = NEW.claim_id AND live AND NEW.credit_line_id IS NOT NULL "
        f"AND {_CREDITED.format(claim='NEW.claim_id')} = cents",
    ),
    *_refusing(
        "invoice_corrects",
        "invoice",
        "INSERT",
        (
            "NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM invoice AS it WHERE it.id = NEW.corrects_id "
            "AND it.kind = 'invoice')",
            "only an invoice is corrected",
        ),
        (
            "NEW.corrects_id IS NOT NULL AND EXISTS (SELECT 1 FROM invoice AS it "
            "WHERE it.corrects_id = NEW.corrects_id AND (it.kind = 'cancellation' OR NEW.kind = 'cancellation'))",
            "what is cancelled or credited is not cancelled again",
        ),
    ),
    *_following(
        "invoice_cancels",
        "invoice",
        "UPDATE invoice_line SET live = false WHERE invoice_id = NEW.corrects_id AND live "
        "AND NEW.kind = 'cancellation'",
    ),
    *_refusing(
        "invoice_line_fits",
        "invoice_line",
        "INSERT",
        (
            "NEW.corrects_id IS NULL AND NOT NEW.live",
            "a line begins live",
        ),
        (
            "NEW.corrects_id IS NULL AND NOT EXISTS (SELECT 1 FROM claim WHERE id = NEW.claim_id AND live)",
            "only what is owed is invoiced",
        ),
        (
            "NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM invoice_line AS it "
            "WHERE it.id = NEW.corrects_id AND it.claim_id = NEW.claim_id AND it.gross_cents + NEW.gross_cents "
            "+ (SELECT coalesce(sum(other.gross_cents), 0) FROM invoice_line AS other "
            "WHERE other.corrects_id = NEW.corrects_id) >= 0)",
            "no more is corrected of a line than is left of it",
        ),
    ),
    *_refusing(
        "invoice_line_live",
        "invoice_line",
        "UPDATE OF live",
        (
            "NEW.live OR NOT EXISTS (SELECT 1 FROM invoice AS it WHERE it.corrects_id = NEW.invoice_id "
            "AND it.kind = 'cancellation')",
            "a line ends when its invoice is cancelled",
        ),
    ),
]
