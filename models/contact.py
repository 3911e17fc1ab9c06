"""The contact, whoever the studio deals with, and all that its master data hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, event, inspect, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from domain.clock import day_of
from domain.contacts import (
    AddressKind,
    ContactFacts,
    ContactKind,
    EmailKind,
    PaymentMethod,
    PhoneKind,
    Salutation,
    StatusOnDay,
    display_name,
    status_on,
)
from domain.search_text import fold
from models.base import Base, Created, Keyed, Versioned
from models.column_types import SortText, choice
from models.doctor import Doctor
from models.mandate import Mandate


class Tag(Keyed, Versioned, Created, Base):
    """A tag (Schlagwort). Retired ones stay where they are and are no longer offered."""

    __tablename__ = "tag"

    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(400), unique=True, info={"derived": True})
    """The folded name: two tags never differ only in case or accents."""
    color: Mapped[str] = mapped_column(String(10), default="gray")
    retired_on: Mapped[date | None]


def tag_key(name: str) -> str:
    """By what two tags are one: the folded name, or the name itself where folding leaves nothing (`+`)."""
    return fold(name) or name.casefold()


class ContactTag(Keyed, Created, Base):
    """A tag on a contact."""

    __tablename__ = "contact_tag"
    __table_args__ = (
        Index("uq_contact_tag_contact_id_tag_id", "contact_id", "tag_id", unique=True),
        Index("ix_contact_tag_tag_id_contact_id", "tag_id", "contact_id"),
    )
    __dated__ = frozenset({"tag_id"})

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))
    tag: Mapped[Tag] = relationship(lazy="raise")


def _one_primary(table: str) -> Index:
    """At most one row of a contact is its primary one."""
    only = text("is_primary")
    return Index(
        f"uq_{table}_primary",
        "contact_id",
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


def _set_only(column: str) -> Index:
    """The few contacts that carry this flag; a list of the others must not be read by it."""
    there = text(f"{column} IS NOT NULL")
    return Index(f"ix_contact_{column}", column, sqlite_where=there, postgresql_where=there)


class Undeliverable:
    """A way to reach somebody that may fail: since when it does, and what came back. A new text is a new way."""

    TEXT: ClassVar[tuple[str, ...]]
    """The columns of the number or address itself."""

    undeliverable_on: Mapped[date | None] = mapped_column(sort_order=50)
    undeliverable_reason: Mapped[str] = mapped_column(String(200), default="", sort_order=51)


class ContactAddress(Keyed, Versioned, Created, Undeliverable, Base):
    """A postal address of a contact."""

    __tablename__ = "contact_address"
    __table_args__ = (_one_primary("contact_address"),)
    __told__ = ("street", "town")
    TEXT = ("street", "extra", "postcode", "town", "country")
    __dated__ = frozenset({"kind", "extra", "street", "postcode", "town", "country"})

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[AddressKind] = mapped_column(choice(AddressKind), default=AddressKind.HOME)
    extra: Mapped[str] = mapped_column(String(200), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    town: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(2), default="DE")
    is_primary: Mapped[bool] = mapped_column(default=False)
    share_group: Mapped[int | None] = mapped_column(index=True)
    """Rows of one group are one place that people share: they have the same street and town, and change together."""


class ContactPhone(Keyed, Versioned, Created, Undeliverable, Base):
    """A phone number of a contact, E.164."""

    __tablename__ = "contact_phone"
    __table_args__ = (_one_primary("contact_phone"), Index("ix_contact_phone_number", "number"))
    __told__ = TEXT = ("number",)
    __dated__ = frozenset({"kind", "number"})

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[PhoneKind] = mapped_column(choice(PhoneKind), default=PhoneKind.MOBILE)
    number: Mapped[str] = mapped_column(String(40))
    is_primary: Mapped[bool] = mapped_column(default=False)


class ContactEmail(Keyed, Versioned, Created, Undeliverable, Base):
    """An e-mail address of a contact."""

    __tablename__ = "contact_email"
    __table_args__ = (_one_primary("contact_email"), Index("ix_contact_email_address_key", "address_key"))
    __told__ = TEXT = ("address",)
    __dated__ = frozenset({"kind", "address"})

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[EmailKind] = mapped_column(choice(EmailKind), default=EmailKind.PRIVATE)
    address: Mapped[str] = mapped_column(String(254))
    address_key: Mapped[str] = mapped_column(String(254), default="", info={"derived": True})
    """The address in lower case, for finding."""
    is_primary: Mapped[bool] = mapped_column(default=False)


class Contact(Keyed, Versioned, Created, Base):
    """A person or company; everything else hangs on it."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("(kind = 'company') = (company_name <> '')", name="company_name"),
        CheckConstraint("first_name <> '' OR last_name <> '' OR company_name <> ''", name="named"),
        CheckConstraint("blocked_on IS NULL OR blocked_reason <> ''", name="blocked_reason"),
        CheckConstraint("merged_into_id <> id", name="merged_elsewhere"),
        Index("ix_contact_sort_key_id", "sort_key", "id"),
        Index("ix_contact_born_on", "born_on"),
        Index("ix_contact_number_key", "number_key"),
        Index("ix_contact_town_key_sort_key_id", "town_key", "sort_key", "id"),
        Index("ix_contact_birthday_sort_key_id", "birthday", "sort_key", "id"),
        Index("ix_contact_payment_method", "payment_method"),
        *map(_set_only, ("blocked_on", "deceased_on", "archived_on", "merged_into_id")),
    )
    __dated__ = frozenset(
        {"kind", "salutation", "title", "first_name", "last_name", "company_name", "born_on", "language"}
        | {"doctor_id", "remark", "payment_method", "account_holder", "iban", "bic"}
    )

    number: Mapped[str] = mapped_column(String(30), unique=True)
    kind: Mapped[ContactKind] = mapped_column(choice(ContactKind), default=ContactKind.PERSON)
    salutation: Mapped[Salutation] = mapped_column(choice(Salutation), default=Salutation.NONE)
    title: Mapped[str] = mapped_column(String(60), default="")
    first_name: Mapped[str] = mapped_column(String(200), default="")
    last_name: Mapped[str] = mapped_column(String(200), default="")
    company_name: Mapped[str] = mapped_column(String(200), default="")
    born_on: Mapped[date | None]
    language: Mapped[str] = mapped_column(String(2), default="de")
    sort_key: Mapped[str] = mapped_column(SortText, default="", info={"derived": True})
    """Folded last and first name or company name, for lists."""
    number_key: Mapped[str | None] = mapped_column(SortText, info={"derived": True})
    """The number behind its length: 999 before 1000. This and the next two follow with the search index."""
    town_key: Mapped[str | None] = mapped_column(SortText, info={"derived": True})
    """The folded town of the main address, or what sorts behind all towns."""
    birthday: Mapped[int | None] = mapped_column(SmallInteger, info={"derived": True})
    """Month and day of the birthday, 31 December as 1231; 9999 where it is not known."""

    doctor_id: Mapped[int | None] = mapped_column(ForeignKey("doctor.id"), index=True)
    remark: Mapped[str] = mapped_column(Text, default="")

    payment_method: Mapped[PaymentMethod] = mapped_column(choice(PaymentMethod), default=PaymentMethod.NONE)
    account_holder: Mapped[str] = mapped_column(String(120), default="")
    """Empty: the contact itself."""
    iban: Mapped[str] = mapped_column(String(34), default="")
    bic: Mapped[str] = mapped_column(String(11), default="")

    photo: Mapped[str | None] = mapped_column(String(64))
    """Content hash of the picture in the storage."""
    blocked_on: Mapped[date | None]
    blocked_reason: Mapped[str] = mapped_column(String(500), default="")
    deceased_on: Mapped[date | None]
    archived_on: Mapped[date | None]

    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    """This contact was a duplicate: its number leads to that one, and no list shows it."""

    addresses: Mapped[list[ContactAddress]] = relationship(lazy="raise", order_by=ContactAddress.id)
    phones: Mapped[list[ContactPhone]] = relationship(lazy="raise", order_by=ContactPhone.id)
    emails: Mapped[list[ContactEmail]] = relationship(lazy="raise", order_by=ContactEmail.id)
    tags: Mapped[list[ContactTag]] = relationship(lazy="raise", order_by=ContactTag.id)
    mandates: Mapped[list[Mandate]] = relationship(lazy="raise", order_by=Mandate.id)
    doctor: Mapped[Doctor | None] = relationship(lazy="raise")

    @property
    def display_name(self) -> str:
        """The name as people say it: `Dr. Anna Müller`, or the company's."""
        return display_name(self.title, self.first_name, self.last_name, self.company_name)

    @property
    def facts(self) -> ContactFacts:
        """The dated facts from which the status is computed."""
        return ContactFacts(day_of(self.created_at), self.blocked_on, self.deceased_on, self.archived_on)

    def status_on(self, day: date) -> StatusOnDay:
        """The status on a day by its flags alone; with its services see `queries.standings`."""
        return status_on(self.facts, day)


