"""Every setting of Kontor, read once from the environment and checked at start.

`DATABASE_URL` is the only name without the prefix `KONTOR_`. A wrong value stops the start with the name of the
setting (`WrongSetting`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

HOME = Path(__file__).resolve().parent.parent


class WrongSetting(Exception):
    """A setting in the environment cannot be used; the message names it and says what it takes."""


class Settings(BaseSettings):
    """What the environment may set, with the defaults of an embedded studio on one machine."""

    model_config = SettingsConfigDict(env_prefix="KONTOR_", frozen=True, extra="ignore")

    database_url: str = Field(
        default=f"sqlite:///{HOME / 'var' / 'kontor.sqlite'}",
        validation_alias="DATABASE_URL",
        description="where the data lies: sqlite:///path or postgresql://user:password@host/name",
    )
    files_url: str = Field(
        default="",
        description="where photos and documents lie, any fsspec URL; empty: a folder beside the database file",
    )
    address: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8501, ge=1, le=65535, description="port to listen on")
    secure_cookies: Literal["auto", "always"] = Field(
        default="auto", description="auto: the cookie is Secure when the request came by https; always"
    )
    trusted_proxies: str = Field(
        default="",
        description="addresses of reverse proxies whose X-Forwarded-* headers count, comma separated",
    )
    session_idle_minutes: int = Field(default=120, ge=1, le=1440, description="signed out after so many idle minutes")
    session_hours: int = Field(
        default=12, ge=1, le=168, description="signed out so many hours after sign-in at the latest"
    )
    upload_megabytes: int = Field(default=50, ge=1, le=500, description="largest file that may be uploaded")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        if url.startswith(("postgresql+psycopg://", "sqlite:///")):
            return url
        raise ValueError("it takes sqlite:///path or postgresql://user:password@host/name")

    @property
    def storage_url(self) -> str:
        """Where files lie: the setting, or a folder named after the embedded database, or `var/files`."""
        if self.files_url:
            return self.files_url
        path = self.database_url.removeprefix("sqlite:///")
        if path != self.database_url and path not in {"", ":memory:"}:
            return str(Path(path).with_suffix("")) + "-files"
        return str(HOME / "var" / "files")


def environment_name(field: str) -> str:
    """The name under which a setting stands in the environment."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias) if alias else f"KONTOR_{field.upper()}"


def read_settings() -> Settings:
    """Read the environment anew; refuses a wrong value with the setting's name (`WrongSetting`)."""
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            name = str(problem["loc"][0])
            known = name if name == "DATABASE_URL" else environment_name(name)
            lines.append(f"{known}: {problem['msg'].removeprefix('Value error, ')} (it is {problem['input']!r})")
        raise WrongSetting("\n".join(lines)) from None


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read_settings()
