"""The shared SQLAlchemy model module: every table of Kontor, its constraints and triggers."""

from models import (
    audit,
    consent,
    contact,
    contact_import,
    data_quality,
    dated,
    doctor,
    duplicate,
    health,
    mandate,
    numbering,
    relationship,
    saved_view,
    search,
    studio,
    user,
)
from models.base import Base

for table in Base.metadata.tables.values():
    if "id" in table.primary_key.columns and table.primary_key.columns["id"].autoincrement == "auto":
        # SQLite would give the key of a deleted row to the next one, and with it that row's history.
        table.dialect_options["sqlite"]["autoincrement"] = True

__all__ = [
    "Base",
    "audit",
    "consent",
    "contact",
    "contact_import",
    "data_quality",
    "dated",
    "doctor",
    "duplicate",
    "health",
    "mandate",
    "numbering",
    "relationship",
    "saved_view",
    "search",
    "studio",
    "user",
]
