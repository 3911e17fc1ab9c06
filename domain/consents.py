"""What a contact may be asked and told, on which way and for what."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """The way on which the studio turns to somebody."""

    EMAIL = "email"
    PHONE = "phone"
    MESSAGE = "message"
    """SMS and messengers."""
    POST = "post"


class Purpose(StrEnum):
    """What for."""

    APPOINTMENTS = "appointments"
    NEWS = "news"
    OFFERS = "offers"
    SURVEYS = "surveys"


class ConsentSource(StrEnum):
    """How the consent came."""

    PAPER = "paper"
    WEB = "web"
    EMAIL = "email"
    PHONE = "phone"
    IN_PERSON = "in_person"
    IMPORT = "import"
