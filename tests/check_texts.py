"""The German catalogue has every text of the program: `python -m tests.check_texts [--update]`."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

HOME = Path(__file__).resolve().parent.parent
CATALOGUE = HOME / "i18n" / "locales" / "de.po"
FOLDERS = (
    "domain",
    "models",
    "i18n",
    "actions",
    "exchange",
    "gateways",
    "documents",
    "web",
    "components",
    "pages",
)
KEYWORDS = {"_": 1, "N_": 1, "plural": 2}
"""Functions that take texts, and how many of their first arguments are texts."""
SINCE = datetime(2026, 11, 23, tzinfo=UTC)
"""Fixed, so that the file changes only with its texts."""
PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}")


def collected() -> Catalog:
    """All texts in the code, each with the files it stands in."""
    catalog = Catalog(
        locale="de",
        project="Kontor",
        version="1",
        header_comment="# German texts of Kontor, as a studio says them. New ones come by `make texts`.",
        language_team="German",
        last_translator="Kontor",
        msgid_bugs_address="none",
        creation_date=SINCE,
        revision_date=SINCE,
        charset="utf-8",
        fuzzy=False,
    )
    for folder in FOLDERS:
        for path in sorted((HOME / folder).rglob("*.py")):
            place = str(path.relative_to(HOME))
            for message in texts_in(path.read_text("utf-8")):
                catalog.add(message, locations=[(place, 0)])
    return catalog


def texts_in(source: str) -> Iterator[str | tuple[str, ...]]:
    """The texts of a module by its syntax tree: Babel's own reader misses those inside f-strings on Python 3.11."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    named = ((call.func.id, call.args) for call in calls if isinstance(call.func, ast.Name))
    for name, arguments in named:
        words = [word.value for word in arguments[: KEYWORDS.get(name, 0)] if isinstance(word, ast.Constant)]
        if words:
            yield words[0] if len(words) == 1 else tuple(words)


def german() -> Catalog:
    """The catalogue as it lies in the project."""
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="de")


def faults() -> list[str]:
    """Texts without German, with other placeholders than the English, or no longer in the program."""
    known, found = german(), collected()
    wrong = []
    for message in found:
        if not message.id:
            continue
        translated = known.get(message.id)
        if translated is None or not all(_forms(translated.string)) or translated.fuzzy:
            wrong.append(f"no German for {message.id!r} ({message.locations[0][0]})")
        elif not can_be_filled_in(message, translated):
            wrong.append(f"other placeholders in the German for {message.id!r}")
    wrong += [f"no longer used: {message.id!r}" for message in known if message.id and found.get(message.id) is None]
    return wrong


def _forms(text: object) -> list[str]:
    return [str(part) for part in text] if isinstance(text, tuple | list) else [str(text or "")]


def can_be_filled_in(message: Message, translated: Message) -> bool:
    """Whether each form can be filled in; only that for one thing may leave a placeholder out (`ein Kontakt`)."""
    wanted = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
    *_one, many = forms = _forms(translated.string)
    return set(PLACEHOLDER.findall(many)) == wanted and all(
        set(PLACEHOLDER.findall(form)) <= wanted and not set("{}") & set(PLACEHOLDER.sub("", form)) for form in forms
    )


def update() -> None:
    """Bring new texts into the catalogue, without German yet, and drop those no longer used."""
    catalog, known = collected(), german()
    for message in catalog:
        old = known.get(message.id) if message.id else None
        if old is not None:
            message.string = old.string
    with CATALOGUE.open("wb") as target:
        write_po(
            target,
            catalog,
            width=0,
            no_location=False,
            omit_header=False,
            sort_by_file=True,
            include_lineno=False,
        )


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    found = faults()
    print("\n".join(found) or "The German catalogue has every text.")
    sys.exit(1 if found else 0)
