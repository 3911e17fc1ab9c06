"""Tables of the import: plain reading, everything as text, nothing to download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from actions.contact_import import NewAddress, NewContact
from components.badges import badge
from components.escape import markup
from domain.bank import mask_iban
from domain.contact_import import Verdict
from domain.contacts import PaymentMethod
from domain.errors import Refusal
from domain.phones import format_phone
from exchange.import_preview import PreviewRow
from i18n.formatting import format_day
from i18n.messages import explain
from i18n.texts import _, language
from i18n.words import word

ROWS_IN_SIGHT = 10
ROW = 35
LONGEST_CELL = 300
LONGEST_NAME = 80
COLORS = {Verdict.OK: "green", Verdict.WARNING: "amber", Verdict.DUPLICATE: "orange", Verdict.REFUSED: "red"}
# The framework's own download would write `=1+1` as a formula.
NO_DOWNLOAD = "<style>.st-key-import_table [data-testid='stElementToolbar'] { display: none; }</style>"


def contacts_table(rows: Sequence[PreviewRow]) -> None:
    """The contacts as they would be stored."""
    columns = {
        "line": _("Line"),
        "verdict": _("Result"),
        "name": _("Name"),
        "number": _("Number"),
        "born": _("Birthday"),
        "address": _("Address"),
        "phones": _("Phone"),
        "emails": _("E-mail"),
        "payment": _("Payment"),
        "tags": _("Tags"),
        "photo": _("Photo"),
        "remark": _("Remark"),
    }
    _table(columns, [_texts(row) for row in rows], {"born": 105, "name": 220, "address": 260})


def reasons_table(concerned: Iterable[tuple[str, Verdict, Sequence[Refusal]]]) -> None:
    """What is doubtful about contacts, a row for each: name, verdict and all its reasons, none of them cut off."""
    rows = (
        f"<tr><th scope='row' dir='auto' style='overflow-wrap: anywhere'>{markup(name[:LONGEST_NAME]) or '–'}</th>"
        f"<td>{_reasons(verdict, reasons)}</td></tr>"
        for name, verdict, reasons in concerned
    )
    table = f"<table class='k-rows'>{''.join(rows)}</table>"
    st.html(f"<div style='max-height: 26rem; overflow: auto' tabindex='0'>{table}</div>")


def _reasons(verdict: Verdict, reasons: Sequence[Refusal]) -> str:
    return "<br>".join((badge(word(verdict), COLORS[verdict]), *(markup(explain(reason)) for reason in reasons)))


def _table(columns: Mapping[str, str], rows: Sequence[Mapping[str, str]], widths: Mapping[str, int]) -> None:
    """Rows of texts; `columns` maps their keys to the names on top, `widths` are in pixels."""
    import pandas as pd

    texts = [[row[name][:LONGEST_CELL] for name in columns] for row in rows]
    data = pd.DataFrame(texts, columns=list(columns.values()), dtype="string")
    with st.container(key="import_table"):
        st.html(NO_DOWNLOAD)
        st.dataframe(
            data,
            hide_index=True,
            height=ROW * (min(len(rows), ROWS_IN_SIGHT) + 1) + 3,
            column_config={columns[name]: st.column_config.TextColumn(width=width) for name, width in widths.items()},
        )


def _texts(row: PreviewRow) -> dict[str, str]:
    new, who = row.new, row.new.identity
    names = (word(who.salutation) if who.salutation else "", who.title, who.first_name, who.last_name)
    person = " ".join(part for part in names if part)
    return {
        "line": str(row.line),
        "verdict": word(row.verdict),
        "name": ", ".join(part for part in (who.company_name, person) if part),
        "number": new.number or _("new"),
        "born": format_day(who.born_on, language()) if who.born_on else "",
        "address": "; ".join(_address(address) for address in new.addresses),
        "phones": "; ".join(f"{format_phone(phone.number)} ({word(phone.kind)})" for phone in new.phones),
        "emails": "; ".join(f"{email.address} ({word(email.kind)})" for email in new.emails),
        "payment": _payment(new),
        "tags": ", ".join(new.tags),
        "photo": _("yes") if row.has_photo else "",
        "remark": " / ".join(new.remark.split("\n")),
    }


def _address(address: NewAddress) -> str:
    town = f"{address.postcode} {address.town}".strip()
    country = "" if address.country == "DE" else address.country
    return ", ".join(part for part in (address.street, address.extra, town, country) if part)


def _payment(new: NewContact) -> str:
    method = "" if new.payment_method is PaymentMethod.NONE else word(new.payment_method)
    iban = mask_iban(new.iban.value) if new.iban else ""
    return ", ".join(part for part in (method, iban, new.account_holder) if part)
