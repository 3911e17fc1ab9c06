"""What people read about a line of a file that cannot move in from another system."""

from __future__ import annotations

from domain import moving_in
from domain.errors import Refusal
from i18n.texts import N_

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
    moving_in.TwiceInFile: N_("This contract stands on line {other} already. It comes in once."),
    moving_in.MovedInAlready: N_("This contract is here already as number {number}. It is left as it is."),
    moving_in.ContractNumberTaken: N_(
        "Number {number} belongs to another contract here. Enter another number, or leave it empty."
    ),
}
