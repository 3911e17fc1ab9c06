"""The shared SQLAlchemy model module: every table of Kontor, its constraints and triggers."""

from models import audit, contact, doctor, mandate, numbering, search, studio, user
from models.base import Base

__all__ = ["Base", "audit", "contact", "doctor", "mandate", "numbering", "search", "studio", "user"]
