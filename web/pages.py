"""The few pages without Streamlit: plain HTML that works everywhere, no script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote

from starlette.responses import HTMLResponse

from i18n.texts import Language, _

STYLE = Path(__file__).with_name("style.css").read_text("utf-8")

STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled input of a form."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    autocomplete: str = "off"
    hint: str = ""
    longest: int = 200
    focus: bool = False
    fixed: bool = False
    """Shown, and given to the browser's password manager, but not to be changed."""
    choices: tuple[tuple[str, str], ...] = field(default=())
    """Value and word of each choice; makes the input a selection."""

    def html(self, problem: str = "") -> str:
        """The input with its label, hint and what is wrong with it."""
        about = [f"{self.name}-{what}" for what, text in (("hint", self.hint), ("problem", problem)) if text]
        marks = f' aria-describedby="{" ".join(about)}"' if about else ""
        marks += ' aria-invalid="true"' if problem else ""
        marks += " autofocus" if self.focus else ""
        marks += " readonly" if self.fixed else ""
        lines = [f'<label for="{self.name}">{escape(self.label)}</label>']
        if self.choices:
            options = "".join(
                f'<option value="{escape(value)}"{_selected(value == self.value)}>{escape(word)}</option>'
                for value, word in self.choices
            )
            lines.append(f'<select id="{self.name}" name="{self.name}"{marks}>{options}</select>')
        else:
            typing = ' autocapitalize="none" spellcheck="false"' if self.name in {"login", "code"} else ""
            lines.append(
                f'<input id="{self.name}" name="{self.name}" type="{self.kind}" value="{escape(self.value)}" '
                f'autocomplete="{self.autocomplete}" maxlength="{self.longest}" required{typing}{marks}>'
            )
        if self.hint:
            lines.append(f'<p class="hint" id="{self.name}-hint">{escape(self.hint)}</p>')
        if problem:
            lines.append(f'<p class="problem" id="{self.name}-problem">{escape(problem)}</p>')
        return "".join(lines)


def _selected(yes: bool) -> str:  # noqa: FBT001
    return " selected" if yes else ""


def form_html(
    path: str, button: str, fields: list[Field], *, hidden: Mapping[str, str], problems: Mapping[str, str]
) -> str:
    """A form: what is wrong as a whole, then its inputs, then the one button."""
    shown = {item.name for item in fields}
    alert = "".join(
        f'<p class="alert" role="alert">{escape(text)}</p>' for name, text in problems.items() if name not in shown
    )
    inputs = "".join(item.html(problems.get(item.name, "")) for item in fields)
    return (
        f'{alert}<form method="post" action="{escape(path)}">{hidden_html(hidden)}{inputs}'
        f'<button type="submit">{escape(button)}</button></form>'
    )


def hidden_html(values: Mapping[str, str]) -> str:
    """Hidden inputs of a form."""
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in values.items()
    )


def page(title: str, body: str, *, language: Language, path: str, target: str = "/", status: int = 200) -> HTMLResponse:
    """A whole page: `body` is HTML made here, `title` plain text, `target` where to go after sign-in."""
    other, word = ("en", "English") if language == "de" else ("de", "Deutsch")
    back = "" if target == "/" else f"&next={quote(target, safe='')}"
    switch = f'<a href="{escape(f"{path}?language={other}{back}")}" lang="{other}" hreflang="{other}">{word}</a>'
    html = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f'<link rel="icon" href="data:,"><title>{escape(title)} · Kontor</title><style>{STYLE}</style></head>'
        f"<body><main><header><strong>Kontor</strong>{switch}</header><h1>{escape(title)}</h1>"
        f"{body}</main></body></html>"
    )
    return HTMLResponse(html, status_code=status, headers={"Content-Security-Policy": POLICY})


def message_page(title: str, text: str, *, language: Language, path: str, status: int) -> HTMLResponse:
    """A page that only says something, with the way to the sign-in."""
    back = f'<p><a href="/sign-in">{escape(_("To the sign-in"))}</a></p>'
    body = f'<p class="alert" role="alert">{escape(text)}</p>{back}'
    return page(title, body, language=language, path=path, status=status)
