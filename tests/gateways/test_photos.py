"""Photos as people bring them: cleaned, or refused."""

from __future__ import annotations

import io
import os
import random
import struct
import zlib

import pillow_heif
import pytest
from PIL import Image

from domain.errors import NotAPhoto, PhotoTooLarge
from gateways.photos import (
    FINISHED_BYTES,
    LARGEST_BYTES,
    LARGEST_PIXELS,
    SIDE,
    CleanPhoto,
    PhotoFault,
    clean_photo,
)

ORIENTATION = 0x0112
GPS = 0x8825
UPRIGHT_TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How the upright picture is turned to lie in the file, by EXIF orientation."""


def four_colours(width: int = 400, height: int = 400) -> Image.Image:
    """Red, green over blue, white."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("lime", (width // 2, 0, width, height // 2))
    image.paste("blue", (0, height // 2, width // 2, height))
    image.paste("white", (width // 2, height // 2, width, height))
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def heic(image: Image.Image, exif: bytes | None = None) -> bytes:
    buffer = io.BytesIO()
    pillow_heif.from_pillow(image).save(buffer, exif=exif)
    return buffer.getvalue()


def exif_of(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    exif[0x010F] = "CanaryCamera"
    return exif


def picture_of(photo: CleanPhoto) -> Image.Image:
    return Image.open(io.BytesIO(photo.data), formats=["WEBP"]).convert("RGB")


def corners(photo: CleanPhoto) -> tuple[str, ...]:
    image = picture_of(photo)
    low, high = image.width // 4, image.width * 3 // 4
    return tuple(_name(image.getpixel(place)) for place in ((low, low), (high, low), (low, high), (high, high)))


def _name(pixel: object) -> str:
    assert isinstance(pixel, tuple)
    return "".join(letter if value > 128 else "" for letter, value in zip("rgb", pixel, strict=True)) or "black"


UPRIGHT = ("r", "g", "b", "rgb")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_small_square_webp(kind: str) -> None:
    photo = clean_photo(encoded(four_colours(800, 600), kind))
    assert (photo.width, photo.height, photo.mime) == (SIDE, SIDE, "image/webp")
    assert picture_of(photo).size == (SIDE, SIDE)
    assert corners(photo) == UPRIGHT


def test_heic_of_a_telephone_is_read() -> None:
    assert corners(clean_photo(heic(four_colours(640, 640)))) == UPRIGHT


@pytest.mark.parametrize("orientation", UPRIGHT_TURNS)
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "HEIC"])
def test_every_orientation_is_turned_upright_once(kind: str, orientation: int) -> None:
    turn = UPRIGHT_TURNS[orientation]
    lying = four_colours() if turn is None else four_colours().transpose(turn)
    exif = exif_of(orientation)
    data = heic(lying, exif.tobytes()) if kind == "HEIC" else encoded(lying, kind, exif=exif)
    assert corners(clean_photo(data)) == UPRIGHT


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_nothing_but_the_picture_stays(kind: str) -> None:
    data = encoded(four_colours(), kind, exif=exif_of(1), icc_profile=b"CanaryProfile", xmp=b"CanaryXmp")
    assert b"CanaryCamera" in data
    photo = clean_photo(data)
    assert b"Canary" not in photo.data
    assert not any(part in photo.data for part in (b"EXIF", b"Exif", b"ICCP", b"XMP"))
    assert not Image.open(io.BytesIO(photo.data)).getexif()


def test_what_hangs_on_the_end_of_a_picture_is_gone() -> None:
    photo = clean_photo(encoded(four_colours(), "JPEG") + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in photo.data
    assert corners(photo) == UPRIGHT


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "shown"),
    [
        ("1", 1, "PNG", "rgb"),
        ("L", 250, "PNG", "rgb"),
        ("I;16", 10_000, "PNG", "black"),
        ("I;16", 60_000, "PNG", "rgb"),
        ("CMYK", (0, 255, 255, 0), "JPEG", "r"),
        ("RGBA", (255, 0, 0, 255), "PNG", "r"),
        ("RGBA", (0, 0, 0, 0), "PNG", "rgb"),
        ("RGBA", (0, 0, 0, 0), "WEBP", "rgb"),
        ("LA", (0, 0), "PNG", "rgb"),
    ],
)
def test_every_kind_of_colour_is_shown_on_white(mode: str, colour: object, kind: str, shown: str) -> None:
    image = Image.new(mode, (100, 100), colour)  # type: ignore[arg-type]
    assert corners(clean_photo(encoded(image, kind))) == (shown,) * 4


def test_a_palette_with_a_transparent_colour_is_shown_on_white() -> None:
    image = four_colours().convert("P", palette=Image.Palette.ADAPTIVE, colors=4)
    background = image.getpixel((10, 10))
    assert corners(clean_photo(encoded(image, "PNG"))) == UPRIGHT
    assert corners(clean_photo(encoded(image, "PNG", transparency=background))) == ("rgb", "g", "b", "rgb")


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_an_animation_the_first_picture_stays(kind: str) -> None:
    moving = encoded(
        Image.new("RGB", (100, 100), "red"),
        kind,
        save_all=True,
        append_images=[Image.new("RGB", (100, 100), "blue")],
    )
    assert corners(clean_photo(moving)) == ("r",) * 4


def test_a_wide_picture_is_cropped_in_the_middle_and_an_upright_one_a_little_above() -> None:
    wide = Image.new("RGB", (900, 300), "blue")
    wide.paste("red", (300, 0, 600, 300))
    assert corners(clean_photo(encoded(wide, "PNG"))) == ("r",) * 4
    upright = Image.new("RGB", (300, 800), "blue")
    upright.paste("red", (0, 200, 300, 500))
    assert corners(clean_photo(encoded(upright, "PNG"))) == ("r",) * 4


def test_a_small_picture_is_not_blown_up() -> None:
    photo = clean_photo(encoded(four_colours(60, 40), "PNG"))
    assert (photo.width, photo.height) == (40, 40)


def test_even_noise_stays_below_the_limit() -> None:
    noise = Image.frombytes("RGB", (400, 400), random.Random(7).randbytes(480_000))
    assert len(clean_photo(encoded(noise, "PNG")).data) <= FINISHED_BYTES


# --- refused ----------------------------------------------------------------------------------------------
def png_that_claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(100_000, 100_000), (10_000, 9_000), (9_000, 7_000), (2_000_000, 40)])
def test_a_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    before = Image.MAX_IMAGE_PIXELS
    with pytest.raises(PhotoTooLarge) as refused:
        clean_photo(png_that_claims(*size))
    assert refused.value.data["largest_pixels"] == LARGEST_PIXELS
    assert before == Image.MAX_IMAGE_PIXELS


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(PhotoTooLarge) as refused:
        clean_photo(bytes(LARGEST_BYTES + 1))
    assert refused.value.data["largest_bytes"] == LARGEST_BYTES


