"""What proves a consent: a PDF or a picture, told apart by its content and kept byte for byte as it came."""

from __future__ import annotations

from dataclasses import dataclass

from domain.consents import NotAProof, ProofTooLarge
from domain.errors import NotAPhoto, PhotoTooLarge
from domain.texts import tidy_line
from gateways.photos import PhotoFault, readable_picture

LARGEST_BYTES = 20_000_000
LONGEST_NAME = 200
LONGEST_ENDING = 5
ENDS = 2_048
"""Bytes at the end of a PDF in which its last mark stands."""
_MIME = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "heic": "image/heic"}


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that was looked at: its bytes, and a name that ends as its content asks."""

    data: bytes
    name: str


def checked_proof(data: bytes, name: str) -> Proof:
    """The file with a safe name; refuses `NotAProof` and `ProofTooLarge`. What the name says of the kind is ignored."""
    if not data:
        raise NotAProof(reason=PhotoFault.EMPTY)
    if len(data) > LARGEST_BYTES:
        raise ProofTooLarge(largest=LARGEST_BYTES)
    return Proof(data, _named(name, _kind(data)))


def mime_of(name: str) -> str:
    """The kind of a proof that was checked, by its name."""
    return _MIME.get(name.rpartition(".")[2], "application/octet-stream")


def _kind(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-ENDS:]:
            raise NotAProof(reason=PhotoFault.DAMAGED)
        return "pdf"
    try:
        return readable_picture(data)
    except NotAPhoto as fault:
        raise NotAProof(reason=fault.data["reason"]) from None
    except PhotoTooLarge:
        raise ProofTooLarge(largest=LARGEST_BYTES) from None


def _named(name: str, kind: str) -> str:
    """The last part of a path, without what file systems dislike, ending in `kind`."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(" " if character in '<>:"|?*' else character for character in last)
    line = tidy_line(plain, longest=len(plain) + 1).strip(". ")
    stem, _dot, ending = line.rpartition(".")
    stem = stem.strip(". ") if stem and ending.isalpha() and len(ending) <= LONGEST_ENDING else line
    return f"{(stem or 'proof')[: LONGEST_NAME - len(kind) - 1]}.{kind}"
