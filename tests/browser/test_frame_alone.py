"""The frame run by itself, past the application and its gate: it shows nothing but the way to sign in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from db.session import Database
from tests.web.server import running

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("header", [{}, {"X-Kontor-Session": "1"}, {"X-Kontor-Session": "forged" * 8}])
def test_the_frame_alone_knows_nobody(
    people: Database, chromium: Browser, tmp_path: Path, header: dict[str, str]
) -> None:
    url = people.engine.url.render_as_string(hide_password=False)
    with running("frame", url, log=tmp_path / "log") as server:
        context = chromium.new_context(locale="en-GB", extra_http_headers=header)
        page = context.new_page()
        page.goto(f"{server.url}/?contact=10001")
        expect(page.get_by_text("You are signed out.")).to_be_visible(timeout=20_000)
        assert page.get_by_text("Müller").count() == 0
        assert page.locator("input").count() == 0
        context.close()
