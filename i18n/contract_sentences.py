"""The audit trail of contracts in words: each action as a sentence, each column by its name on screen."""

from __future__ import annotations

from enum import StrEnum

from domain.contract_terms import Regime
from i18n.texts import N_

STEPS: dict[str, str] = {
    "sell_contract": N_("{who} sold a contract"),
    "edit_draft": N_("{who} changed the draft of a contract"),
    "activate_contract": N_("{who} activated a contract"),
    "delete_draft": N_("{who} deleted the draft of a contract"),
    "change_start": N_("{who} changed the start of a contract"),
    "cancel_contract": N_("{who} recorded the cancellation of a contract"),
    "undo_cancellation": N_("{who} took back the cancellation of a contract"),
    "withdraw_contract": N_("{who} recorded the withdrawal from a contract"),
    "void_contract": N_("{who} marked a contract as entered by mistake"),
    "pause_contract": N_("{who} paused a contract"),
    "change_pause": N_("{who} changed a pause"),
    "remove_pause": N_("{who} removed a pause"),
    "change_price": N_("{who} changed the price of a contract"),
    "change_prices": N_("{who} changed the price together with those of other contracts"),
    "promise_price": N_("{who} changed whether the price is promised for good"),
    "cancel_price_change": N_("{who} cancelled a change of the price"),
    "add_free_time": N_("{who} added free time to a contract"),
    "add_add_on": N_("{who} added an extra to a contract"),
    "end_add_on": N_("{who} ended an extra of a contract"),
    "change_payer": N_("{who} changed who pays a contract"),
    "switch_tariff": N_("{who} switched the tariff"),
    "file_signed_paper": N_("{who} filed the signed paper of a contract"),
    "detach_signed_paper": N_("{who} detached the signed paper from a contract"),
    "keep_contract_letter": N_("{who} kept a letter about a contract"),
    "send_contract_letter": N_("{who} sent a letter about a contract by e-mail"),
    "reactivate_contract": N_("{who} let a contract begin again"),
}

FIELDS: dict[str, str] = {
    "contract_id": N_("Contract"),
    "received_on": N_("Received on"),
    "end_on": N_("Last day"),
    "reason": N_("Reason"),
    "undone_on": N_("Taken back on"),
    "payer_id": N_("Payer"),
    "regime": N_("Law"),
    "activated": N_("In force"),
    "start_on": N_("First day of the contract"),
    "sign_up_waived": N_("Why without sign-up fee"),
    "never_revise": N_("Price for good"),
    "billed_until": N_("Billed elsewhere until"),
    "settles_used_days": N_("The days used are paid"),
    "void": N_("Void"),
    "void_reason": N_("Why void"),
    "guardian_consent_on": N_("Guardian agreed on"),
    "signed_document_id": N_("Signed contract"),
    "follows_id": N_("Carries on"),
    "cents": N_("Amount"),
    "letter_on": N_("Letter of"),
    "starts_on": N_("First day"),
    "ends_before": N_("Ends before"),
    "fee_cents": N_("Fee of the pause"),
    "basis_points": N_("Discount (hundredths of a percent)"),
    "product_id": N_("Product"),
}

OF_FIELD: dict[str, type[StrEnum]] = {"regime": Regime}
"""Columns whose values are members of an enumeration."""
