"""How the worker sends: take one e-mail out of the queue, send it outside of any transaction, write down how it ended.

An e-mail that is taken out is committed as "being sent" before a byte leaves. Whoever finds it so much later knows
only that it may have left, and asks people; nothing is ever sent twice by itself.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import action
from domain.access import Actor, NotPermitted, Permission
from domain.activities import State
from domain.clock import day_of
from domain.mail import Attached, Ending, MailFault, Outcome, Outgoing, next_try
from i18n.messages import explain
from i18n.texts import speaking
from i18n.words import word
from models.activity import Activity
from models.base import moment
from models.contact import Contact
from models.email import Email, EmailAttachment
from models.studio import Studio
from queries.card_files import studio_language
from queries.emails import cut_off_emails, due_emails, obstacles, purpose_of

AT_ONCE = 100


@action(Permission.OWN_ACCOUNT)
def claim_email(session: Session, actor: Actor) -> Outgoing | None:
    """Take the next e-mail out of the queue; None when none is due, or what stands in its way came up meanwhile."""
    _only_the_program(actor)
    now = moment(session)
    due = due_emails(now).limit(1).with_for_update(skip_locked=True, of=Activity.__table__)
    email = session.get(Email, session.scalar(due) or 0)
    if email is None:
        return None
    email.move_to(State.SENDING)
    email.sending_since, email.next_try_at, email.attempts = now, None, email.attempts + 1
    contact = session.get(Contact, email.contact_id) if email.contact_id else None
    if contact is not None and not email.overridden:
        purpose = purpose_of(session, email.template_id)
        found = obstacles(session, contact.id, email.recipients, purpose, day_of(now))
        if found:
            with speaking(studio_language(session)):
                email.answer = explain(found[0])
            email.move_to(State.FAILED)
            return None
    return Outgoing(
        email_id=email.id,
        since=now,
        sender=email.sender,
        sender_name=session.get_one(Studio, 1).name,
        recipient=email.recipients,
        recipient_name=contact.display_name if contact else "",
        subject=email.title,
        text=email.text,
        message_id=email.message_id,
        attached=_attached(session, email.id),
    )


def _attached(session: Session, email_id: int) -> tuple[Attached, ...]:
    rows = session.scalars(
        select(EmailAttachment).where(EmailAttachment.email_id == email_id).order_by(EmailAttachment.id)
    )
    return tuple(Attached(row.file, row.file_name, row.media_type) for row in rows)


@action(Permission.OWN_ACCOUNT)
def record_delivery(session: Session, actor: Actor, *, mail: Outgoing, outcome: Outcome) -> Email | None:
    """Write down how an attempt ended; of an attempt that was given up meanwhile only that it did arrive."""
    _only_the_program(actor)
    email = session.get(Email, mail.email_id, with_for_update=True)
    if email is None or email.sending_since != mail.since:
        return None
    if email.state is State.SENDING:
        _end(session, email, outcome)
    elif email.state is State.UNCLEAR and outcome.ending is Ending.SENT:
        email.move_to(State.SENT)
        email.answer = outcome.answer
    return email


def _end(session: Session, email: Email, outcome: Outcome) -> None:
    now = moment(session)
    email.answer = _words(session, outcome)
    match outcome.ending:
        case Ending.SENT:
            email.move_to(State.SENT)
            email.at = now
        case Ending.LATER if (again := next_try(email.attempts, now)) is not None:
            email.move_to(State.QUEUED)
            email.next_try_at = again
        case Ending.UNCLEAR:
            email.move_to(State.UNCLEAR)
        case _:
            email.move_to(State.FAILED)


def _words(session: Session, outcome: Outcome) -> str:
    """The server's words, or ours in the language of the studio with its behind them."""
    if outcome.fault is MailFault.NONE:
        return outcome.answer
    with speaking(studio_language(session)):
        said = word(outcome.fault)
    return f"{said} ({outcome.answer})" if outcome.answer else said


@action(Permission.OWN_ACCOUNT)
def find_cut_off(session: Session, actor: Actor) -> int:
    """What has been on its way for too long is unclear, and asks people. How many e-mails, `AT_ONCE` at most."""
    _only_the_program(actor)
    ids = session.scalars(cut_off_emails(moment(session)).limit(AT_ONCE)).all()
    for email_id in ids:
        email = session.get(Email, email_id, with_for_update=True)
        if email is not None and email.state is State.SENDING:
            email.move_to(State.UNCLEAR)
            email.answer = _words(session, Outcome(Ending.UNCLEAR, "", MailFault.CUT_OFF))
    return len(ids)


def _only_the_program(actor: Actor) -> None:
    if actor.user_id is not None:
        raise NotPermitted(permission=Permission.SEND_EMAILS)
