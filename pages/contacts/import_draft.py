"""What a browser tab remembers of an import: the uploaded file, how far it has come, nothing of the database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import streamlit as st

from components.perform import me
from components.state import IMPORT
from domain.contact_import import OnDuplicate
from exchange.contact_import import Progress
from exchange.import_preview import Preview
from exchange.uploaded_book import UploadedBook


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
    on_duplicate: OnDuplicate = OnDuplicate.SKIP
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
    def wanted(self) -> int:
        """How many contacts are to come in."""
        preview = self.preview
        if preview is None:
            return 0
        twins = preview.duplicates if self.on_duplicate is OnDuplicate.IMPORT else 0
        return preview.ready + preview.warnings + twins


def begin(book: UploadedBook) -> None:
    """Remember an uploaded file; vCards have no columns to look at."""
    stage = Stage.PREVIEW if book.table is None else Stage.COLUMNS
    st.session_state[IMPORT] = ImportDraft(me().actor.user_id, book, stage)


def draft() -> ImportDraft | None:
    """The import of this user in this browser tab."""
    found: ImportDraft | None = st.session_state.get(IMPORT)
    return found if found is not None and found.user_id == me().actor.user_id else None


def forget() -> None:
    """Let go of the file."""
    st.session_state.pop(IMPORT, None)