class RecentContact(Base):
    """When a user last opened a contact, for the picker."""

    __tablename__ = "recent_contact"
    __table_args__ = (Index("ix_recent_contact_user_id_opened_at", "user_id", "opened_at"),)
    __audited__ = False

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    opened_at: Mapped[datetime]


@event.listens_for(ContactPhone, "before_update")
@event.listens_for(ContactEmail, "before_update")
@event.listens_for(ContactAddress, "before_update")
def _reaches_again(mapper: Mapper[Any], connection: object, way: Any) -> None:
    """Another number or address is not the one that failed: a mark on the old one goes."""
    columns = inspect(way).attrs
    if way.undeliverable_on is None or columns["undeliverable_on"].history.has_changes():
        return
    if any(columns[name].history.has_changes() for name in way.TEXT):
        way.undeliverable_on, way.undeliverable_reason = None, ""


@event.listens_for(Contact, "before_insert")
@event.listens_for(Contact, "before_update")
def _derive_sort_key(mapper: Mapper[Contact], connection: object, contact: Contact) -> None:
    key = fold(contact.company_name or f"{contact.last_name} {contact.first_name}")
    if contact.sort_key != key:
        contact.sort_key = key


@event.listens_for(ContactEmail, "before_insert")
@event.listens_for(ContactEmail, "before_update")
def _derive_address_key(mapper: Mapper[ContactEmail], connection: object, email: ContactEmail) -> None:
    key = email.address.casefold()
    if email.address_key != key:
        email.address_key = key


@event.listens_for(Tag, "before_insert")
@event.listens_for(Tag, "before_update")
def _derive_name_key(mapper: Mapper[Tag], connection: object, tag: Tag) -> None:
    tag.name_key = tag_key(tag.name)
