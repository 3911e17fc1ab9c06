"""What proves a consent: a PDF or a picture, told apart by its content and kept byte for byte as it came."""

from __future__ import annotations

from dataclasses import dataclass

from domain.consents import NotAProof, ProofTooLarge
from domain.documents import MEDIA_TYPES, PICTURES, ending_of
from domain.errors import PhotoTooLarge
from gateways.file_kinds import HoldsPrograms, Unreadable, kind_of, safe_name
from gateways.photos import PhotoFault

LARGEST_BYTES = 20_000_000
LONGEST_NAME = 200
KINDS = PICTURES | {"pdf"}


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that was looked at: its bytes, and a name that ends as its content asks."""

    data: bytes
    name: str


def checked_proof(data: bytes, name: str) -> Proof:
    """The file with a safe name; refuses `NotAProof` and `ProofTooLarge`. What the name says of the kind is ignored."""
    if len(data) > LARGEST_BYTES:
        raise ProofTooLarge(largest=LARGEST_BYTES)
    try:
        kind = kind_of(data)
    except Unreadable as fault:
        raise NotAProof(reason=fault.reason) from None
    except HoldsPrograms:
        raise NotAProof(reason=PhotoFault.KIND) from None
    except PhotoTooLarge:
        raise ProofTooLarge(largest=LARGEST_BYTES) from None
    if kind not in KINDS:
        raise NotAProof(reason=PhotoFault.KIND)
    return Proof(data, safe_name(name, kind, unnamed="proof", longest=LONGEST_NAME))


def mime_of(name: str) -> str:
    """The kind of a proof that was checked, by its name."""
    return MEDIA_TYPES.get(ending_of(name), "application/octet-stream")
