"""Hook for a virus scanner: a command that reads a file from its standard input. Off unless it is set.

`KONTOR_SCAN_COMMAND` takes any command that ends as `clamdscan --no-summary -` does: 0 nothing found, 1 something
found (the first line says what), anything else: it could not look. What was not looked at is not kept.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable

SECONDS = 60
LONGEST_WORD = 200

Scan = Callable[[bytes], str]
"""What it found in these bytes, empty for nothing; raises `ScanFailed`."""


class ScanFailed(Exception):
    """The scanner could not look."""


def scan_by(command: str) -> Scan | None:
    """The scanner of a command line; None where there is none."""
    words = shlex.split(command)
    if not words:
        return None

    def scan(data: bytes) -> str:
        try:
            done = subprocess.run(words, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ScanFailed(str(error)) from error
        if done.returncode == 0:
            return ""
        if done.returncode != 1:
            raise ScanFailed(done.stderr.decode("utf-8", "replace")[:LONGEST_WORD])
        lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
        return lines[0][:LONGEST_WORD] if lines else "?"

    return scan
