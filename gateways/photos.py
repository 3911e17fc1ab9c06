"""Photos as people bring them, made small, square and free of everything that is not the picture."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.errors import NotAPhoto, PhotoTooLarge

if TYPE_CHECKING:
    from PIL import Image

LARGEST_BYTES = 30_000_000
LARGEST_PIXELS = 60_000_000
"""Every telephone's camera stays below; decoded it is 240 MB at most."""
SMALLEST_SIDE = 16
SIDE = 384
"""Pixels of the finished square: twice what the contact header shows, for sharp screens."""
FINISHED_BYTES = 60_000
LOGO_BOX = (800, 400)
"""Pixels of a finished logo at most: 68 x 34 mm on paper at 300 dpi."""
QUALITIES = (82, 70, 55, 40, 25, 10)
PORTRAIT_FOCUS = 0.4
"""Where the square of an upright picture lies between top (0) and bottom (1): faces are above the middle."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, OverflowError, RuntimeError,
    struct.error, zlib.error,
)  # fmt: skip
"""What the decoders raise on damaged files."""


class PhotoFault(StrEnum):
    """Why a file is no photo."""

    EMPTY = "empty"
    KIND = "kind"
    DAMAGED = "damaged"
    TOO_SMALL = "too_small"


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A square photo that is fit to be stored and shown."""

    data: bytes
    width: int
    height: int
    mime: str = "image/webp"


def clean_photo(data: bytes) -> CleanPhoto:
    """The photo upright, cropped square, at most 384 pixels and 60 kB, as WebP without any metadata.

    Reads JPEG, PNG, WebP and HEIC, told apart by their content, of animations the first picture. The size is
    read from the header before anything is decoded. Refuses `NotAPhoto` and `PhotoTooLarge`.
    """
    image = _opened(data)
    try:
        square = _square(image)
        return _encoded(square)
    except _BROKEN:
        raise NotAPhoto(reason=PhotoFault.DAMAGED) from None


def clean_logo(data: bytes) -> CleanPhoto:
    """The logo upright, uncropped, within 800 x 400 pixels, as PNG without any metadata; transparency stays.

    Reads and refuses what `clean_photo` does.
    """
    image = _opened(data)
    try:
        return _logo(image)
    except _BROKEN:
        raise NotAPhoto(reason=PhotoFault.DAMAGED) from None


def small_picture(data: bytes, side: int) -> bytes:
    """The picture upright, whole, its longer side at most so many pixels, as WebP; refuses what `clean_photo` does."""
    from PIL import Image

    image = _opened(data)
    try:
        small = _upright(_in_plain_colours(image))
        small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        buffer = io.BytesIO()
        small.save(buffer, "WEBP", quality=80, method=2, exif=b"", icc_profile=None)
    except _BROKEN:
        raise NotAPhoto(reason=PhotoFault.DAMAGED) from None
    return buffer.getvalue()


def readable_picture(data: bytes) -> str:
    """How the name of this picture ends (`jpg`, `png`, `webp`, `heic`), once all of it could be read.

    Refuses what `clean_photo` does.
    """
    image = _opened(data)
    try:
        image.load()
    except _BROKEN:
        raise NotAPhoto(reason=PhotoFault.DAMAGED) from None
    return {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}.get(image.format or "", "heic")


def _opened(data: bytes) -> Image.Image:
    if not data:
        raise NotAPhoto(reason=PhotoFault.EMPTY)
    if len(data) > LARGEST_BYTES:
        raise PhotoTooLarge(largest_bytes=LARGEST_BYTES)
    return _open_heic(data) if _is_heic(data) else _open(data)


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def _open(data: bytes) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
        _check_size(image.size)
        image.draft("RGB", (2 * SIDE, 2 * SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoTooLarge(largest_pixels=LARGEST_PIXELS) from None
    except UnidentifiedImageError:
        raise NotAPhoto(reason=PhotoFault.KIND) from None
    except _BROKEN:
        raise NotAPhoto(reason=PhotoFault.DAMAGED) from None
    return image


def _open_heic(data: bytes) -> Image.Image:
    """HEIC without registering it with Pillow for the whole process; libheif turns the picture itself."""
    import pillow_heif

    try:
        heic = pillow_heif.open_heif(data)
        _check_size(heic.size)
        image: Image.Image = heic.to_pillow()
    except _BROKEN:
        raise NotAPhoto(reason=PhotoFault.DAMAGED) from None
    return image


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > LARGEST_PIXELS:
        raise PhotoTooLarge(largest_pixels=LARGEST_PIXELS)
    if min(size) < SMALLEST_SIDE:
        raise NotAPhoto(reason=PhotoFault.TOO_SMALL)


def _square(image: Image.Image) -> Image.Image:
    """The finished square on white; a fresh picture, since metadata hang on the old one."""
    from PIL import Image

    image = _upright(_in_plain_colours(image))
    side = min(image.size)
    left = (image.width - side) / 2
    top = (image.height - side) * PORTRAIT_FOCUS
    finished = min(side, SIDE)
    small = image.resize(
        (finished, finished),
        Image.Resampling.LANCZOS,
        box=(left, top, left + side, top + side),
        reducing_gap=3.0,
    )
    square = Image.new("RGB", small.size, "white")
    square.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    return square


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the EXIF data say; damaged EXIF data say nothing."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN:
        return image


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where anything is transparent."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    see_through = image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info
    return image.convert("RGBA" if see_through else "RGB")


def _encoded(square: Image.Image) -> CleanPhoto:
    """WebP in the best quality that keeps to the limit."""
    encoded = b""
    for quality in QUALITIES:
        buffer = io.BytesIO()
        square.save(buffer, "WEBP", quality=quality, method=4)
        encoded = buffer.getvalue()
        if len(encoded) <= FINISHED_BYTES:
            break
    return CleanPhoto(encoded, square.width, square.height)


def _logo(image: Image.Image) -> CleanPhoto:
    """The finished logo; a fresh picture, since metadata hang on the old one."""
    from PIL import Image

    small = _upright(_in_plain_colours(image))
    small.thumbnail(LOGO_BOX, Image.Resampling.LANCZOS, reducing_gap=3.0)
    logo = Image.new(small.mode, small.size)
    logo.paste(small)
    buffer = io.BytesIO()
    logo.save(buffer, "PNG", optimize=True)
    return CleanPhoto(buffer.getvalue(), logo.width, logo.height, "image/png")
