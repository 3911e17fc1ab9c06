"""Portraits of people who do not exist: a figure in soft colours, drawn here and the same for the same number."""

from __future__ import annotations

import io
from colorsys import hls_to_rgb
from random import Random

from PIL import Image, ImageDraw

SIDE = 192
"""Pixels; shown at most as large as that."""
DRAWN = 3
"""Drawn so many times larger and made small, so that edges are smooth."""
LOOKS = (
    ("#f2d3bd", ("#4a3326", "#7a5230", "#b58a4f", "#d9c08a", "#a3502b")),
    ("#e8bf9f", ("#2b211c", "#4a3326", "#7a5230", "#b58a4f")),
    ("#d9a57f", ("#2b211c", "#3a2a20", "#4a3326")),
    ("#b97f5a", ("#1f1815", "#2b211c")),
    ("#8d5a3c", ("#171210", "#2b211c")),
)
"""Colours of skin and the colours of hair beside them."""
SHARES = (40, 32, 16, 8, 4)
GREY = ("#8c8c8c", "#b5b5b5", "#d2d2d2")


def portrait(number: int, *, long_hair: bool, grey: bool) -> bytes:
    """A square picture as PNG."""
    rng = Random(number)  # noqa: S311
    size = SIDE * DRAWN
    hue = rng.random()
    picture = _gradient(_colour(hue, 0.86), _colour(hue + 0.08, 0.66), size)
    draw = ImageDraw.Draw(picture)
    skin, hairs = rng.choices(LOOKS, SHARES)[0]
    hair = rng.choice(GREY if grey else hairs)
    middle, head = size / 2, size * rng.uniform(0.17, 0.2)
    crown = size * 0.42
    if long_hair:
        _ellipse(draw, middle, crown + head * 0.55, head * 1.25, head * 1.75, hair)
    _ellipse(draw, middle, size * 1.02, size * 0.36, size * 0.34, _colour(hue + 0.5, 0.45))
    draw.rounded_rectangle(
        (middle - head * 0.4, crown, middle + head * 0.4, crown + head * 1.7), head * 0.35, fill=skin
    )
    _ellipse(draw, middle, crown - head * 0.12, head * 1.08, head * 1.18, hair)
    _ellipse(draw, middle, crown + head * rng.uniform(0.18, 0.3), head * 0.92, head * 1.05, skin)
    buffer = io.BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(buffer, "PNG")
    return buffer.getvalue()


def _gradient(top: str, bottom: str, size: int) -> Image.Image:
    mask = Image.linear_gradient("L").resize((size, size))
    return Image.composite(Image.new("RGB", (size, size), bottom), Image.new("RGB", (size, size), top), mask)


def _colour(hue: float, light: float) -> str:
    red, green, blue = (round(255 * part) for part in hls_to_rgb(hue % 1, light, 0.42))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _ellipse(draw: ImageDraw.ImageDraw, x: float, y: float, wide: float, high: float, fill: str) -> None:
    draw.ellipse((x - wide, y - high, x + wide, y + high), fill=fill)
