"""What import-linter cannot say: what the ground floor and the front door may import, and how a page is laid out."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
PURE = {"phonenumbers", "schwifty", "stdnum", "holidays", "dateutil", "email_validator"}
"""Libraries of pure values that `domain` may use."""
LONGEST_PAGE = 120
LONGEST_MODULE = 400


def imported(path: Path) -> Iterator[str]:
    """Top names of everything that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", sorted((HOME / "domain").glob("*.py")), ids=lambda path: path.stem)
def test_domain_is_plain_python(path: Path) -> None:
    assert set(imported(path)) <= set(sys.stdlib_module_names) | PURE | {"domain"}


def test_the_front_door_knows_only_streamlit_web_and_settings() -> None:
    assert set(imported(HOME / "app.py")) <= set(sys.stdlib_module_names) | {
        "streamlit",
        "starlette",
        "web",
        "config",
    }


def test_every_page_is_a_folder_behind_the_frame() -> None:
    """A flat file in `pages/` would be found by the framework itself and run without frame and sign-in."""
    assert [path.name for path in (HOME / "pages").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("path", sorted((HOME / "pages").glob("*/page.py")), ids=lambda path: path.parent.name)
def test_a_page_reads_like_a_table_of_contents(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_PAGE


def test_no_module_hides_a_second_thing() -> None:
    folders = (
        "domain",
        "models",
        "db",
        "queries",
        "documents",
        "actions",
        "exchange",
        "gateways",
        "i18n",
        "web",
        "components",
        "pages",
        "tools",
    )
    long = {
        str(path.relative_to(HOME)): lines
        for folder in folders
        for path in (HOME / folder).rglob("*.py")
        if "versions" not in path.parts and (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_MODULE
    }
    assert not long


def test_no_module_beside_the_script_hides_a_package() -> None:
    """The framework puts the folder of its script on the path, before everything else."""
    packages = {path.parent.name for path in HOME.glob("*/__init__.py")}
    assert not packages & {path.stem for path in (HOME / "components").glob("*.py")}


def test_nothing_names_another_host() -> None:
    words = ("googleapis", "gstatic", "unpkg.com", "jsdelivr", "//cdn.")
    folders = ("web", "components", "pages", "i18n", ".streamlit")
    named = [
        str(path)
        for folder in folders
        for path in (HOME / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".svg", ".css", ".js"} and any(w in path.read_text("utf-8") for w in words)
    ]
    assert not named
