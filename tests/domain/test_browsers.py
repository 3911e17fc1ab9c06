"""What browsers call themselves, in short words."""

from __future__ import annotations

import pytest

from domain.browsers import LONGEST, browser_name

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 {}Safari/537.36"
SAFARI = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) {} Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox, Windows"),
        (CHROME.format("X11; Linux x86_64", ""), "Chrome, Linux"),
        (CHROME.format("Linux; Android 10; K", "Mobile "), "Chrome, Android"),
        (CHROME.format("Windows NT 10.0; Win64; x64", "") + " Edg/141.0.0.0", "Edge, Windows"),
        (SAFARI.format("iPhone; CPU iPhone OS 18_6 like Mac OS X", "Version/18.6"), "Safari, iPhone"),
        (SAFARI.format("iPad; CPU OS 18_6 like Mac OS X", "CriOS/141.0.0.0"), "Chrome, iPad"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
        ("x" * 200, "x" * LONGEST),
        ("**Müller** <b>", "**Müller** <b>"),
    ],
)
def test_a_browser_by_the_words_that_people_use(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name
