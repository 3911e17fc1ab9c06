"""Tags (Schlagworte)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.clock import day_of
from domain.errors import NotAChoice, Problems, TagExists
from domain.texts import tidy_line
from models.base import moment
from models.contact import Contact, ContactTag, Tag, tag_key

COLORS = ("gray", "blue", "green", "orange", "red", "violet")


def tag_named(session: Session, name: str) -> Tag:
    """The tag of this name, made when there is none and revived when it was retired."""
    tidy = tidy_line(name, longest=60, required=True)
    tag = session.scalar(select(Tag).where(Tag.name_key == tag_key(tidy)))
    if tag is None:
        tag = Tag(name=tidy)
        session.add(tag)
        session.flush()
    tag.retired_on = None
    return tag


@action(Permission.EDIT_CONTACTS, undoable=True)
def tag_contacts(
    session: Session,
    actor: Actor,
    *,
    contact_ids: Collection[int],
    add: Collection[str] = (),
    remove: Collection[str] = (),
) -> int:
    """Give these contacts tags and take others off them, new names become tags; how many contacts changed.

    Contacts that are gone, or were merged into another, are left out.
    """
    problems = Problems()
    added: set[int] = set()
    with problems.field("names"):
        added = {tag_named(session, name).id for name in add}
    problems.raise_if_any()
    keys = {tag_key(name) for name in remove}
    removed = set(session.scalars(select(Tag.id).where(Tag.name_key.in_(keys)))) - added
    here = session.scalars(
        select(Contact.id)
        .where(Contact.id.in_(contact_ids), Contact.merged_into_id.is_(None))
        .order_by(Contact.id)
        .with_for_update()
    ).all()
    links = session.scalars(
        select(ContactTag).where(ContactTag.contact_id.in_(here), ContactTag.tag_id.in_(added | removed))
    ).all()
    changed = set()
    for link in links:
        if link.tag_id in removed:
            session.delete(link)
            changed.add(link.contact_id)
    carried = {(link.contact_id, link.tag_id) for link in links}
    for contact_id in here:
        for tag_id in added:
            if (contact_id, tag_id) not in carried:
                session.add(ContactTag(contact_id=contact_id, tag_id=tag_id))
                changed.add(contact_id)
    return len(changed)


@action(Permission.EDIT_CARD_FILES)
def add_tag(session: Session, actor: Actor, *, name: str, color: str = "gray") -> Tag:
    """A new tag."""
    tag = Tag()
    _write(session, tag, name, color)
    session.add(tag)
    return tag


@action(Permission.EDIT_CARD_FILES, undoable=True)
def edit_tag(session: Session, actor: Actor, *, tag_id: int, version: int, name: str, color: str) -> Tag:
    """Rename or recolour a tag, for all who carry it."""
    tag = load(session, Tag, tag_id, version=version)
    _write(session, tag, name, color)
    return tag


@action(Permission.EDIT_CARD_FILES, undoable=True)
def retire_tag(session: Session, actor: Actor, *, tag_id: int) -> Tag:
    """Offer a tag no longer; contacts keep it."""
    tag = load(session, Tag, tag_id)
    tag.retired_on = day_of(moment(session))
    return tag


@action(Permission.EDIT_CARD_FILES, undoable=True)
def revive_tag(session: Session, actor: Actor, *, tag_id: int) -> Tag:
    """Offer a retired tag again."""
    tag = load(session, Tag, tag_id)
    tag.retired_on = None
    return tag


def _write(session: Session, tag: Tag, name: str, color: str) -> None:
    problems = Problems()
    with problems.field("name"):
        tidy = tidy_line(name, longest=60, required=True)
        twin = session.scalar(select(Tag.id).where(Tag.name_key == tag_key(tidy), Tag.id != (tag.id or 0)))
        if twin is not None:
            raise TagExists(name=tidy)
        tag.name = tidy
    with problems.field("color"):
        if color not in COLORS:
            raise NotAChoice(value=color)
        tag.color = color
    problems.raise_if_any()
