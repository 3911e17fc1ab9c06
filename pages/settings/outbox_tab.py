"""The outbox: all e-mails of the studio that wait, failed or are unclear."""

from __future__ import annotations

from components.outbox import outbox


def outbox_tab() -> None:
    """The list; a click on one opens what can be done about it."""
    outbox()
