"""Streamlit's options, from `.streamlit/config.toml` and the settings, in the flat form that it takes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from config.settings import HOME, settings

FILE = HOME / ".streamlit" / "config.toml"
WHOLE = {"server.trustedUserHeaders"}
"""Options whose value is a table."""
HEADROOM = 10
"""Megabytes above our own limit: a file between the two arrives, and is refused in our words."""


def streamlit_options(file: Path = FILE) -> dict[str, Any]:
    """Every option by its full name, for example `server.maxUploadSize` (megabytes)."""
    options = _flat("", tomllib.loads(file.read_text("utf-8")))
    options["server.maxUploadSize"] = settings().upload_megabytes + HEADROOM
    return options


def _flat(prefix: str, table: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name, value in table.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and path not in WHOLE:
            options |= _flat(f"{path}.", value)
        else:
            options[path] = value
    return options
