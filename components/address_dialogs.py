"""The dialog of postal addresses: a new one, one that somebody else has too, a change for all who live there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.contact_details import add_address, edit_address, remove_address, share_address
from components.contact_choice import contact_choice, forget_choice
from components.contact_facts import address_line
from components.dated_fields import since
from components.escape import literal
from components.fields import Form
from components.perform import perform_and_say, reading, today
from components.undeliverable import undeliverable_part
from domain.contacts import AddressKind, Way
from i18n.countries import country_names
from i18n.formatting import join_words
from i18n.texts import _, language
from queries.contact_hits import ContactHit
from queries.relationships import relationships_of
from queries.shared_addresses import addresses_of, living_together

OWN, SHARED = "own", "shared"


def address_dialog(contact_id: int, address: Any = None) -> None:
    """Add a postal address, or change one."""
    forget_choice(_choice(contact_id))
    st.dialog(_("Address"))(_new if address is None else _edit)(contact_id, address)


def _choice(contact_id: int) -> str:
    return f"address.with.{contact_id}"


def _new(contact_id: int, _address: None) -> None:
    ways = {OWN: _("Type it in"), SHARED: _("Same address as …")}
    way = st.segmented_control(
        _("Address"),
        list(ways),
        default=OWN,
        required=True,
        format_func=ways.__getitem__,
        key=f"address.way.{contact_id}",
        label_visibility="collapsed",
    )
    if way == SHARED:
        _same_as(contact_id)
        return
    with Form(f"address.new.{contact_id}") as form:
        inputs = _fields(form, None)
        form.submit(add_address, done=_("Address added."), contact_id=contact_id, **inputs)


def _same_as(contact_id: int) -> None:
    """First those who belong to the contact, then anybody; then which of the addresses."""
    with reading() as session:
        related = relationships_of(session, contact_id, today())
    people = {one.other.contact_id: one.other for one in related if one.other.town}
    other = contact_choice(
        _choice(contact_id), _("Who lives there?"), suggested=tuple(people.values()), without=(contact_id,)
    )
    if other is not None:
        _take_over(contact_id, other)


def _take_over(contact_id: int, other: ContactHit) -> None:
    with reading() as session:
        addresses = {address.id: address for address in addresses_of(session, other.contact_id)}
    if not addresses:
        st.info(_("This contact has no address. Choose somebody else, or type the address in."))
        return
    with Form(f"address.shared.{contact_id}.{other.number}") as form:
        chosen = form.pick(
            "address_id", _("Address"), list(addresses), lambda key: address_line(addresses[key]), next(iter(addresses))
        )
        kind = form.choice("kind", _("Kind"), AddressKind)
        primary = form.check("primary", _("Main address"))
        st.caption(_("It stays one address: who changes it later is asked whether that is for all who live there."))
        form.submit(
            share_address,
            done=_("Address added."),
            contact_id=contact_id,
            address_id=chosen,
            kind=kind,
            primary=primary,
        )


def _edit(contact_id: int, address: Any) -> None:
    with reading() as session:
        others = living_together(session, [address]).get(address.id, ())
    with Form(f"address.{address.id}.{address.version}") as form:
        inputs = _fields(form, address)
        if others:
            inputs["for_all"] = _for_all(address, others)
        valid_from, said = since(form)
        form.submit(
            edit_address,
            done=said(_("Address changed.")),
            valid_from=valid_from,
            address_id=address.id,
            version=address.version,
            **inputs,
        )
    undeliverable_part(Way.ADDRESS, address)
    if st.button(_("Remove"), icon=":material/delete:", type="tertiary", key="dialog.remove"):
        perform_and_say(_("Address removed."), remove_address, address_id=address.id, version=address.version)


def _for_all(address: Any, others: tuple[str, ...]) -> bool:
    """Whether a change of the place is for all who share it; all is what mostly happens."""
    names = literal(join_words(others, language()))
    ways = {
        True: _("for all who live there (also {names})").format(names=names),
        False: _("only for this contact, who no longer lives there"),
    }
    chosen = st.radio(
        _("This change is"), list(ways), format_func=ways.__getitem__, key=f"address.all.{address.id}.{address.version}"
    )
    return bool(chosen)


def _fields(form: Form, address: Any) -> dict[str, Any]:
    def old(name: str, otherwise: Any = "") -> Any:
        return getattr(address, name) if address else otherwise

    countries = country_names(language())
    street = form.text("street", _("Street and number"), old("street"))
    extra = form.text("extra", _("Address line 2"), old("extra"))
    left, right = st.columns([1, 2])
    postcode = form.text("postcode", _("Postcode"), old("postcode"), place=left)
    town = form.text("town", _("Town"), old("town"), place=right)
    left, right = st.columns(2)
    country = form.pick(
        "country",
        _("Country"),
        list(countries),
        lambda code: countries[code],
        old("country", "DE"),
        place=left,
    )
    kind = form.choice("kind", _("Kind"), AddressKind, old("kind", AddressKind.HOME), place=right)
    primary = form.check(
        "primary", _("Main address"), value=bool(old("is_primary", otherwise=False)), column="is_primary"
    )
    return {
        "street": street,
        "extra": extra,
        "postcode": postcode,
        "town": town,
        "country": country or "",
        "kind": kind,
        "primary": primary,
    }
