"""Tables of the import: plain reading, everything as text, nothing to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from actions.contact_import import NewAddress, NewContact
from domain.bank import mask_iban
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
# The framework's own download would write `=1+1` as a formula.
NO_DOWNLOAD = "<style>[class*='st-key-import_table'] [data-testid='stElementToolbar'] { display: none; }</style>"


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
    _table("rows", columns, [_texts(row) for row in rows])


def problems_table(key: str, problems: Sequence[tuple[str, str, Sequence[Refusal]]]) -> None:
    """What is doubtful, a row for each reason: name, result and reasons of the contacts."""
    columns = {"name": _("Name"), "verdict": _("Result"), "reason": _("Reason")}
    rows = [
        {"name": name, "verdict": verdict, "reason": explain(reason)}
        for name, verdict, reasons in problems
        for reason in reasons
    ]
    _table(key, columns, rows, wide="reason")


def _table(key: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, str]], *, wide: str | None = None) -> None:
    import pandas as pd

    texts = [[row[name][:LONGEST_CELL] for name in columns] for row in rows]
    data = pd.DataFrame(texts, columns=list(columns.values()), dtype="string")
    with st.container(key=f"import_table_{key}"):
        st.html(NO_DOWNLOAD)
        st.dataframe(
            data,
            hide_index=True,
            height=ROW * (min(len(rows), ROWS_IN_SIGHT) + 1) + 3,
            column_config={columns[wide]: st.column_config.TextColumn(width="large")} if wide else None,
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
