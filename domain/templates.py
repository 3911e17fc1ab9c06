"""Texts with variables, for e-mails and letters."""

from __future__ import annotations

from enum import StrEnum


class TemplateKind(StrEnum):
    """What is made from a template."""

    EMAIL = "email"
    LETTER = "letter"
