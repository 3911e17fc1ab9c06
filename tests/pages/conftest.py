"""Pages through the frame: a database that the whole process uses, a signed-in user, and a page to look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from components import perform, presses
from db.session import Database
from domain.access import Role
from i18n.texts import Language, speaking
from tests.people import a_session, a_user

HOME = Path(__file__).resolve().parents[2]
Opener = Callable[..., AppTest]
Presser = Callable[[AppTest, str], AppTest]

# Each AppTest reads the metadata of every installed package, and each run collects garbage, which the served program
# does not either: together more than half of the time of a test.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
config.set_option("runner.postScriptGC", False)


def sent(app: AppTest) -> str:
    """All that the browser got of a page, in whatever element."""

    def protos(block: Any) -> Iterator[str]:
        yield str(getattr(block, "proto", ""))
        for child in getattr(block, "children", {}).values():
            yield from protos(child)

    raw = "".join(protos(app._tree))
    # Messages print with octal escapes of what is not ASCII.
    return (
        raw.encode("latin-1", "replace")
        .decode("unicode_escape")
        .encode("latin-1", "replace")
        .decode("utf-8", "replace")
    )


def pressable(app: AppTest) -> set[str]:
    """The keys of the buttons inside the HTML of a page."""
    return set(re.findall(r'data-press="([^"]+)"', sent(app)))


def tab_words(app: AppTest) -> list[str]:
    """The words on the tabs of a page."""
    return re.findall(r'role="tab"[^>]*>([^<]+)<', sent(app))


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Presser:
    """Presses a button inside HTML by its key, once: `press(app, "health_show")`."""

    def press_it(app: AppTest, key: str) -> AppTest:
        assert f'data-press="{key}"' in sent(app)
        runs: list[object] = []

        def pressed() -> str:
            runs.append(perform._run.get())
            return key if runs[-1] is runs[0] else ""

        with monkeypatch.context() as patch:
            patch.setattr(presses, "pressed", pressed)
            return app.run()

    return press_it


@pytest.fixture
def opened(house: Database) -> Opener:
    """Opens a page as a user of a role: `opened("overview", Role.OFFICE, contact="10001")`."""

    def open_page(
        folder: str = "",
        role: Role | None = Role.ADMIN,
        language: Language = "en",
        database: Database = house,
        **query: str,
    ) -> AppTest:
        app = AppTest.from_file(str(HOME / "components" / "frame.py"), default_timeout=30)
        if role is not None:
            user = a_user(database, login=f"{role}-{len(query)}-{folder}", role=role, now=datetime.now(UTC))
            app.user = {"session": a_session(database, user, now=datetime.now(UTC)).token}
        app.context = {"locale": language}
        for name, value in query.items():
            app.query_params[name] = value
        with speaking(language):  # AppTest formats the options of select boxes outside the run
            app.run()
            if folder:
                app.switch_page(str(HOME / "pages" / folder / "page.py"))
                for name, value in query.items():
                    app.query_params[name] = value
                app.run()
        return app

    return open_page
