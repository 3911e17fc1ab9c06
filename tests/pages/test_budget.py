"""Time goes with the number of elements: each page keeps to its budget, containers and sidebar counted."""

from __future__ import annotations

from typing import Any

import pytest

from components.navigation import MASTER_DATA, OVERVIEW, ROOMS
from db.session import Database
from domain.access import Role
from tests.pages.conftest import Opener
from tests.pages.test_pages import somebody

PAGES = [room for _group, rooms in ROOMS for room in rooms]
BUDGET = {OVERVIEW: 20, MASTER_DATA: 24}
EVERY_OTHER = 40


def elements(block: Any) -> int:
    """Elements and containers below this one."""
    children = getattr(block, "children", {}).values()
    return sum(1 + elements(child) for child in children)


@pytest.mark.parametrize("room", PAGES, ids=lambda room: room.folder)
def test_a_page_keeps_to_its_budget(house: Database, opened: Opener, room: Any) -> None:
    somebody(house)
    app = opened(room.folder, Role.OFFICE, contact="10001")
    found = elements(app.main) + elements(app.sidebar)
    assert 5 < found <= BUDGET.get(room, EVERY_OTHER), found
