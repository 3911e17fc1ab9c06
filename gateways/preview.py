"""Pictures of documents for the screen: the pages of a PDF, and photos made small.

A PDF comes from anywhere and its reader is large: it runs in a process of its own, with little memory and time.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from domain.documents import PICTURES
from domain.errors import NotAPhoto, PhotoTooLarge
from gateways.photos import small_picture

READER = Path(__file__).with_name("pdf_page.py")
SECONDS = 20
LONGEST_SIDE = 1_400
"""Pixels."""
PAGES = 50
"""Pages of a PDF that can be looked at without a download."""


_AT_ONCE = BoundedSemaphore(2)
"""Readers at work: a page full of pictures must not take the machine from everybody else."""


def picture_of(data: bytes, kind: str, page: int) -> bytes | None:
    """Page `page` (from 1) of a document as WebP; None where there is no picture of it."""
    if kind == "pdf":
        return _read(data, page)[1] if 1 <= page <= PAGES else None
    return _photo(data) if kind in PICTURES and page == 1 else None


def pages_of(data: bytes, kind: str) -> int:
    """How many pages there are pictures of; 0 where the file cannot be drawn."""
    if kind == "pdf":
        return _read(data, 0)[0]
    return int(kind in PICTURES and _photo(data) is not None)


def _read(data: bytes, page: int) -> tuple[int, bytes | None]:
    """How many pages a PDF has, and a picture of one of them; 0 and None where it cannot be read."""
    command = [sys.executable, "-I", str(READER), str(page), str(LONGEST_SIDE)]
    try:
        with _AT_ONCE:
            done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return 0, None
    count, _line, picture = done.stdout.partition(b"\n")
    if done.returncode or not count.isdigit():
        return 0, None
    return int(count), picture or None


def _photo(data: bytes) -> bytes | None:
    try:
        return small_picture(data, LONGEST_SIDE)
    except (NotAPhoto, PhotoTooLarge):
        return None
