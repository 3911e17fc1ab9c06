"""Documents as people bring them: looked at before they are kept, byte for byte as they came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from config.settings import settings
from domain.documents import (
    LONGEST_NAME,
    MOST_AT_ONCE,
    CheckedFile,
    DocumentEmpty,
    DocumentTooLarge,
    Infected,
    KindNotAllowed,
    NoFile,
    NotScanned,
    NotWhatItSays,
    RunsPrograms,
    TooManyFiles,
    ending_of,
)
from domain.errors import PhotoTooLarge, Problems, Refusal
from gateways.file_kinds import HoldsPrograms, Unreadable, kind_of, safe_name
from gateways.scan import Scan, ScanFailed, scan_by

MEGABYTE = 1_000_000
SHOWN_NAME = 60


@dataclass(frozen=True, slots=True)
class Rules:
    """What the studio keeps."""

    largest: int
    """Bytes."""
    kinds: tuple[str, ...]
    scan: Scan | None = None


def rules_of_studio() -> Rules:
    """The rules that the settings give."""
    found = settings()
    largest = min(found.document_megabytes, found.upload_megabytes) * MEGABYTE
    return Rules(largest, tuple(found.document_types.split(",")), scan_by(found.scan_command))


def checked_documents(files: Sequence[tuple[str, Callable[[], bytes]]], rules: Rules) -> tuple[CheckedFile, ...]:
    """All files of an upload, given by name and what reads them; refuses what is wrong with any, all at once."""
    if not files:
        raise NoFile(field="files")
    if len(files) > MOST_AT_ONCE:
        raise TooManyFiles(field="files", most=MOST_AT_ONCE)
    problems, checked = Problems(), []
    for name, read in files:
        with problems.field("files"):
            checked.append(checked_document(read(), name, rules))
    problems.raise_if_any()
    return tuple(checked)


@dataclass(frozen=True, slots=True)
class SortedOut:
    """Files that came along with something else: those that are kept, and why others are not."""

    kept: tuple[CheckedFile, ...]
    left_out: tuple[Refusal, ...]


def sorted_out(files: Iterable[tuple[str, bytes]], rules: Rules) -> SortedOut:
    """Of some files, given by name and bytes, those that may be kept."""
    kept, left_out = [], []
    for name, data in files:
        try:
            kept.append(checked_document(data, name, rules))
        except Refusal as refusal:
            left_out.append(refusal)
    return SortedOut(tuple(kept), tuple(left_out))


def checked_document(data: bytes, name: str, rules: Rules) -> CheckedFile:
    """The file with a safe name; refuses all that a document must not be (`domain.documents`)."""
    said, shown = ending_of(name), name[:SHOWN_NAME]
    if said and said not in rules.kinds:
        raise KindNotAllowed(name=shown, allowed=rules.kinds)
    if not data:
        raise DocumentEmpty(name=shown)
    if len(data) > rules.largest:
        raise DocumentTooLarge(name=shown, largest=rules.largest)
    kind = _kind(data, shown, rules)
    if said and said != kind:
        raise NotWhatItSays(name=shown)
    if kind not in rules.kinds:
        raise KindNotAllowed(name=shown, allowed=rules.kinds)
    _scan(data, shown, rules)
    return CheckedFile(data, safe_name(name, kind, unnamed="document", longest=LONGEST_NAME), kind)


def _kind(data: bytes, shown: str, rules: Rules) -> str:
    try:
        return kind_of(data)
    except HoldsPrograms:
        raise RunsPrograms(name=shown) from None
    except Unreadable:
        raise NotWhatItSays(name=shown) from None
    except PhotoTooLarge:
        raise DocumentTooLarge(name=shown, largest=rules.largest) from None


def _scan(data: bytes, shown: str, rules: Rules) -> None:
    if rules.scan is None:
        return
    try:
        found = rules.scan(data)
    except ScanFailed:
        raise NotScanned(name=shown) from None
    if found:
        raise Infected(name=shown, found=found)
