"""`python -m tools`: serve, work, migrate, demo, user, check."""

from __future__ import annotations

import sys

from tools.commands import main

if __name__ == "__main__":
    sys.exit(main())
