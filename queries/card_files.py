"""Reads what many contacts share: doctors, tags; and the studio with its number ranges."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from domain.activities import ActivityKind
from i18n.texts import Language
from models.activity import Activity, Category
from models.contact import Contact, ContactTag, Tag
from models.doctor import Doctor
from models.numbering import NumberRange
from models.studio import Studio

_BY_NAME = (func.lower(Doctor.last_name), func.lower(Doctor.first_name), Doctor.id)


@dataclass(frozen=True, slots=True)
class DoctorUse:
    """A doctor's card and how many contacts share it."""

    doctor: Doctor
    contacts: int


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag and how many contacts carry it."""

    tag: Tag
    contacts: int


def doctor_names(session: Session, contact_id: int | None = None) -> tuple[Doctor, ...]:
    """The cards that are offered, and the one that the contact has all the same, by name; not counted."""
    chosen = select(Contact.doctor_id).where(Contact.id == contact_id).scalar_subquery()
    query = select(Doctor).where(or_(Doctor.retired_on.is_(None), Doctor.id == chosen))
    return tuple(session.scalars(query.order_by(*_BY_NAME)))


def tag_names(session: Session) -> tuple[Tag, ...]:
    """The tags that are offered, by name; not counted."""
    return tuple(session.scalars(select(Tag).where(Tag.retired_on.is_(None)).order_by(Tag.name_key)))


def doctors(session: Session, *, retired: bool = False) -> tuple[DoctorUse, ...]:
    """The card file by name; with `retired` also those no longer offered."""
    query = (
        select(Doctor, func.count(Contact.id))
        .outerjoin(Contact, and_(Contact.doctor_id == Doctor.id, Contact.merged_into_id.is_(None)))
        .group_by(Doctor.id)
        .order_by(*_BY_NAME)
    )
    if not retired:
        query = query.where(Doctor.retired_on.is_(None))
    return tuple(DoctorUse(doctor, count) for doctor, count in session.execute(query))


def tags(session: Session, *, retired: bool = False) -> tuple[TagUse, ...]:
    """All tags by name; with `retired` also those no longer offered."""
    query = (
        select(Tag, func.count(Contact.id))
        .outerjoin(ContactTag, ContactTag.tag_id == Tag.id)
        .outerjoin(Contact, and_(Contact.id == ContactTag.contact_id, Contact.merged_into_id.is_(None)))
        .group_by(Tag.id)
        .order_by(Tag.name_key)
    )
    if not retired:
        query = query.where(Tag.retired_on.is_(None))
    return tuple(TagUse(tag, count) for tag, count in session.execute(query))


def studio(session: Session) -> Studio:
    """The studio's one row."""
    return session.get_one(Studio, 1)


def studio_language(session: Session) -> Language:
    """The language in which the studio writes."""
    return "en" if session.scalar(select(Studio.language).where(Studio.id == 1)) == "en" else "de"


def number_ranges(session: Session) -> tuple[NumberRange, ...]:
    """All number ranges."""
    return tuple(session.scalars(select(NumberRange).order_by(NumberRange.kind)))


@dataclass(frozen=True, slots=True)
class CategoryUse:
    """A category and how many entries have it."""

    category: Category
    entries: int


def category_uses(session: Session, kind: ActivityKind, *, retired: bool = False) -> tuple[CategoryUse, ...]:
    """The categories of a kind by name; with `retired` also those no longer offered."""
    query = (
        select(Category, func.count(Activity.id))
        .outerjoin(Activity, and_(Activity.category_id == Category.id, Activity.deleted_at.is_(None)))
        .where(Category.kind == kind)
        .group_by(Category.id)
        .order_by(Category.name_key)
    )
    if not retired:
        query = query.where(Category.retired_on.is_(None))
    return tuple(CategoryUse(category, count) for category, count in session.execute(query))
