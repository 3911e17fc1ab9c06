"""What a browser tab remembers of an import: the uploaded file, how far it has come, nothing of the database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import streamlit as st

from components.perform import me, reading
from components.state import IMPORT
from domain.contact_import import OnDuplicate, OnNumber
from exchange.contact_import import Progress
from exchange.import_judge import Choices
from exchange.import_preview import Preview
from exchange.kept_mapping import kept_mapping
from exchange.uploaded_book import UploadedBook
from queries.import_runs import kept_mapping_body


class Stage(StrEnum):
    """The steps of an import."""

    COLUMNS = "columns"
    PREVIEW = "preview"
    RUN = "run"
    REPORT = "report"


@dataclass(slots=True)
class ImportDraft:
    """An import under way."""

    user_id: int | None
    book: UploadedBook
    stage: Stage
    preview: Preview | None = None
    choices: Choices = field(default_factory=Choices)
    run_id: int | None = None
    """The run that the contacts come in by, once it has begun."""
    progress: Progress | None = None
    goes_on: bool = False
    """Whether the next run of the page carries the import on; else it was stopped."""
    refused_file: bytes = b""
    _turn: object = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take_over(self) -> object:
        """Wait for the chunk that another run of the page may be at, and let that run do no more; gives the turn.

        The framework starts a new run while the old one is still busy, and stops the old one only when it draws.
        """
        with self._lock:
            self._turn = object()
            return self._turn

    def step(self, turn: object, steps: Iterator[Progress]) -> bool:
        """Import one more chunk and note the progress; False at the end, or when another run has taken over."""
        with self._lock:
            progress = next(steps, None) if turn is self._turn else None
            if progress is not None:
                self.progress = progress
            return progress is not None

    def is_at(self, turn: object) -> bool:
        """Whether nobody else has taken over."""
        return turn is self._turn

    @property
    def new_ones(self) -> int:
        """How many contacts are to come in."""
        preview, choices = self.preview, self.choices
        if preview is None:
            return 0
        twins = preview.duplicates - preview.known if choices.on_duplicate is OnDuplicate.IMPORT else 0
        known = preview.known_new if choices.on_number is OnNumber.IMPORT else 0
        return preview.ready + preview.warnings + twins + known

    @property
    def updates(self) -> int:
        """How many contacts that are here are to be changed."""
        return self.preview.changing if self.preview and self.choices.on_number is OnNumber.UPDATE else 0


def begin(book: UploadedBook) -> None:
    """Remember an uploaded file; vCards have no columns to look at."""
    stage = Stage.PREVIEW if book.table is None else Stage.COLUMNS
    st.session_state[IMPORT] = ImportDraft(me().actor.user_id, as_last_time(book), stage)


def as_last_time(book: UploadedBook) -> UploadedBook:
    """The file with its columns read as in the last import of one with the same headers."""
    if not book.headers_key:
        return book
    with reading() as session:
        body = kept_mapping_body(session, book.headers_key)
    assert book.table is not None
    return book.read_with(kept_mapping(body, len(book.table.mapping.columns)), is_kept=True) if body else book


def draft() -> ImportDraft | None:
    """The import of this user in this browser tab."""
    found: ImportDraft | None = st.session_state.get(IMPORT)
    return found if found is not None and found.user_id == me().actor.user_id else None


def forget() -> None:
    """Let go of the file."""
    st.session_state.pop(IMPORT, None)
