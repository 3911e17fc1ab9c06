"""Every rule, enumeration, action and column has its words, in both languages."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from types import ModuleType

import pytest
from babel.messages.catalog import Message

import actions
import domain
import exchange
import gateways
import models
from actions.action import ALL
from domain.access import Role
from domain.activities import State
from domain.bank import MandateState
from domain.conflicts import Side
from domain.contacts import AddressKind, ContactKind, EmailKind, PaymentMethod, PhoneKind, Salutation, Status
from domain.data_quality import Hint
from domain.duplicates import Likely
from domain.errors import InvalidInput, Refusal
from domain.numbering import NumberKind
from i18n.messages import SAYERS, TEXTS
from i18n.sentences import FIELDS, change_sentence, step_sentence
from i18n.step_sentences import STEPS
from i18n.texts import language_from_header, speaking
from i18n.words import word
from models.base import Base
from tests import check_texts

ENUMERATIONS: list[type[StrEnum]] = [
    Role,
    ContactKind,
    Salutation,
    AddressKind,
    PhoneKind,
    EmailKind,
    PaymentMethod,
    Status,
    MandateState,
    NumberKind,
    Side,
    Hint,
    Likely,
]


def _load(package: ModuleType) -> None:
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")


def _all_refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _all_refusals(kind)


def test_the_german_catalogue_has_no_gap() -> None:
    assert check_texts.faults() == []


@pytest.mark.parametrize(
    ("german", "right"),
    [
        (("noch einer", "noch {count}"), True),
        (("noch {count}", "noch {count}"), True),
        (("noch {count}", "noch einige"), False),
        (("noch {count", "noch {count}"), False),
        (("{", "c"), False),
    ],
)
def test_what_could_not_be_filled_in_is_a_fault_of_the_catalogue(german: tuple[str, str], *, right: bool) -> None:
    message = Message(("{count} left", "{count} left"))
    assert check_texts.can_be_filled_in(message, Message(message.id, german)) is right


def test_every_broken_rule_has_words() -> None:
    for package in (domain, actions, exchange, gateways):
        _load(package)
    ours = {kind for kind in _all_refusals() if kind.__module__.split(".")[0] != "tests"}
    assert ours - {InvalidInput} <= TEXTS.keys() | SAYERS.keys()


@pytest.mark.parametrize("kind", ENUMERATIONS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_member_has_a_word(kind: type[StrEnum], language: str) -> None:
    with speaking(language):  # type: ignore[arg-type]
        assert all(word(member) for member in kind)


def test_a_membership_is_cancelled_in_other_words_than_an_appointment() -> None:
    with speaking("de"):
        assert word(Status.CANCELLED) == "Gekündigt"
        assert word(State.CANCELLED) == "Abgesagt"


def test_every_action_has_a_sentence() -> None:
    _load(actions)
    ours = {name for name in ALL if not name.startswith("test_")}
    assert ours <= STEPS.keys()


def test_every_audited_column_has_a_name() -> None:
    from queries.history import UNSAID

    _load(models)
    columns = {
        column.key
        for mapper in Base.registry.mappers
        if mapper.class_.__audited__
        for column in mapper.column_attrs
        if not column.columns[0].info.get("derived") and column.key not in {"id", "version", "created_at"}
    }
    assert columns - UNSAID <= FIELDS.keys()


@pytest.mark.parametrize(
    ("field", "before", "after", "german"),
    [
        ("town", "Köln", "Bonn", "Ort: Köln → Bonn"),
        ("born_on", None, "1980-12-31", "Geburtstag: 31.12.1980"),
        ("is_primary", False, True, "ja"),
        ("iban", "", "DE89370400440532013000", "DE89"),
        ("number", None, "+49221998877", "0221 998877"),
    ],
)
def test_changes_are_sentences(field: str, before: object, after: object, german: str) -> None:
    with speaking("de"):
        assert german in change_sentence(field, before, after, "de", bank=True)


def test_bank_data_are_masked_for_those_who_may_not_see_them() -> None:
    with speaking("en"):
        assert "DE89" not in change_sentence("iban", "", "DE89370400440532013000", "en", bank=False)
        assert "Erna" not in change_sentence("account_holder", "Erna", "", "en", bank=False)


def test_an_unknown_step_is_named_as_it_is() -> None:
    with speaking("en"):
        assert step_sentence("from_the_future", "Eva") == "Eva: from_the_future"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("en-US,en;q=0.9", "en"),
        ("fr-FR,en;q=0.5,de;q=0.7", "de"),
        ("fr", "de"),
        ("en;q=nonsense", "de"),
        ("," * 5000 + "en", "de"),
    ],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    assert language_from_header(header) == language
