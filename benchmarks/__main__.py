"""All speed figures, each beside its floor in the same run: `python -m benchmarks` (about an hour).

The studio with a million contacts is loaded once for each database and kept until the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from benchmarks.databases import KEPT

PARTS = (
    "benchmarks.picker_search",
    "benchmarks.in_browser",
    "benchmarks.many_users",
    "benchmarks.memory",
    "benchmarks.contact_list",
    "benchmarks.duplicates",
    "benchmarks.contact_import",
    "benchmarks.history",
    "benchmarks.contracts",
    "benchmarks.billing",
)


def main() -> int:
    """Run each part in a process of its own; 1 when one of them failed."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as folder:
        environment = {KEPT: folder} | os.environ
        for part in PARTS:
            print(f"\n== {part}", flush=True)
            done = subprocess.run([sys.executable, "-m", part], check=False, env=environment)
            failed |= done.returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
