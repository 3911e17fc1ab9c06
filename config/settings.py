"""Every setting of Kontor, read once from the environment and checked at start.

`DATABASE_URL` is the only name without the prefix `KONTOR_`. A wrong value or an unknown name stops the start with the
name of the setting (`WrongSetting`).
"""

from __future__ import annotations

import os
import re
import shlex
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.documents import ENDINGS, MEDIA_TYPES
from domain.emails import parse_email
from domain.errors import Refusal

HOME = Path(__file__).resolve().parent.parent

FOR_TESTS = "KONTOR_TESTS_"
"""Names that begin so are no settings of the program."""

_UNSAID = {"DATABASE_URL", "KONTOR_FILES_URL", "KONTOR_SMTP_PASSWORD"}
"""Their values may hold a password and are never shown."""

_SELF = {"localhost", "127.0.0.1", "::1"}

_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?", re.IGNORECASE)


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
    smtp_host: str = Field(default="", description="mail server that sends; empty: e-mails are only documented")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="port of the mail server")
    smtp_security: Literal["starttls", "ssl", "none"] = Field(
        default="starttls", description="starttls (port 587), ssl (port 465), or none: only on the machine itself"
    )
    smtp_user: str = Field(default="", description="user at the mail server; empty: no sign-in there")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="password at the mail server")
    smtp_timeout_seconds: int = Field(
        default=30, ge=1, le=120, description="how long the mail server may be silent while something is sent"
    )
    mail_from: str = Field(default="", description="address that sends; empty: the e-mail address of the studio")
    worker_seconds: int = Field(
        default=5,
        ge=0,
        le=3600,
        description="seconds between two rounds of the worker inside `serve`; 0: none there, `work` runs by itself",
    )
    document_megabytes: int = Field(default=25, ge=1, le=500, description="largest document of a contact")
    document_types: str = Field(
        default="pdf,jpg,png,webp,heic,txt,docx,xlsx,odt,ods",
        description="kinds of documents that are kept, comma separated; pptx and odp can be added",
    )
    scan_command: str = Field(
        default="",
        description="virus scanner that reads each document from standard input, such as `clamdscan --no-summary -`",
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        if url.startswith(("postgresql+psycopg://", "sqlite:///")):
            return url
        raise ValueError("it takes sqlite:///path or postgresql://user:password@host/name")

    @field_validator("files_url")
    @classmethod
    def _known_storage(cls, url: str) -> str:
        *wrappers, last = url.split("::")
        protocols = [part.partition("://")[0] for part in (*wrappers, last if "://" in last else "")]
        if any(protocols):
            from fsspec import available_protocols

            if not {protocol for protocol in protocols if protocol} <= set(available_protocols()):
                raise ValueError("it takes a path or an fsspec URL of a known kind")
        return url

    @field_validator("address")
    @classmethod
    def _address_or_host_name(cls, address: str) -> str:
        if not _is_address(address):
            digits_only = address.rstrip(".").rpartition(".")[2].isdigit()
            if len(address) > 253 or digits_only or not _HOST_NAME.fullmatch(address):
                raise ValueError("it takes an ip address or a host name")
        return address

    @field_validator("smtp_host")
    @classmethod
    def _mail_server(cls, host: str) -> str:
        return cls._address_or_host_name(host) if host else host

    @field_validator("smtp_password")
    @classmethod
    def _never_readable_on_the_way(cls, password: SecretStr, info: ValidationInfo) -> SecretStr:
        host, security = str(info.data.get("smtp_host", "")), info.data.get("smtp_security")
        if password.get_secret_value() and security == "none" and host not in _SELF:
            raise ValueError("it takes none while KONTOR_SMTP_SECURITY is none: everybody on the way could read it")
        return password

    @field_validator("mail_from")
    @classmethod
    def _one_address(cls, address: str) -> str:
        try:
            return parse_email(address) if address else address
        except Refusal:
            raise ValueError("it takes one e-mail address, such as info@studio.example") from None

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, proxies: str) -> str:
        parts = [part.strip() for part in proxies.split(",") if part.strip()]
        wrong = [part for part in parts if not _is_address(part)]
        if wrong:
            raise ValueError(f"it takes ip addresses, comma separated; {wrong[0]!r} is none")
        # Spelled as the server spells the address of a visitor, which they are compared with.
        return ",".join(str(ip_address(part)) for part in parts)

    @field_validator("document_types")
    @classmethod
    def _known_kinds(cls, kinds: str) -> str:
        parts = [ENDINGS.get(part.strip().lower(), part.strip().lower()) for part in kinds.split(",") if part.strip()]
        wrong = [part for part in parts if part not in MEDIA_TYPES]
        if wrong or not parts:
            raise ValueError(f"it takes some of {', '.join(MEDIA_TYPES)}, comma separated")
        return ",".join(dict.fromkeys(parts))

    @field_validator("scan_command")
    @classmethod
    def _command_line(cls, command: str) -> str:
        try:
            shlex.split(command)
        except ValueError:
            raise ValueError("it takes a command line; a quotation mark is never closed") from None
        return command

    @property
    def storage_url(self) -> str:
        """Where files lie: the setting, or a folder named after the embedded database, or `var/files`."""
        if self.files_url:
            return self.files_url
        path = self.database_url.removeprefix("sqlite:///")
        if path != self.database_url and path not in {"", ":memory:"}:
            return str(Path(path).with_suffix("")) + "-files"
        return str(HOME / "var" / "files")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def environment_name(field: str) -> str:
    """The name under which a setting stands in the environment."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias) if alias else f"KONTOR_{field.upper()}"


def read_settings() -> Settings:
    """Read the environment anew; refuses wrong values and unknown names, each by its name (`WrongSetting`)."""
    lines = [f"{name}: there is no setting of this name" for name in _unknown_names()]
    try:
        found = Settings()
    except ValidationError as error:
        for problem in error.errors():
            field = str(problem["loc"][0])
            name = environment_name(field) if field in Settings.model_fields else field
            value = "" if name in _UNSAID else f" (it is {problem['input']!r})"
            lines.append(f"{name}: {problem['msg'].removeprefix('Value error, ')}{value}")
        raise WrongSetting("\n".join(lines)) from None
    if lines:
        raise WrongSetting("\n".join(lines))
    return found


def _unknown_names() -> list[str]:
    known = {environment_name(field) for field in Settings.model_fields}
    ours = {name for name in os.environ if name.upper().startswith("KONTOR_")}
    return sorted(name for name in ours if name.upper() not in known and not name.upper().startswith(FOR_TESTS))


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read_settings()
