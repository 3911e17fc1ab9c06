"""Opening balances: what stood on an account in the system before this one."""

from __future__ import annotations

from domain.errors import Refusal


class OpenedAlready(Refusal):
    """An account is opened once; what was wrong of it is reversed first."""
