"""Sending an e-mail: the form with template, attachments and what stands in the way, and one that is on its way."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from actions.sending import confirm_email_sent, drop_email, queue_email, retry_email
from components.badges import badge
from components.cards import Fact, facts_html
from components.escape import literal
from components.fields import Form
from components.perform import may, me, perform_and_say, reading, today
from components.template_preview import letter, missing
from config.settings import settings
from domain.access import Permission
from domain.activities import State
from domain.errors import Refusal
from domain.mail import NoMailServer
from domain.templates import TemplateKind
from i18n.formatting import format_day, format_instant, format_size
from i18n.messages import explain
from i18n.texts import _, language
from i18n.words import word
from queries.activities import ActivityRow
from queries.activity_details import EmailDetail
from queries.emails import MailAddress, attachable, mail_addresses, obstacles, purpose_of
from queries.templates import Filled, filled, templates


def how_to_set_up() -> None:
    """Without a mail server: what has to be set, and where."""
    st.info(literal(explain(NoMailServer())), icon=":material/settings:")


def send_form(contact_id: int) -> None:
    """An e-mail to a contact, from a template or free: what is shown is what goes out."""
    if not settings().smtp_host:
        how_to_set_up()
        return
    with reading() as session:
        offered, addresses = templates(session, TemplateKind.EMAIL), mail_addresses(session, contact_id)
    if not addresses:
        st.info(_("This contact has no e-mail address. Enter one in the master data, then write."))
        return
    names = {template.template_id: template.name for template in offered}
    template_id = st.selectbox(
        _("Template"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("Without: write freely"),
        key=f"email.template.{contact_id}",
    )
    start = Filled("", "", ())
    if template_id is not None:
        with reading() as session:
            start = filled(session, template_id, contact_id, user=me().name) or start
    with Form(f"email.send.{contact_id}.{template_id}", live=True) as form:
        _fields(form, contact_id, template_id, addresses, start)


def _fields(
    form: Form, contact_id: int, template_id: int | None, addresses: Sequence[MailAddress], start: Filled
) -> None:
    address = address_field(form, addresses)
    title = form.text("title", _("Subject"), start.subject, autocomplete="off")
    text = form.area("text", _("Text"), start.text, height=260)
    missing(start.missing)
    document_ids = _attachments(contact_id)
    form.faults_here("document_ids")
    override = overriding(form, contact_id, address, template_id)
    form.submit(
        queue_email,
        done=_("The e-mail is on its way."),
        label=_("Send"),
        contact_id=contact_id,
        address=address,
        title=title,
        text=text,
        template_id=template_id,
        document_ids=document_ids,
        override=override,
    )


def address_field(form: Form, addresses: Sequence[MailAddress], chosen: str = "") -> str:
    """To which address of the contact; those that fail say so."""
    known = {one.address: one for one in addresses}

    def shown(address: str) -> str:
        failing = known[address].undeliverable_on
        since = _("{address} (coming back since {day})")
        return since.format(address=address, day=format_day(failing, language())) if failing else address

    start = chosen if chosen in known else next(iter(known), None)
    return str(form.pick("address", _("Recipients"), list(known), shown, start, column=None) or "")


def overriding(form: Form, contact_id: int, address: str, template_id: int | None) -> str:
    """What stands in the way, and the reason why it goes out all the same; nothing where the way is free."""
    with reading() as session:
        found = obstacles(session, contact_id, address, purpose_of(session, template_id), today())
    return _reason(form, found)


def _reason(form: Form, found: Sequence[Refusal]) -> str:
    for problem in found:
        st.warning(literal(explain(problem)), icon=":material/block:")
    if not found:
        return ""
    return form.text("override", _("Why it goes out all the same"), column=None, autocomplete="off")


def _attachments(contact_id: int) -> list[int]:
    with reading() as session:
        files = {file.document_id or 0: file for file in attachable(session, contact_id)}
    if not files:
        return []
    return st.multiselect(
        _("Attachments"),
        list(files),
        format_func=lambda key: f"{files[key].name} · {format_size(files[key].size, language())}",
        placeholder=_("Documents of this contact"),
        key=f"email.attachments.{contact_id}",
        select_all=False,
    )


def sent_email(row: ActivityRow) -> None:
    """An e-mail that was sent from here, or is to be: how it stands, what it says, and what people decide about it."""
    detail = row.detail
    assert isinstance(detail, EmailDetail)
    if row.state is State.FAILED:
        st.error(literal(detail.answer), icon=":material/error:")
    elif row.state is State.UNCLEAR:
        said = _("It may have arrived: the connection broke off at the end. Ask the contact, or look into the mailbox.")
        st.warning(f"{literal(said)}  \n{literal(detail.answer)}", icon=":material/help:")
    st.html(_facts(row, detail))
    if may(Permission.SEND_EMAILS):
        _decide(row, detail)
    letter(row.title, row.text)


def _facts(row: ActivityRow, detail: EmailDetail) -> str:
    tries = ""
    if row.state is State.QUEUED and detail.next_try_at is not None:
        tries = format_instant(detail.next_try_at, language())
    quiet = row.state in {State.QUEUED, State.SENT, State.DROPPED}
    rows = [
        Fact(_("Sender"), detail.sender),
        Fact(_("Recipients"), detail.recipients),
        Fact(_("When"), format_instant(row.at, language())),
        Fact(_("Written by"), row.author),
        Fact(_("Template"), detail.template or ""),
        Fact(_("Sent all the same because"), detail.overridden),
        Fact(_("Answer of the server"), detail.answer if quiet else ""),
        Fact(_("Attempts"), str(detail.attempts) if detail.attempts > 1 else ""),
        Fact(_("Next attempt"), tries),
    ]
    return f"{badge(word(row.state), _COLORS.get(row.state, 'blue'))}{facts_html(rows)}"


_COLORS = {State.SENT: "green", State.FAILED: "red", State.UNCLEAR: "orange", State.DROPPED: "gray"}


def _decide(row: ActivityRow, detail: EmailDetail) -> None:
    """What people can do about it, by its state."""
    if row.state is State.QUEUED:
        _stop(row)
    elif row.state is State.SENDING:
        st.caption(_("It is being sent right now."))
    elif row.state in {State.FAILED, State.UNCLEAR} and row.contact_id is not None:
        with reading() as session:
            addresses = mail_addresses(session, row.contact_id)
        with Form(f"email.again.{row.activity_id}.{row.version}", live=True) as form:
            address = address_field(form, addresses, detail.recipients)
            override = overriding(form, row.contact_id, address, detail.template_id) if not detail.overridden else ""
            form.submit(
                retry_email,
                done=_("The e-mail is on its way again."),
                label=_("Send again"),
                email_id=row.activity_id,
                version=row.version,
                address=address,
                override=override,
            )
        with st.container(horizontal=True):
            if row.state is State.UNCLEAR and st.button(_("It did arrive"), icon=":material/check:", key="email.sent"):
                perform_and_say(_("Noted as sent."), confirm_email_sent, email_id=row.activity_id, version=row.version)
            _stop(row)


def _stop(row: ActivityRow) -> None:
    if st.button(_("Do not send"), icon=":material/cancel_schedule_send:", key="email.drop"):
        perform_and_say(_("It will not be sent."), drop_email, email_id=row.activity_id, version=row.version)
