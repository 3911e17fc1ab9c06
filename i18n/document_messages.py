"""What people read when a document is refused."""

from __future__ import annotations

from collections.abc import Callable

from domain import documents, letters
from domain.errors import Refusal
from i18n.texts import N_, _

TEXTS: dict[type[Refusal], str] = {
    documents.NoFile: N_("Please choose at least one file."),
    documents.TooManyFiles: N_("At most {most} files at once. Add the others in a second step."),
    documents.DocumentEmpty: N_("{name} is empty. Choose another file."),
    documents.NotWhatItSays: N_(
        "{name} is damaged, or not what its name says. Open it, save it once more, and choose it again."
    ),
    documents.RunsPrograms: N_("{name} holds macros or starts a program. Save it as a PDF and choose that one."),
    documents.Infected: N_("The virus scanner found something in {name}: {found}. The file was not kept."),
    documents.NotScanned: N_("The virus scanner could not look at {name}, so it was not kept. Please tell your admin."),
    letters.LetterTooLong: N_("The letter has more than {most} pages. Shorten the text."),
    documents.StorageUnreachable: N_(
        "The storage of files does not answer. Nothing was saved: please try again in a moment, or tell your admin."
    ),
    documents.FileUnavailable: N_("The file {name} is no longer in the storage. Restore it from the backup."),
}


def _too_large(refusal: Refusal) -> str:
    largest = int(str(refusal.data["largest"])) // 1_000_000
    text = _("{name} is larger than {largest} MB. Make it smaller, or split it.")
    return text.format(name=refusal.data["name"], largest=largest)


def _kind(refusal: Refusal) -> str:
    allowed = refusal.data["allowed"]
    assert isinstance(allowed, tuple)
    kinds = ", ".join(kind.upper() for kind in allowed)
    return _("Files such as {name} are not kept. Choose one of these kinds: {kinds}.").format(
        name=refusal.data["name"], kinds=kinds
    )


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    documents.DocumentTooLarge: _too_large,
    documents.KindNotAllowed: _kind,
}
