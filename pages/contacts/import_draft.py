"""What a browser tab remembers of an import: the uploaded file, how far it has come, nothing of the database."""

from __future__ import annotations

from dataclasses import dataclass
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
    stage = Stage.PREVIEW if book.csv is None else Stage.COLUMNS
    st.session_state[IMPORT] = ImportDraft(me().actor.user_id, book, stage)


def draft() -> ImportDraft | None:
    """The import of this user in this browser tab."""
    found: ImportDraft | None = st.session_state.get(IMPORT)
    return found if found is not None and found.user_id == me().actor.user_id else None


def forget() -> None:
    """Let go of the file."""
    st.session_state.pop(IMPORT, None)
