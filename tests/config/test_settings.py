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
        ("KONTOR_TRUSTED_PROXIES", "proxy.studio.example"),
        ("KONTOR_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.256"),
        ("KONTOR_TRUSTED_PROXIES", "10.0.0.0/8"),
        ("KONTOR_TRUSTED_PROXIES", "10.0.0.1;10.0.0.2"),
        ("KONTOR_FILES_URL", "s4://bucket/files"),
        ("KONTOR_FILES_URL", "simplecache::s4://bucket/files"),
        ("KONTOR_FILES_URL", "hasty::file:///srv/files"),
        ("KONTOR_SMTP_HOST", "smtp://mail.example"),
        ("KONTOR_SMTP_PORT", "0"),
        ("KONTOR_SMTP_SECURITY", "tls"),
        ("KONTOR_SMTP_TIMEOUT_SECONDS", "0"),
        ("KONTOR_MAIL_FROM", "info at studio.example"),
        ("KONTOR_MAIL_FROM", "a@studio.example, b@studio.example"),
        ("KONTOR_MAIL_FROM", "a@studio.example\r\nBcc: b@studio.example"),
        ("KONTOR_WORKER_SECONDS", "-1"),
        ("KONTOR_ADDRESS", ""),
        ("KONTOR_ADDRESS", "999.1.1.1"),
        ("KONTOR_ADDRESS", "http://localhost"),
        ("KONTOR_ADDRESS", "localhost:8501"),
        ("KONTOR_ADDRESS", "the studio"),
        ("KONTOR_ADDRESS", "-x.example"),
        ("KONTOR_ADDRESS", "x" * 64),
        ("KONTOR_ADDRESS", "a." * 5000),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting, match=f"^{name}: "):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KONTOR_TRUSTED_PROXIES", ""),
        ("KONTOR_TRUSTED_PROXIES", "10.0.0.1, ::1,"),
        ("KONTOR_FILES_URL", "/srv/studio files"),
        ("KONTOR_FILES_URL", "file:///srv/files"),
        ("KONTOR_FILES_URL", "s3://bucket/files"),
        ("KONTOR_FILES_URL", "simplecache::s3://bucket/files"),
        ("KONTOR_ADDRESS", "0.0.0.0"),
        ("KONTOR_ADDRESS", "::"),
        ("KONTOR_ADDRESS", "localhost"),
        ("KONTOR_ADDRESS", "kontor-1.studio.example"),
        ("KONTOR_TESTS_ANYTHING", "1"),
    ],
)
def test_what_can_be_used_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    read_settings()


def test_trusted_proxies_are_spelled_as_visitors_addresses_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_TRUSTED_PROXIES", "10.0.0.1 , FE80:0:0::1,")
    assert read_settings().trusted_proxies == "10.0.0.1,fe80::1"


@pytest.mark.parametrize("name", ["KONTOR_PROT", "KONTOR_DATABASE_URL", "KONTOR_", "KONTOR_TEST", "Kontor_Prot"])
def test_an_unknown_name_is_refused_without_its_value(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "postgresql://u:hidden@h/db")
    with pytest.raises(WrongSetting, match=f"^{name}: ") as refused:
        read_settings()
    assert "hidden" not in str(refused.value)


def test_every_problem_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_PROT", "1")
    monkeypatch.setenv("KONTOR_PORT", "0")
    with pytest.raises(WrongSetting) as refused:
        read_settings()
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == ["KONTOR_PROT", "KONTOR_PORT"]


@pytest.mark.parametrize("name", ["DATABASE_URL", "KONTOR_FILES_URL"])
def test_a_password_in_a_wrong_url_is_not_shown(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "mysqll://user:hidden@host/x")
    with pytest.raises(WrongSetting, match=f"^{name}: ") as refused:
        read_settings()
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("short", ["postgres://u:p@h/db", "postgresql://u:p@h/db", "postgresql+psycopg://u:p@h/db"])
def test_postgresql_is_known_by_its_usual_names(monkeypatch: pytest.MonkeyPatch, short: str) -> None:
    monkeypatch.setenv("DATABASE_URL", short)
    assert read_settings().database_url == "postgresql+psycopg://u:p@h/db"


def test_every_setting_has_a_name_and_says_what_it_is() -> None:
    names = {environment_name(field) for field in Settings.model_fields}
    assert all(name == "DATABASE_URL" or name.startswith("KONTOR_") for name in names)
    assert all(field.description for field in Settings.model_fields.values())


def test_a_mail_password_never_goes_in_clear_over_a_net_and_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_SMTP_HOST", "mail.studio.example")
    monkeypatch.setenv("KONTOR_SMTP_PASSWORD", "sesame-canary")
    assert "sesame-canary" not in repr(read_settings())
    assert read_settings().smtp_password.get_secret_value() == "sesame-canary"
    monkeypatch.setenv("KONTOR_SMTP_SECURITY", "none")
    with pytest.raises(WrongSetting, match=r"^KONTOR_SMTP_PASSWORD: ") as caught:
        read_settings()
    assert "sesame-canary" not in str(caught.value)
    monkeypatch.setenv("KONTOR_SMTP_HOST", "127.0.0.1")
    assert read_settings().smtp_security == "none"


def test_an_address_that_sends_may_have_an_umlaut_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_MAIL_FROM", "Ulla@Müller-Fit.example")
    assert read_settings().mail_from == "Ulla@müller-fit.example"
