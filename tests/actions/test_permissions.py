"""Every action asks for its permission before it touches anything."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any, NoReturn

import pytest

import actions
from actions.action import ALL
from domain import access
from domain.access import Actor, NotPermitted, Permission, Role


def _actions() -> dict[str, Callable[..., Any]]:
    """Every action of the program by its name."""
    modules = [importlib.import_module(f"actions.{module.name}") for module in pkgutil.iter_modules(actions.__path__)]
    return {
        name: function
        for module in modules
        for name, function in vars(module).items()
        if name in ALL and hasattr(function, "__wrapped__") and function.__module__ == module.__name__
    }


ACTIONS = _actions()


class Untouchable:
    """A session that nobody may even look at."""

    def __getattribute__(self, name: str) -> NoReturn:
        raise AssertionError(f"session.{name} was touched")


def test_all_actions_are_found() -> None:
    ours = {name for name in ALL if not name.startswith("test_")}
    assert ours == set(ACTIONS)
    assert len(ours) > 40


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_a_role_without_the_permission_touches_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(access.ROLES, Role.READ_ONLY, frozenset(Permission) - {ALL[name]})
    with pytest.raises(NotPermitted) as refused:
        ACTIONS[name](Untouchable(), Actor(1, "Rita", Role.READ_ONLY))
    assert refused.value.data["permission"] is ALL[name]


@pytest.mark.parametrize(
    ("role", "name"),
    [(role, name) for role in Role for name in sorted(ACTIONS) if ALL[name] not in access.ROLES[role]],
)
def test_each_role_is_refused_what_it_lacks(role: Role, name: str) -> None:
    with pytest.raises(NotPermitted):
        ACTIONS[name](Untouchable(), Actor(1, "Rita", role))
