"""The dialogs that work from every contact page. Each opens one form and keeps what was typed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.contact_details import add_email, add_phone, edit_email, edit_phone, remove_email, remove_phone
from actions.contacts import block_contact, create_contact, set_tags
from actions.photos import remove_photo, set_photo
from components.dated_fields import since
from components.escape import literal
from components.fields import Form
from components.navigation import MASTER_DATA, go
from components.perform import perform_and_say, reading, storage, today
from components.similar import show_similar
from components.undeliverable import undeliverable_part
from components.uploads import PICTURES, read_upload, upload_field
from domain.contacts import ContactKind, EmailKind, Identity, PhoneKind, Salutation, Way
from gateways.photos import LARGEST_BYTES, clean_photo
from i18n.texts import _
from queries.card_files import tag_names
from queries.contacts import ContactHeader


def new_contact_dialog() -> None:
    """Create a contact: few fields, likely duplicates shown while typing."""
    st.dialog(_("New contact"), width="medium")(_new_contact)()


def _new_contact() -> None:
    with Form("new_contact", live=True) as form:
        kind = form.switch("kind", _("Kind"), ContactKind)
        if kind is ContactKind.PERSON:
            left, right = st.columns(2)
            first = form.text("first_name", _("First name"), place=left, autocomplete="off")
            last = form.text("last_name", _("Last name"), place=right, autocomplete="off")
            left, right = st.columns(2)
            company, born = "", form.day("born_on", _("Birthday"), place=left, birthday=True)
            salutation = form.choice("salutation", _("Salutation"), Salutation, place=right)
        else:
            first = last = ""
            company = form.text("company_name", _("Company"), autocomplete="off")
            salutation, born = Salutation.NONE, None
        left, right = st.columns(2)
        phone = form.text("phone", _("Phone"), place=left, autocomplete="off")
        email = form.text("email", _("E-mail"), place=right, autocomplete="off")
        show_similar(first, last, company, form.typed_day("born_on"), phone, email, salutation)

        def identity() -> Identity:
            return Identity(
                kind=kind,
                salutation=salutation,
                first_name=first,
                last_name=last,
                company_name=company,
                born_on=born() if born else None,
            )

        form.submit(
            create_contact,
            done=_("Contact created. What is still missing is marked."),
            label=_("Create contact"),
            then=lambda contact: go(MASTER_DATA, contact=contact.number),
            identity=identity,
            phone=phone,
            email=email,
        )


def _key(kind: str, contact_id: int, record: Any) -> str:
    """A form is known by its record and version: after a conflict it opens with what is stored, not with old drafts."""
    return f"{kind}.{record.id}.{record.version}" if record else f"{kind}.new.{contact_id}"


def phone_dialog(contact_id: int, phone: Any = None) -> None:
    """Add a phone number, or change one."""
    st.dialog(_("Phone number"))(_phone)(contact_id, phone)


def _phone(contact_id: int, phone: Any) -> None:
    with Form(_key("phone", contact_id, phone)) as form:
        number = form.phone("number", _("Phone number"), phone.number if phone else "", autocomplete="off")
        kind = form.choice("kind", _("Kind"), PhoneKind, phone.kind if phone else PhoneKind.MOBILE)
        primary = form.check(
            "primary", _("Main phone number"), value=bool(phone and phone.is_primary), column="is_primary"
        )
        inputs = {"number": number, "kind": kind, "primary": primary}
        if phone is None:
            form.submit(add_phone, done=_("Phone number added."), contact_id=contact_id, **inputs)
        else:
            valid_from, said = since(form)
            form.submit(
                edit_phone,
                done=said(_("Phone number changed.")),
                valid_from=valid_from,
                phone_id=phone.id,
                version=phone.version,
                **inputs,
            )
    if phone is not None:
        undeliverable_part(Way.PHONE, phone)
        _remove_button(_("Phone number removed."), remove_phone, phone_id=phone.id, version=phone.version)


def email_dialog(contact_id: int, email: Any = None) -> None:
    """Add an e-mail address, or change one."""
    st.dialog(_("E-mail address"))(_email)(contact_id, email)


def _email(contact_id: int, email: Any) -> None:
    with Form(_key("email", contact_id, email)) as form:
        address = form.text("address", _("E-mail address"), email.address if email else "", autocomplete="off")
        kind = form.choice("kind", _("Kind"), EmailKind, email.kind if email else EmailKind.PRIVATE)
        primary = form.check(
            "primary", _("Main e-mail address"), value=bool(email and email.is_primary), column="is_primary"
        )
        inputs = {"address": address, "kind": kind, "primary": primary}
        if email is None:
            form.submit(add_email, done=_("E-mail address added."), contact_id=contact_id, **inputs)
        else:
            valid_from, said = since(form)
            form.submit(
                edit_email,
                done=said(_("E-mail address changed.")),
                valid_from=valid_from,
                email_id=email.id,
                version=email.version,
                **inputs,
            )
    if email is not None:
        undeliverable_part(Way.EMAIL, email)
        _remove_button(_("E-mail address removed."), remove_email, email_id=email.id, version=email.version)


def _remove_button(done: str, change: Any, **inputs: Any) -> None:
    """Removing can be undone, so it does not ask first."""
    if st.button(_("Remove"), icon=":material/delete:", type="tertiary", key="dialog.remove"):
        perform_and_say(done, change, **inputs)


def photo_dialog(header: ContactHeader) -> None:
    """Upload, take or remove the photo."""
    st.dialog(_("Photo of {name}").format(name=literal(header.name[:60])))(_photo)(header)


def _photo(header: ContactHeader) -> None:
    ways = {"upload": _("Upload"), "camera": _("Camera")}
    way = st.segmented_control(
        _("Source"), list(ways), default="upload", format_func=ways.__getitem__, label_visibility="collapsed"
    )
    if way == "camera":
        picture = st.camera_input(_("Take a photo"))
    else:
        picture = upload_field(_("Choose a picture"), PICTURES, largest=LARGEST_BYTES, key="photo.file")
    if picture is not None and st.button(_("Use this photo"), type="primary", key="photo.use"):
        photo = read_upload(lambda: clean_photo(picture.getvalue()))
        if photo is not None:
            perform_and_say(_("Photo saved."), set_photo, contact_id=header.contact_id, photo=photo, storage=storage())
    if header.photo:
        _remove_button(_("Photo removed."), remove_photo, contact_id=header.contact_id)


def tags_dialog(contact_id: int, carried: tuple[str, ...]) -> None:
    """Choose the tags of the contact, new ones too."""
    st.dialog(_("Tags"))(_tags)(contact_id, carried)


def _tags(contact_id: int, carried: tuple[str, ...]) -> None:
    with reading() as session:
        known = [tag.name for tag in tag_names(session)]
    options = sorted({*known, *carried}, key=str.casefold)
    with Form(f"tags.{contact_id}.{sorted(carried)}") as form:
        names = st.multiselect(
            _("Tags"),
            options,
            default=list(carried),
            accept_new_options=True,
            placeholder=_("Choose or type a new one"),
            key=f"tags.names.{contact_id}.{sorted(carried)}",
            select_all=False,
        )
        form.submit(set_tags, done=_("Tags changed."), contact_id=contact_id, names=tuple(names), shown=carried)


def block_dialog(header: ContactHeader) -> None:
    """Record a house ban."""
    st.dialog(_("House ban"))(_block)(header)


def _block(header: ContactHeader) -> None:
    with Form(f"block.{header.contact_id}.{header.version}") as form:
        day = header.facts.blocked_on
        on = form.day("on", _("From"), day, suggest=today(), required=True, column="blocked_on")
        reason = form.text("reason", _("Reason"), header.blocked_reason, column="blocked_reason")
        form.submit(
            block_contact,
            done=_("House ban recorded."),
            contact_id=header.contact_id,
            version=header.version,
            on=on,
            reason=reason,
        )
