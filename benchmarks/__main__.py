"""All speed figures, each beside its floor in the same run: `python -m benchmarks` (about a quarter of an hour)."""

from __future__ import annotations

import subprocess
import sys

PARTS = ("benchmarks.picker_search", "benchmarks.contact_import", "benchmarks.duplicates")


def main() -> int:
    """Run each part in a process of its own; 1 when one of them failed."""
    failed = 0
    for part in PARTS:
        print(f"\n== {part}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", part], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
