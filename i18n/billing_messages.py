"""What people read when something about claims, payments, sales or invoices is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import claims, contacts, invoices, opening, purchases, settling
from domain.errors import Refusal
from i18n.formatting import format_cents, format_day
from i18n.texts import N_, _, language

TEXTS: dict[type[Refusal], str] = {
    contacts.ContractStillRuns: N_(
        "The contract {number} ({name}) still runs. Cancel it on the page “Services”, and archive after its end."
    ),
    claims.InvoicedAlready: N_(
        "The invoice {number} says otherwise. Cancel it or issue a credit note first, then try again."
    ),
    claims.DataDoNotFit: N_("The data of this contact contradict each other: {said}"),
    claims.DayNotOver: N_("Books are closed for days that are over. Choose a day before today."),
    invoices.PaymentDaysImpossible: N_("Please enter between 0 and {most} days."),
    opening.OpenedAlready: N_("This account has its opening balance already. Reverse that first."),
    purchases.NothingSold: N_("Please choose what is sold: at least one thing and at most {most}."),
    purchases.QuantityImpossible: N_("Please enter a quantity between 1 and {most}."),
    purchases.NotSold: N_("“{name}” is not sold on its own at the moment. Choose something else."),
    purchases.UndoneAlready: N_("This sale has been undone already."),
    settling.NothingOpen: N_("Nothing is open here any more."),
    settling.OtherAccount: N_("This claim is owed by somebody else. Record the payment with them."),
    settling.ReversedAlready: N_("This booking has been reversed already."),
    settling.PaidBackAlready: N_("Part of this payment was paid back. Reverse the refund first."),
    invoices.NothingToInvoice: N_("Please choose at least one claim."),
    invoices.OnInvoiceAlready: N_("A claim is on the invoice {number} already. Cancel that one first."),
    invoices.InvoicedElsewhere: N_("An opening balance was invoiced in the system before this one. Leave it out."),
    invoices.DifferentDebtors: N_("These claims are owed by different people. Make an invoice for each."),
    invoices.RecipientIncomplete: N_(
        "An invoice needs the address of its recipient. Enter it on the page “Master data” first."
    ),
    invoices.CancelledAlready: N_("This document is cancelled already, or is a correction itself."),
    invoices.CreditedBefore: N_(
        "Part of this invoice was credited with {number}. Credit the rest instead of cancelling it."
    ),
}


def _day(text: str) -> Callable[[Refusal], str]:
    def say(refusal: Refusal) -> str:
        day = refusal.data["day"]
        assert isinstance(day, date)
        return _(text).format(day=format_day(day, language()))

    return say


def _amount(text: str, name: str) -> Callable[[Refusal], str]:
    def say(refusal: Refusal) -> str:
        return _(text).format(amount=format_cents(int(str(refusal.data[name])), language()))

    return say


def _missing_of_sender(refusal: Refusal) -> str:
    from i18n.sentences import FIELDS

    missing = refusal.data["missing"]
    assert isinstance(missing, tuple)
    names = ", ".join(_(FIELDS[name]) for name in missing)
    return _("An invoice needs more about the studio: {names}. Enter it in the settings first.").format(names=names)


def _still_open(refusal: Refusal) -> str:
    owed, credit = (format_cents(int(str(refusal.data[name])), language()) for name in ("open", "credit"))
    if refusal.data["open"]:
        return _("{amount} are still open. Take the payment or write them off first.").format(amount=owed)
    return _("There is a credit of {amount}. Pay it back first.").format(amount=credit)


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    contacts.MoneyStillOpen: _still_open,
    claims.DayClosed: _day(N_("The books are closed up to {day}. Choose a later day.")),
    claims.BooksStayClosed: _day(N_("The books are closed up to {day} and stay so. Choose a later day.")),
    settling.BookedInFuture: _day(N_("{day} is still to come. Book the money when it is there.")),
    settling.NoAmount: _amount(N_("Please enter an amount above zero and up to {amount}."), "most"),
    settling.MoreThanFree: _amount(N_("Only {amount} of it is free."), "free"),
    purchases.DiscountTooHigh: _amount(N_("The discount can be {amount} at most."), "most"),
    invoices.CreditTooHigh: _amount(N_("Only {amount} of this line can still be credited."), "left"),
    invoices.SenderIncomplete: _missing_of_sender,
}
