"""What people read about a line of a file that cannot move in from another system."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import moving_in
from domain.errors import Refusal
from i18n.formatting import format_cents, format_day
from i18n.texts import N_, _, language

TEXTS: dict[type[Refusal], str] = {
    moving_in.ContactNotHere: N_(
        "“{text}” is no contact here. Import the contacts first, or correct the number, e-mail or birthday."
    ),
    moving_in.SeveralContacts: N_(
        "“{text}” fits several contacts. Enter the number of the contact in this line, or merge the duplicates."
    ),
    moving_in.NobodyNamed: N_("Nobody is named. Enter a contact number, an e-mail address, or name and birthday."),
    moving_in.TariffNotHere: N_(
        "“{text}” is not in the catalogue. Add it there, or enter the price in this line for terms of its own."
    ),
    moving_in.WhichTerm: N_(
        "“{text}” has several terms. Enter first term and interval as in the catalogue, or the price in this line."
    ),
    moving_in.IntervalImpossible: N_("“{text}” is no interval. Enter 1, 3, 6 or 12 months."),
    moving_in.NoticeUnreadable: N_("“{text}” is no notice. Enter for example “1 month” or “4 weeks”."),
    moving_in.TwiceInFile: N_("The same stands on line {other} already. It comes in once."),
    moving_in.MovedInAlready: N_("This contract is here already as number {number}. It is left as it is."),
    moving_in.MandateHere: N_("Mandate {number} is here already. It is left as it is."),
    moving_in.MandateOfOther: N_(
        "Reference {reference} belongs to a mandate of {name} here. Correct the reference, or the contact of this line."
    ),
    moving_in.AccountDiffers: N_(
        "The contact has the account {iban}. Correct the account there or here, or leave this line out."
    ),
    moving_in.TypeNotHere: N_("“{text}” is no quota type of the catalogue. Add it there, or correct the name."),
    moving_in.LeftMoreThanHad: N_(
        "More units are left than the {had} that there were. Correct one of both, or leave the units in all empty."
    ),
    moving_in.ContractNumberTaken: N_(
        "Number {number} belongs to another contract here. Enter another number, or leave it empty."
    ),
}


def _day(text: str) -> Callable[[Refusal], str]:
    def say(refusal: Refusal) -> str:
        day = refusal.data["day"]
        assert isinstance(day, date)
        return _(text).format(**refusal.data | {"day": format_day(day, language())})

    return say


def _money(refusal: Refusal, name: str) -> str:
    return format_cents(int(str(refusal.data[name])), language())


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    moving_in.QuotaOver: _day(N_("This quota ended on {day}. Enter a later last day, or leave this line out.")),
    moving_in.QuotaHere: _day(
        N_(
            "“{name}”, bought on {day}, is here already and is left as it is. Where there are two, enter their units "
            "in one line, or another first day."
        )
    ),
    moving_in.PriceImplausible: lambda refusal: _(
        "{amount} is more than {most} for an interval. Write amounts with cents, such as 39.90."
    ).format(amount=_money(refusal, "cents"), most=_money(refusal, "most")),
}
