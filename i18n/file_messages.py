"""What people read when a file to import is refused."""

from __future__ import annotations

from collections.abc import Callable

from domain import consents, errors, workbooks
from domain.errors import Refusal
from i18n.texts import N_, _

TEXTS: dict[type[Refusal], str] = {
    errors.EmptyFile: N_("The file is empty. Choose another one."),
    errors.NotATextFile: N_("This is not an address book. Choose a CSV, Excel or vCard file (.csv, .xlsx, .vcf)."),
    errors.NotAVCardFile: N_("There is no contact in this file. Choose a vCard file (.vcf)."),
    errors.TooManyColumns: N_("The file has more than {most} columns. Leave out those that are not needed."),
    errors.CellTooLong: N_("Line {line}: a cell is longer than {longest} characters. Shorten it in the file."),
    errors.QuoteNotClosed: N_("The quotation mark opened on line {line} is never closed. Correct the file."),
    errors.WrongColumnCount: N_("Line {line}: {found} columns instead of {expected}."),
    errors.DayUnreadable: N_("Line {line}: the birthday {value} cannot be read."),
    errors.DayAmbiguous: N_("Line {line}: the birthday {value} was read with the day first."),
    errors.BirthYearMissing: N_("Line {line}: the birthday {value} has no year."),
    errors.CountryUnknown: N_("Line {line}: the country {value} is not known."),
    errors.DigitsLost: N_("Line {line}: a spreadsheet has cut the number {value}. Export it as text."),
    errors.NameGuessed: N_("Line {line}: there is no name; {value} was used instead."),
    errors.GroupCard: N_("Line {line}: this is a distribution list, not a contact."),
    errors.CardNotClosed: N_("The card that begins on line {line} has no end."),
    errors.CardTooLong: N_("Line {line}: the card has more than {most} entries; the others are left out."),
    errors.BrokenLine: N_("Line {line} cannot be read and is left out."),
    errors.PropertyTooLong: N_("Line {line}: the entry {name} is too long and is left out."),
    errors.PhotoUnreadable: N_("Line {line}: the photo cannot be read and is left out."),
    errors.CharactersLost: N_("Line {line}: some characters of {name} cannot be read."),
    workbooks.WorkbookLocked: N_(
        "The file is protected by a password. Open it, take the password away, save it, and choose it again."
    ),
    workbooks.NotAWorkbook: N_(
        "The file cannot be read as a spreadsheet. Open it in your spreadsheet program, save it as .xlsx, and choose "
        "that file."
    ),
    workbooks.WorkbookTooLarge: N_(
        "The spreadsheet is too large to be read. Delete the empty rows and columns beyond the data, or save only the "
        "sheet with the contacts as .csv."
    ),
    workbooks.WebPageInstead: N_(
        "This is a web page that is only called a spreadsheet. Open it in your spreadsheet program, save it as .xlsx, "
        "and choose that file."
    ),
    workbooks.CellIsAnError: N_("Line {line}: a cell holds the error {value} and was left out."),
    workbooks.PostcodeGuessed: N_("Line {line}: the postcode was read as {value}. Please check."),
}


def _photo_size(refusal: Refusal) -> str:
    if "largest_bytes" in refusal.data:
        largest = int(str(refusal.data["largest_bytes"])) // 1_000_000
        return _("The picture is larger than {largest} MB. Choose a smaller one.").format(largest=largest)
    largest = int(str(refusal.data["largest_pixels"])) // 1_000_000
    return _("The picture has more than {largest} megapixels. Choose a smaller one.").format(largest=largest)


def _unreadable(otherwise: str) -> Callable[[Refusal], str]:
    """Words for a file that cannot be read, by its `reason`."""

    def say(refusal: Refusal) -> str:
        return _(UNREADABLE.get(str(refusal.data.get("reason", "")), otherwise))

    return say


UNREADABLE = {
    "empty": TEXTS[errors.EmptyFile],
    "damaged": N_("The file is damaged and cannot be read. Choose another one, or make it anew."),
    "too_small": N_("The picture has too few pixels. Choose a larger one."),
}
NOT_A_PHOTO = N_("This is not a picture that can be read. Choose a JPEG, PNG, WebP or HEIC file.")
NOT_A_PROOF = N_("This file cannot be read. Choose a PDF or a picture (JPEG, PNG, WebP or HEIC).")

SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    errors.PhotoTooLarge: _photo_size,
    errors.NotAPhoto: _unreadable(NOT_A_PHOTO),
    consents.NotAProof: _unreadable(NOT_A_PROOF),
}
