"""What identifies a business to others: tax number, VAT id, website."""

from __future__ import annotations

import re
import unicodedata

from domain.errors import InvalidTaxNumber, InvalidVatId, InvalidWebsite, Missing, TooLong
from domain.texts import tidy_line

LONGEST_TYPED = 60
"""Characters of a typed number that are read."""
LONGEST_TAX_NUMBER = 30
LONGEST_WEBSITE = 200

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_WEBSITE = re.compile(rf"(?:https?://)?(?:{_LABEL}\.)+[^\W\d_]{{2,63}}(?::\d{{1,5}})?(?:[/?#]\S*)?", re.IGNORECASE)


def parse_tax_number(text: str) -> str:
    """The German tax number as its office writes it (`181/815/08155`).

    Refuses `Missing`, `TooLong` and `InvalidTaxNumber`. Checked for the forms of all federal states, since a
    studio's tax office may lie in another one.
    """
    from stdnum.de import stnr
    from stdnum.exceptions import ValidationError

    number = _typed(text)
    try:
        stnr.validate(number)
    except ValidationError:
        raise InvalidTaxNumber(text=number) from None
    if len(number) > LONGEST_TAX_NUMBER:
        raise TooLong(longest=LONGEST_TAX_NUMBER)
    return number


def parse_vat_id(text: str) -> str:
    """The VAT id without blanks (`DE136695976`); refuses `Missing` and `InvalidVatId`. No server is asked."""
    from stdnum.eu import vat
    from stdnum.exceptions import ValidationError

    number = re.sub(r"[\s./-]", "", _typed(text)).upper()
    try:
        return str(vat.validate(number))
    except ValidationError:
        raise InvalidVatId(text=number) from None


def parse_website(text: str) -> str:
    """The address of a website as it was typed; refuses `Missing`, `TooLong` and `InvalidWebsite`."""
    address = tidy_line(text, longest=LONGEST_WEBSITE, required=True)
    if not _WEBSITE.fullmatch(address):
        raise InvalidWebsite(text=address)
    return address


def _typed(text: str) -> str:
    number = tidy_line(unicodedata.normalize("NFKC", text[:LONGEST_TYPED]), longest=10 * LONGEST_TYPED)
    if not number:
        raise Missing
    return number