JPEG_DATA = encoded(four_colours(), "JPEG")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", PhotoFault.EMPTY),
        (b"<html><script>alert(1)</script></html>", PhotoFault.KIND),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PhotoFault.KIND),
        (b"\xff\xd8\xff", PhotoFault.KIND),
        (b"GIF89a<script>", PhotoFault.KIND),
        (encoded(four_colours(), "GIF"), PhotoFault.KIND),
        (encoded(four_colours(), "TIFF"), PhotoFault.KIND),
        (encoded(four_colours(), "BMP"), PhotoFault.KIND),
        (JPEG_DATA[: len(JPEG_DATA) // 2], PhotoFault.DAMAGED),
        (heic(four_colours())[:400], PhotoFault.DAMAGED),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), PhotoFault.DAMAGED),
        (png_that_claims(500, 500), PhotoFault.DAMAGED),
        (encoded(four_colours(4, 400), "PNG"), PhotoFault.TOO_SMALL),
    ],
)
def test_what_is_no_photo_is_refused(data: bytes, fault: PhotoFault) -> None:
    with pytest.raises(NotAPhoto) as refused:
        clean_photo(data)
    assert refused.value.data["reason"] == fault


def test_thirty_megabytes_of_noise_are_refused() -> None:
    with pytest.raises(NotAPhoto):
        clean_photo(b"\x00" + os.urandom(LARGEST_BYTES - 1))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow grumbles about damaged EXIF data
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_a_damaged_file_is_read_or_refused(kind: str) -> None:
    image = four_colours(64, 48)
    whole = heic(image) if kind == "HEIC" else encoded(image, kind, exif=exif_of(6))
    dice = random.Random(kind)
    for _turn in range(150):
        data = bytearray(whole)
        for _hit in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            photo = clean_photo(bytes(data[: dice.randint(len(data) // 2, 2 * len(data))]))
        except (NotAPhoto, PhotoTooLarge):
            continue
        assert len(photo.data) <= FINISHED_BYTES
