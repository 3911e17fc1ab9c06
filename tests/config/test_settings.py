"""Settings: defaults that work, every wrong one refused with its name."""

from __future__ import annotations

import pytest

from config.settings import Settings, WrongSetting, environment_name, read_settings


def test_an_empty_environment_serves_one_machine() -> None:
    found = read_settings()
    assert found.database_url.startswith("sqlite:///")
    assert found.database_url.endswith("var/kontor.sqlite")
    assert found.storage_url.endswith("var/kontor-files")
    assert (found.address, found.port) == ("127.0.0.1", 8501)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "kontor.sqlite"),
        ("KONTOR_PORT", "0"),
        ("KONTOR_PORT", "http"),
        ("KONTOR_PORT", "70000"),
        ("KONTOR_SESSION_HOURS", "-1"),
        ("KONTOR_SESSION_IDLE_MINUTES", "many"),
        ("KONTOR_SECURE_COOKIES", "never"),
        ("KONTOR_UPLOAD_MEGABYTES", "1e9"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting, match=f"^{name}: "):
        read_settings()


@pytest.mark.parametrize("short", ["postgres://u:p@h/db", "postgresql://u:p@h/db", "postgresql+psycopg://u:p@h/db"])
def test_postgresql_is_known_by_its_usual_names(monkeypatch: pytest.MonkeyPatch, short: str) -> None:
    monkeypatch.setenv("DATABASE_URL", short)
    assert read_settings().database_url == "postgresql+psycopg://u:p@h/db"


def test_every_setting_has_a_name_and_says_what_it_is() -> None:
    names = {environment_name(field) for field in Settings.model_fields}
    assert all(name == "DATABASE_URL" or name.startswith("KONTOR_") for name in names)
    assert all(field.description for field in Settings.model_fields.values())
