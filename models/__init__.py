"""The shared SQLAlchemy model module: every table of Kontor, its constraints and triggers."""

from models import (
    activity,
    appointment,
    audit,
    catalogue,
    check_in,
    consent,
    contact,
    contact_import,
    contract,
    course,
    data_quality,
    dated,
    doctor,
    document,
    duplicate,
    email,
    health,
    mandate,
    numbering,
    quota,
    relationship,
    saved_view,
    search,
    studio,
    user,
)
from models.base import Base

for table in Base.metadata.tables.values():
    key = table.primary_key.columns.get("id")
    if key is not None and key.autoincrement == "auto" and not key.foreign_keys:
        # SQLite would give the key of a deleted row to the next one, and with it that row's history.
        table.dialect_options["sqlite"]["autoincrement"] = True

__all__ = [
    "Base",
    "activity",
    "appointment",
    "audit",
    "catalogue",
    "check_in",
    "consent",
    "contact",
    "contact_import",
    "contract",
    "course",
    "data_quality",
    "dated",
    "doctor",
    "document",
    "duplicate",
    "email",
    "health",
    "mandate",
    "numbering",
    "quota",
    "relationship",
    "saved_view",
    "search",
    "studio",
    "user",
]
