"""What proves a consent is told apart by its content, kept as it came, and named so that it can be opened."""

from __future__ import annotations

import pytest
from PIL import Image

from domain.consents import NotAProof, ProofTooLarge
from gateways.proofs import LARGEST_BYTES, LONGEST_NAME, checked_proof, mime_of
from tests.gateways.test_photos import encoded, heic

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SHEET = Image.new("RGB", (60, 90), "white")


@pytest.mark.parametrize(
    ("data", "name", "kept", "mime"),
    [
        (PDF, "form.pdf", "form.pdf", "application/pdf"),
        (PDF, "form.exe", "form.pdf", "application/pdf"),
        (encoded(SHEET, "JPEG"), "scan.jpeg", "scan.jpg", "image/jpeg"),
        (encoded(SHEET, "PNG"), "scan.pdf", "scan.png", "image/png"),
        (encoded(SHEET, "WEBP"), "scan", "scan.webp", "image/webp"),
        (heic(SHEET), "IMG_1.HEIC", "IMG_1.heic", "image/heic"),
    ],
)
def test_the_content_says_what_it_is(data: bytes, name: str, kept: str, mime: str) -> None:
    proof = checked_proof(data, name)
    assert (proof.data, proof.name, mime_of(proof.name)) == (data, kept, mime)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.7 cut off",
        b" %PDF-1.7\n%%EOF",
        b"PK\x03\x04" + b"x" * 60,
        encoded(SHEET, "JPEG")[:200],
        encoded(SHEET, "PNG")[:60],
        encoded(SHEET, "GIF"),
        b"\x00" * 4_000,
    ],
)
def test_what_cannot_be_read_proves_nothing(data: bytes) -> None:
    with pytest.raises(NotAProof):
        checked_proof(data, "form.pdf")


def test_too_large_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ProofTooLarge) as refused:
        checked_proof(PDF + b"x" * LARGEST_BYTES, "form.pdf")
    assert refused.value.data == {"largest": LARGEST_BYTES}
    monkeypatch.setattr("gateways.photos.LARGEST_PIXELS", 100)
    with pytest.raises(ProofTooLarge):
        checked_proof(encoded(SHEET, "PNG"), "scan.png")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("", "proof.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\form.pdf", "form.pdf"),
        ('a<b>:"|?*\x00.pdf', "a b.pdf"),
        (".pdf", "pdf.pdf"),
        ("Einwilligung Müller 1.2.2026", "Einwilligung Müller 1.2.2026.pdf"),
        ("…\u2028\n", "….pdf"),
        ("x" * 500 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_name_leads_nowhere_and_says_the_kind(name: str, kept: str) -> None:
    assert checked_proof(PDF, name).name == kept
