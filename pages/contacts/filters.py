"""The filters of the list of contacts: what the address holds of them, their fields, and what they say in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from components import address
from components.escape import literal
from components.perform import may
from domain.access import Permission
from domain.contacts import PaymentMethod, Status
from domain.data_quality import BANK_HINTS, Hint
from i18n.texts import N_, _
from i18n.words import MONTHS, word
from queries.contact_list import Order, Wanted
from queries.data_quality import STORED

OLDEST = 120
PAGE = ("page",)
ORDERS = {
    Order.NAME: N_("By name"),
    Order.NUMBER: N_("By number"),
    Order.TOWN: N_("By town"),
    Order.BIRTHDAY: N_("By birthday in the year"),
    Order.NEWEST: N_("Newest first"),
}
MORE = ("town", "age_from", "age_to", "month", "method", "gap")
"""What stands behind "More filters"."""
FILTERS = ("q", "status", "tag", *MORE)
"""Names in the address that filter the list."""
KEPT = (*FILTERS, "order")
"""What a saved selection keeps."""
WIDTH = 140


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: codes of the address and their words."""

    status: Mapping[str, str]
    tag: Mapping[str, str]
    month: Mapping[str, str]
    method: Mapping[str, str]
    gap: Mapping[str, str]
    order: Mapping[str, str]


def choices(tags: Mapping[str, str]) -> Choices:
    """The choices of this user: what tells about bank data only for those who may see them."""
    bank = may(Permission.SEE_BANK_DATA)
    return Choices(
        status={status.value: word(status) for status in Status},
        tag=tags,
        month={str(place): _(name) for place, name in enumerate(MONTHS, 1)},
        method={method.value or NO_METHOD: word(method) for method in PaymentMethod} if bank else {},
        gap={hint.value: word(hint).rstrip(".") for hint in STORED if bank or hint not in BANK_HINTS},
        order={order.value: _(text) for order, text in ORDERS.items()},
    )


NO_METHOD = "none"
"""The payment method that is not agreed has an empty value, and the address drops empty ones."""


def wanted(offered: Choices) -> Wanted:
    """What the address asks for; codes that are not offered do not count."""

    def one(name: str, options: Mapping[str, str]) -> str | None:
        code = address.read(name)
        return code if code in options else None

    status, method, gap = one("status", offered.status), one("method", offered.method), one("gap", offered.gap)
    month, order = one("month", offered.month), one("order", offered.order)
    return Wanted(
        typed=address.read("q"),
        status=Status(status) if status else None,
        tag_ids=tuple(map(int, address.read_codes("tag", offered.tag))),
        town=address.read("town"),
        age_from=address.read_number("age_from"),
        age_to=address.read_number("age_to"),
        birth_month=int(month) if month else None,
        method=PaymentMethod("" if method == NO_METHOD else method) if method else None,
        hint=Hint(gap) if gap else None,
        order=Order(order) if order else Order.NAME,
    )


def fields(offered: Choices) -> None:
    """The fields that are used most, in sight, and the others behind a button that says how many of them filter."""
    looks = {"drops": PAGE, "width": WIDTH, "placeholder": _("All")}
    address.search("q", _("Search"), drops=PAGE, placeholder=_("Name, phone, number …"), width=190)
    address.choose("status", _("Status"), offered.status, **looks)
    address.choose_many("tag", _("Tags"), offered.tag, drops=PAGE, width=WIDTH, placeholder=_("All"))
    address.choose("order", _("Order"), offered.order, first=True, drops=PAGE, width=WIDTH)
    more = sum(bool(address.read(name)) for name in MORE)
    label = _("More filters ({count})").format(count=more) if more else _("More filters")
    popover = st.popover(label, icon=":material/filter_list:", key="contacts_more", on_change="rerun")
    if popover.open:
        with popover:
            _more(offered)


def _more(offered: Choices) -> None:
    looks = {"drops": PAGE, "placeholder": _("All")}
    address.choose("gap", _("Missing or wrong data"), offered.gap, **looks)
    address.search("town", _("Town"), drops=PAGE, placeholder=_("How it begins"))
    left, right = st.columns(2)
    with left:
        address.number("age_from", _("Age from"), most=OLDEST, drops=PAGE)
    with right:
        address.number("age_to", _("Age to"), most=OLDEST, drops=PAGE)
    address.choose("month", _("Birthday in"), offered.month, **looks)
    if offered.method:
        address.choose("method", _("Payment method"), offered.method, **looks)


def chips(asked: Wanted, offered: Choices) -> None:
    """What filters the list, each with its own way out, and one for all."""
    said = {name: text for name, text in _said(asked, offered).items() if text}
    if not said:
        return
    with st.container(horizontal=True, gap="xsmall", key="contacts_chips"):
        for name, text in said.items():
            gone = ("age_from", "age_to", *PAGE) if name == "age" else (name, *PAGE)
            st.button(
                literal(text),
                icon=":material/close:",
                icon_position="right",
                key=f"chip_{name}",
                help=_("Take this filter away"),
                on_click=address.clear,
                args=(gone,),
            )
        address.reset_button("contacts_reset", (*FILTERS, *PAGE, "view"))


def _said(asked: Wanted, offered: Choices) -> dict[str, str]:
    tags = [offered.tag[str(tag_id)] for tag_id in asked.tag_ids]
    return {
        "q": _("Search: {text}").format(text=asked.typed) if asked.typed.strip() else "",
        "status": word(asked.status) if asked.status else "",
        "tag": _("Tag: {names}").format(names=", ".join(tags)) if tags else "",
        "town": _("Town: {name}").format(name=asked.town) if asked.town.strip() else "",
        "age": _age(asked.age_from, asked.age_to),
        "month": _("Birthday in {month}").format(month=offered.month[str(asked.birth_month)])
        if asked.birth_month
        else "",
        "method": _("Pays: {method}").format(method=word(asked.method)) if asked.method is not None else "",
        "gap": word(asked.hint).rstrip(".") if asked.hint else "",
    }


def _age(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return _("Aged {low} to {high}").format(low=low, high=high)
    if low is not None:
        return _("Aged {low} or older").format(low=low)
    return _("Aged {high} or younger").format(high=high) if high is not None else ""
