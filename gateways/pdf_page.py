"""Draws one page of the PDF on standard input: `pdf_page.py PAGE LONGEST_SIDE`, run as a process of its own.

Writes the number of pages, a line break, and the page as WebP (of page 0 nothing).
Ends with 1 where the PDF cannot be read.
"""

from __future__ import annotations

import io
import sys

MEMORY = 1_500_000_000
"""Bytes."""
SECONDS = 15
"""Of computing."""


def main() -> int:
    """Read, draw, write."""
    page, side = int(sys.argv[1]), int(sys.argv[2])
    data = sys.stdin.buffer.read()
    _limit()
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
        if page > count:
            return 1
        sys.stdout.buffer.write(b"%d\n" % count)
        if page == 0:
            return 0
        drawn = document[page - 1]
        picture = drawn.render(scale=side / max(*drawn.get_size(), 1)).to_pil()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return 1
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "WEBP", quality=80, method=2)
    sys.stdout.buffer.write(buffer.getvalue())
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    sys.exit(main())
