"""What people read when something about quotas or check-in is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import check_ins, quotas
from domain.errors import Refusal
from i18n.formatting import format_cents, format_day
from i18n.texts import N_, _, language, plural
from i18n.words import word

TEXTS: dict[type[Refusal], str] = {
    quotas.QuotaPaused: N_("The contract that grants this quota is paused on that day. End the pause first."),
    quotas.DoesNotPay: N_("This quota does not pay for that. Choose another one or sell a suitable one."),
    quotas.NoQuota: N_("The contact has no quota. Sell one first."),
    quotas.PaidAlready: N_("A unit has been used for this already. Give it back first if another quota is to pay."),
    quotas.NotPaid: N_("This unit has been given back already, or was never used."),
    quotas.UnitsImpossible: N_("Please enter a number of units between 1 and {most}."),
    quotas.DaysImpossible: N_("Please enter a number of days between 1 and {most}."),
    quotas.TooManyAtOnce: N_("At most {most} quotas are extended at once. Filter the list further."),
    quotas.PriceBelowZero: N_("The price cannot be below zero. Enter 0 if it costs nothing."),
    quotas.WithoutEnd: N_("This quota has no last day, so there is nothing to extend."),
    quotas.NotFamily: N_(
        "Units can only be transferred to the family. Enter the relationship on the page “Master data” first."
    ),
    quotas.NotOfContact: N_("This quota belongs to somebody else. Choose one of this contact."),
    check_ins.HereAlready: N_("This contact is here already. Check them out first."),
    check_ins.CardUnknown: N_("The card {number} is not known or is blocked. Look the contact up by name."),
    check_ins.CardTaken: N_("The card {number} belongs to {name}. Block it there first, or take another card."),
}


def _day(text: str) -> Callable[[Refusal], str]:
    def say(refusal: Refusal) -> str:
        day = refusal.data["day"]
        assert isinstance(day, date)
        return _(text).format(day=format_day(day, language()) if day != date.min else "–")

    return say


def _none_left(refusal: Refusal) -> str:
    left = int(str(refusal.data["left"]))
    if left < 1:
        return _("No unit of this quota is left. Sell a new one or choose another.")
    return plural("Only {count} unit is left.", "Only {count} units are left.", left)


def _refund(refusal: Refusal) -> str:
    most = format_cents(int(str(refusal.data["most"])), language())
    return _("Between 0 and {most} can be paid back: no more than was paid.").format(most=most)


def _not_admitted(refusal: Refusal) -> str:
    reasons = refusal.data["reasons"]
    assert isinstance(reasons, tuple)
    said = " ".join(word(reason) for reason in reasons)
    return _("{reasons} To admit them all the same, enter why.").format(reasons=said)


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    quotas.NoneLeft: _none_left,
    quotas.QuotaExpired: _day(N_("This quota expired on {day}. Extend it or choose another.")),
    quotas.NotYetValid: _day(N_("This quota is valid from {day} on. Choose another one.")),
    quotas.HouseBan: _day(N_("There has been a house ban since {day}. Lift it first.")),
    quotas.NotLater: _day(N_("The last day is {day} already. Enter a later one.")),
    quotas.RefundTooHigh: _refund,
    check_ins.NotAdmitted: _not_admitted,
}
