"""The dialogs of e-mails: send one, write one down, import one from a file, and what to do about one that is here."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.emails import document_email, edit_documented_email
from components.email_sending import send_form, sent_email
from components.entry_fields import below, category_field, person_field
from components.escape import literal, markup
from components.fields import Form
from components.perform import may, now, reading, storage
from components.uploads import read_upload, upload_field
from config.settings import settings
from domain.access import Permission
from domain.activities import ActivityKind, Direction, State
from domain.mail import ReceivedEmail, direction_of
from exchange.eml import LARGEST_BYTES, read_eml
from gateways.documents import SortedOut, rules_of_studio, sorted_out
from i18n.formatting import format_size
from i18n.messages import explain
from i18n.texts import _, language, plural
from i18n.words import word
from queries.activities import ActivityRow
from queries.activity_details import EmailDetail
from queries.emails import MailFile, files_of, mail_addresses, own_addresses, sender_address


def email_dialog(contact_id: int | None, row: ActivityRow | None = None) -> None:
    """Send an e-mail, write one down or import one; or look at one that is here."""
    st.dialog(_("E-mail"), width="medium", icon=":material/mail:")(_email)(contact_id, row)


def _email(contact_id: int | None, row: ActivityRow | None) -> None:
    if row is None:
        _new(contact_id)
    elif row.state is State.NONE:
        _documented(row)
    else:
        sent_email(row)
        files_list(row)
        if row.state not in {State.QUEUED, State.SENDING}:
            below(row)


def _new(contact_id: int | None) -> None:
    ways = {"document": _("Write down"), "import": _("Import a file")}
    if may(Permission.SEND_EMAILS):
        ways = {"send": _("Send"), **ways}
    usual = "send" if "send" in ways and settings().smtp_host else "document"
    way = st.segmented_control(
        _("What"), list(ways), default=usual, required=True, format_func=ways.__getitem__, label_visibility="collapsed"
    )
    assert contact_id is not None
    match way:
        case "send":
            send_form(contact_id)
        case "import":
            _import(contact_id)
        case _:
            _write_down(contact_id)


def _write_down(contact_id: int) -> None:
    direction = st.segmented_control(
        _("Direction"), list(Direction), default=Direction.INCOMING, required=True, format_func=word
    )
    theirs, ours = _both_sides(contact_id)
    incoming = direction is Direction.INCOMING
    with Form(f"email.new.{contact_id}.{direction}") as form:
        inputs = _fields(form, None, sender=theirs if incoming else ours, recipients=ours if incoming else theirs)
        done = _("E-mail written down.")
        form.submit(document_email, done=done, contact_id=contact_id, direction=direction, **inputs)


def _both_sides(contact_id: int) -> tuple[str, str]:
    """The usual addresses of the contact and of the studio."""
    with reading() as session:
        addresses = mail_addresses(session, contact_id)
        return addresses[0].address if addresses else "", sender_address(session, settings())


def _import(contact_id: int) -> None:
    upload = upload_field(_("E-mail file"), ("EML",), largest=LARGEST_BYTES, key=f"email.file.{contact_id}")
    if upload is None:
        st.caption(_("In the mail program choose “Save as”. What is attached becomes documents of this contact."))
        return
    mail = read_upload(lambda: read_eml(upload.getvalue()))
    if mail is None:
        return
    with reading() as session:
        own, of_contact = own_addresses(session, settings()), mail_addresses(session, contact_id)
    theirs = frozenset(one.address.casefold() for one in of_contact)
    if not theirs & {one.casefold() for one in (mail.sender, *mail.recipients)}:
        st.warning(_("None of the addresses in it belongs to this contact. Is this the right one?"))
    if mail.cut:
        st.warning(_("Its text is very long and was cut at the end."))
    with Form(f"email.import.{contact_id}.{upload.file_id}") as form:
        direction = form.choice("direction", _("Direction"), Direction, direction_of(mail, own, theirs), column=None)
        inputs = _fields(form, None, mail=mail, sender=mail.sender, recipients=", ".join(mail.recipients))
        checked = _attached(mail, upload.file_id)
        files = [MailFile("", file.name, file.media_type, len(file.data)) for file in checked.kept]
        if files:
            count = plural("{count} attachment becomes a document", "{count} attachments become documents", len(files))
            st.html(f"<b>{markup(count)}</b>{_file_items(files)}")
        if checked.left_out:
            said = "  \n".join(literal(explain(refusal)) for refusal in checked.left_out)
            st.warning(f"{_('Left out of what is attached:')}  \n{said}", icon=":material/attach_file_off:")
        form.submit(
            document_email,
            done=_("E-mail imported."),
            contact_id=contact_id,
            direction=direction,
            message_id=mail.message_id,
            files=checked.kept,
            storage=storage(),
            **inputs,
        )


def _attached(mail: ReceivedEmail, upload: str) -> SortedOut:
    """What is attached and may be kept, looked at once for each upload."""
    key = f"email.attached.{upload}"
    if key not in st.session_state:
        st.session_state[key] = sorted_out(((file.name, file.data) for file in mail.files), rules_of_studio())
    found: SortedOut = st.session_state[key]
    return found


def _documented(row: ActivityRow) -> None:
    detail = row.detail
    assert isinstance(detail, EmailDetail)
    with Form(f"email.{row.activity_id}.{row.version}") as form:
        direction = form.choice("direction", _("Direction"), Direction, detail.direction)
        inputs = _fields(form, row)
        form.submit(
            edit_documented_email,
            done=_("E-mail changed."),
            email_id=row.activity_id,
            version=row.version,
            direction=direction,
            **inputs,
        )
    files_list(row)
    below(row)


def _fields(
    form: Form,
    row: ActivityRow | None,
    *,
    mail: ReceivedEmail | None = None,
    sender: str = "",
    recipients: str = "",
) -> dict[str, Any]:
    """Subject, text, addresses and time; for a new one with what is suggested."""
    detail = row.detail if row and isinstance(row.detail, EmailDetail) else None
    new = row is None
    title = form.text(
        "title", _("Subject"), row.title if row else "", suggest=mail.subject if mail else None, autocomplete="off"
    )
    text = form.area("text", _("Text"), row.text if row else (mail.text if mail else ""), height=200)
    left, right = st.columns(2)
    first, second, third = st.columns(3)
    return {
        "title": title,
        "text": text,
        "sender": form.text(
            "sender",
            _("Sender"),
            detail.sender if detail else "",
            suggest=sender if new else None,
            place=left,
            autocomplete="off",
        ),
        "recipients": form.text(
            "recipients",
            _("Recipients"),
            detail.recipients if detail else "",
            suggest=recipients if new else None,
            place=right,
            autocomplete="off",
        ),
        "at": form.moment(
            "at",
            _("When"),
            row.at if row else None,
            suggest=((mail.at if mail else None) or now()) if new else None,
            place=first,
        ),
        "category_id": category_field(form, ActivityKind.EMAIL, row, place=second),
        "user_id": person_field(form, row, place=third),
    }


def files_list(row: ActivityRow) -> None:
    """The files that went or came with an e-mail."""
    with reading() as session:
        files = files_of(session, row.activity_id)
    if files:
        st.html(_file_items(files))


def _file_items(files: Any) -> str:
    items = "".join(
        f"<li>{markup(file.name)} <small>{markup(format_size(file.size, language()))}</small></li>" for file in files
    )
    return f"<ul class='k-log'>{items}</ul>"
