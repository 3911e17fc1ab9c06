"""All that an invoice says, frozen: it is kept as JSON beside the PDF that was drawn from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from domain.invoices import InvoiceKind, TaxSum
from domain.letters import Sender
from domain.tax import TaxKind

TAXED = frozenset({TaxKind.STANDARD, TaxKind.REDUCED})
"""Taxed unless the studio is a small business."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line: what for, how many, when it was supplied (both days belong to it), at which rate, in cents."""

    text: str
    for_whom: str
    """Where it is not the recipient."""
    quantity: int
    supplied_from: date
    supplied_until: date
    tax: TaxKind
    rate: int
    gross_cents: int
    tax_cents: int

    @property
    def net_cents(self) -> int:
        """Without the tax."""
        return self.gross_cents - self.tax_cents


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed. Without a number it is a preview."""

    kind: InvoiceKind
    number: str
    issued_on: date
    due_on: date | None
    language: str
    sender: Sender
    logo: str | None
    """Content hash of the picture in the storage."""
    tax_number: str
    vat_id: str
    small_business: bool
    recipient: tuple[str, ...]
    customer: str
    """The number of the contact."""
    lines: tuple[PaperLine, ...]
    open_cents: int
    """What is to be paid of it on its day."""
    by_debit: bool
    payee: str
    iban: str
    text: str = ""
    """Of the studio, at the end."""
    corrects: str = ""
    """The number of the invoice that it corrects."""
    corrects_of: date | None = None
    reason: str = ""

    @property
    def gross_cents(self) -> int:
        """The sum of the lines."""
        return sum(line.gross_cents for line in self.lines)

    @property
    def tax_cents(self) -> int:
        """The tax in it."""
        return sum(line.tax_cents for line in self.lines)

    @property
    def sums(self) -> tuple[TaxSum, ...]:
        """By kind and rate, the highest rate first."""
        groups: dict[tuple[int, TaxKind], list[PaperLine]] = {}
        for line in self.lines:
            groups.setdefault((-line.rate, line.tax), []).append(line)
        order = sorted(groups, key=lambda group: (group[0], list(TaxKind).index(group[1])))
        return tuple(
            TaxSum(kind, -rate, sum(one.gross_cents for one in some), sum(one.tax_cents for one in some))
            for rate, kind in order
            for some in [groups[rate, kind]]
        )

    @property
    def asks_for_transfer(self) -> bool:
        """Whether something is open that the recipient transfers to the account of the studio."""
        return self.open_cents > 0 and not self.by_debit and bool(self.iban)


def correction(
    paper: Paper, kind: InvoiceKind, cents: Sequence[tuple[int, int, int]], *, number: str, day: date, reason: str
) -> Paper:
    """What takes back an invoice or a part of it: of a line (by its place) gross cents and the tax in them."""
    lines = tuple(
        replace(paper.lines[place], gross_cents=-gross, tax_cents=-tax, quantity=_quantity(paper.lines[place], gross))
        for place, gross, tax in cents
    )
    return replace(
        paper, kind=kind, number=number, issued_on=day, due_on=None, lines=lines, open_cents=0,
        corrects=paper.number, corrects_of=paper.issued_on, reason=reason, text="",
    )  # fmt: skip


def _quantity(line: PaperLine, gross: int) -> int:
    """The whole of a line takes its quantity back; a part of it is one sum."""
    return line.quantity if gross == line.gross_cents else 1


def written(paper: Paper) -> str:
    """The paper as JSON, the same text each time."""
    return json.dumps(asdict(paper), default=date.isoformat, ensure_ascii=False, sort_keys=True)


def read(text: str) -> Paper:
    """The paper of such a JSON."""
    data: dict[str, Any] = json.loads(text)
    sender: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data["sender"].items()
    }
    data["kind"], data["sender"] = InvoiceKind(data["kind"]), Sender(**sender)
    data["issued_on"] = date.fromisoformat(data["issued_on"])
    data["due_on"], data["corrects_of"] = _day(data["due_on"]), _day(data["corrects_of"])
    data["recipient"], data["lines"] = tuple(data["recipient"]), tuple(map(_line, data["lines"]))
    return Paper(**data)


def _line(data: dict[str, Any]) -> PaperLine:
    for name in ("supplied_from", "supplied_until"):
        data[name] = date.fromisoformat(data[name])
    data["tax"] = TaxKind(data["tax"])
    return PaperLine(**data)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
