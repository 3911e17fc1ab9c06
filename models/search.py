"""The index behind the picker: every word of a contact for B-tree look-ups, and one text for trigrams."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.column_types import SortText

WEIGHT_NUMBER = 0
WEIGHT_NAME = 1
WEIGHT_OTHER = 2
WEIGHT_BANK = 3
"""Asked only for users who may see bank data."""

LONGEST_TERM = 120
"""Characters; longer terms are cut, and so is what is looked up (PostgreSQL indexes 2 700 bytes at most)."""

WORD_GAP = "  "
"""Around each word of the text: two blanks and one letter make a trigram, so any start of a word is found."""

NAMES_END = "\n"
"""In the text: the words of the names stand before it, all others behind."""


class SearchTerm(Base):
    """One folded term of one contact; the primary key is the index.

    A name stands in it once for each of its words, that word first ("anna muller" and "muller anna"). So one
    or two typed words are mostly one range, in which exact words come first, people in the order of names.
    """

    __tablename__ = "search_term"
    __table_args__ = ({"sqlite_with_rowid": False},)
    __audited__ = False

    weight: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    term: Mapped[str] = mapped_column(SortText, primary_key=True)
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )


class SearchText(Base):
    """All words of a contact but its bank data in one text; trigrams find what lies inside of words."""

    __tablename__ = "search_text"
    __audited__ = False

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(Text)


trigrams = Index(
    "ix_search_text_trigrams",
    SearchText.text,
    postgresql_using="gin",
    postgresql_ops={"text": "gin_trgm_ops"},
).ddl_if(dialect="postgresql")
"""PostgreSQL (pg_trgm). SQLite has the FTS5 table `search_text_fts`, kept by triggers (`models.triggers`)."""
