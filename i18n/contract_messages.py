"""What people read when a deed on a contract is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import contract_deeds as deeds
from domain import contracts, notice_windows, price_changes
from domain.contracts import ContractState, Deed
from domain.errors import Refusal
from domain.periods import Period
from i18n.formatting import format_day
from i18n.texts import N_, _, language
from i18n.words import word

TEXTS: dict[type[Refusal], str] = {
    notice_windows.WinBackPlanned: N_("The task “{title}” is planned already. See the tasks of the contact."),
    deeds.TariffNotOffered: N_("This tariff is not offered today. Choose another one."),
    deeds.ForCompaniesOnly: N_("This tariff is for companies only. Choose another one."),
    deeds.GuardianConsentMissing: N_(
        "The contact is not yet 18: enter the day on which a legal guardian agreed, or save a draft."
    ),
    deeds.DiscountImpossible: N_("A discount is between 0 and 100 percent, and no amount below zero."),
    deeds.MonthsImpossible: N_("Please enter a number of months from 1 to {most}."),
    deeds.TooManyPauseDays: N_("The contract allows {most} days of pause in a year, and {year} would have more."),
    deeds.PauseNeedsEnd: N_("The contract allows {most} days of pause in a year. Please enter the last day."),
    deeds.LastBeforeStart: N_("The last day lies before the first. Please check both."),
    deeds.PriceStays: N_("This is the price already. Enter another amount."),
    price_changes.NoPriceChange: N_("This changes nothing. Enter how much the prices change."),
    price_changes.PriceImpossible: N_("The new price would be below zero or too high."),
    deeds.PricePromised: N_("This price was promised for good: it can only become lower."),
}


def _days(text: str) -> Callable[[Refusal], str]:
    """A text with the days among the data."""

    def say(refusal: Refusal) -> str:
        days = {name: format_day(day, language()) for name, day in refusal.data.items() if isinstance(day, date)}
        return _(text).format(**days)

    return say


def _not_allowed(refusal: Refusal) -> str:
    state, deed = ContractState(str(refusal.data["state"])), Deed(str(refusal.data["deed"]))
    return _("The contract is “{state}”: “{deed}” is not possible. Look at the contract again.").format(
        state=word(state), deed=word(deed)
    )


def _not_running(refusal: Refusal) -> str:
    day, state = refusal.data["day"], ContractState(str(refusal.data["state"]))
    assert isinstance(day, date)
    return _("On {day} the contract is “{state}”.").format(day=format_day(day, language()), state=word(state))


def _overlap(refusal: Refusal) -> str:
    period = refusal.data["period"]
    assert isinstance(period, Period)
    first = format_day(period.start, language())
    if period.last_day is None:
        return _("There is a pause from {first} on already. Change that one.").format(first=first)
    last = format_day(period.last_day, language())
    return _("There is a pause from {first} to {last} already. Change that one, or choose other days.").format(
        first=first, last=last
    )


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    contracts.DeedNotAllowed: _not_allowed,
    deeds.PausesOverlap: _overlap,
    price_changes.NotRunningThen: _not_running,
    price_changes.PricesOfThePast: _days(N_("Prices change on {today} or later. Enter such a day.")),
    deeds.ContractDayImpossible: _days(N_("{day} is too far away. Please check the year.")),
    deeds.NotInFuture: _days(N_("{day} is in the future. Enter the day on which it happened.")),
    deeds.BeforeStart: _days(N_("The contract begins on {start}. Enter that day or a later one.")),
    deeds.AfterEnd: _days(N_("The contract ends on {end}. Enter that day or an earlier one.")),
    deeds.BilledAlready: _days(N_("The days up to {until} are billed already. Enter a later day.")),
    deeds.EndTooEarly: _days(
        N_("An ordinary notice ends the contract on {earliest} or later. For an earlier day choose another kind.")
    ),
    deeds.EndBeforeNotice: _days(N_("The notice came on {received}. Enter that day or a later one.")),
    deeds.EarlierNotice: _days(N_("The contract ends on {end} already. Enter an earlier day.")),
    deeds.PriceChangeWaits: _days(N_("A change of the price on {day} is planned already. Cancel that one first.")),
    deeds.SwitchTooEarly: _days(N_("The new tariff begins on {earliest} at the earliest. Enter a later day.")),
    deeds.WithdrawnTooEarly: _days(N_("A withdrawal is possible from {first} to {last}. Please check the day.")),
}
