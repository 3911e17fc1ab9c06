"""What people read when something of the catalogue is refused, the law named where it is the law."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import catalogue, contract_terms
from domain.errors import Refusal
from i18n.formatting import format_day
from i18n.texts import N_, _, language, plural

TEXTS: dict[type[Refusal], str] = {
    contract_terms.TermTooLong: N_(
        "A consumer's first term is at most {most} months (§ 309 Nr. 9 a BGB). Enter fewer months, or mark the tariff "
        "as one for businesses."
    ),
    catalogue.OutOfRange: N_("Please enter a number from {least} to {most}."),
    catalogue.AmountBelowZero: N_("An amount is not below zero. Leave out the minus."),
    catalogue.NoTerms: N_("Please enter at least one term with its price."),
    catalogue.TooManyTerms: N_("At most {most} terms and as many quotas. Make another tariff for the others."),
    catalogue.EndsWithoutTerm: N_("What ends by itself needs a first term. Enter its months, or choose another end."),
    catalogue.QuotaTwice: N_("This quota stands here already. Enter all its units there."),
    catalogue.OnlyVersion: N_("This is the only version. To sell the tariff no longer, retire it."),
    catalogue.ColumnsMissing: N_(
        "These columns are missing: {columns}. Export the list once to see how the file is built."
    ),
    catalogue.NotAWord: N_("“{text}” is none of these words: {words}."),
    catalogue.PaysNothing: N_("Please choose at least one thing that the quota pays for."),
    catalogue.ValidTwice: N_("Valid for a time or until a day, not both. Empty one of the two fields."),
    catalogue.ClockWithoutTime: N_("To begin with the first use, please enter how long the quota is valid."),
}


def _day(text: str) -> Callable[[Refusal], str]:
    def say(refusal: Refusal) -> str:
        day = refusal.data["day"]
        assert isinstance(day, date)
        return _(text).format(day=format_day(day, language()))

    return say


def _renewal_too_long(refusal: Refusal) -> str:
    most = int(str(refusal.data["most"]))
    if most:
        return _("A consumer's contract from before March 2022 renews by at most {most} months.").format(most=most)
    return _(
        "Since 1 March 2022 a consumer's contract goes on without term only, never for another fixed term "
        "(§ 309 Nr. 9 b BGB). Choose another way on, or mark the tariff as one for businesses."
    )


def _notice_too_long(refusal: Refusal) -> str:
    return plural(
        "A consumer's notice is at most {count} month (§ 309 Nr. 9 c BGB); 28 days or four weeks are within it. "
        "Enter less, or mark the tariff as one for businesses.",
        "A consumer's notice is at most {count} months (§ 309 Nr. 9 c BGB). Enter less.",
        int(str(refusal.data["most"])),
    )


def _term_twice(refusal: Refusal) -> str:
    months = int(str(refusal.data["months"]))
    if not months:
        return _("This stands here already, without a first term. Change one of the two.")
    return plural(
        "A first term of {count} month with this interval stands here already. Change one of the two.",
        "A first term of {count} months with this interval stands here already. Change one of the two.",
        months,
    )


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    contract_terms.RenewalTooLong: _renewal_too_long,
    contract_terms.NoticeTooLong: _notice_too_long,
    catalogue.TermTwice: _term_twice,
    catalogue.VersionBegun: _day(
        N_("This version is in force since {day} and is kept as it was sold. Make a new version from a later day.")
    ),
    catalogue.VersionInPast: _day(N_("{day} has passed. A new version begins today or later.")),
    catalogue.VersionDayTaken: _day(N_("A version begins on {day} already. Change that one, or choose another day.")),
    catalogue.LastDayPassed: _day(N_("{day} has passed. Enter today or a later day.")),
}
