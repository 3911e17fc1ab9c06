"""E-mails on their way: what is refused before they are queued, how an attempt ends, and what people decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.activities import bin_activity
from actions.consents import give_consents, withdraw_consents
from actions.contact_details import add_email
from actions.contacts import mark_deceased
from actions.outbox import claim_email, find_cut_off, record_delivery
from actions.sending import confirm_email_sent, drop_email, queue_email, retry_email
from actions.studio import StudioCard, edit_studio
from actions.templates import add_template
from actions.undeliverable import mark_undeliverable
from actions.undo import undo
from config.settings import settings
from db.session import Database
from domain.access import PROGRAM, Actor, NotPermitted, Role
from domain.activities import Direction, NotFollowing, State, UnderWay
from domain.consents import Channel, ConsentSource, Purpose
from domain.contacts import EmailKind, Way
from domain.errors import ChangedMeanwhile, InvalidInput, Missing, Refusal, TooLong
from domain.mail import (
    CUT_OFF_AFTER,
    LARGEST_ATTACHED,
    PAUSES,
    TIME_TO_UNDO,
    AddressFails,
    AttachedTooLarge,
    AttachmentGone,
    ContactDead,
    Ending,
    MailFault,
    NoConsent,
    NoMailServer,
    NoSender,
    NotItsAddress,
    NotWaitingForPeople,
    Outcome,
    Outgoing,
    TooManyAttached,
)
from domain.templates import TemplateKind
from models.activity import Activity
from models.audit import AuditEntry
from models.document import Document
from models.email import Email, EmailAttachment
from queries.emails import to_decide
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY
from tests.people import a_user

ADDRESS = "anna@example.com"
SOON = NOW + TIME_TO_UNDO
LATER = Outcome(Ending.LATER, "451 later")
SENT = Outcome(Ending.SENT, "250 ok")


@pytest.fixture(autouse=True)
def _server(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("KONTOR_SMTP_HOST", "mail.studio.example")
    monkeypatch.setenv("KONTOR_MAIL_FROM", "info@müller-fit.example")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def anna(database: Database) -> int:
    with database.writing(NOW) as session:
        contact_id = a_contact(session).id
        add_email(session, PROGRAM, contact_id=contact_id, kind=EmailKind.PRIVATE, address=ADDRESS)
        add_email(session, PROGRAM, contact_id=contact_id, kind=EmailKind.WORK, address="jörg@müller-fit.example")
        return contact_id


@pytest.fixture
def reception(database: Database) -> Actor:
    return a_user(database, "rita", role=Role.RECEPTION, name="Rita")


def queued(database: Database, contact_id: int, actor: Actor = PROGRAM, **more: Any) -> Email:
    given = {"address": ADDRESS, "title": "Hallo", "text": "Bis bald"}
    with database.writing(NOW) as session:
        return queue_email(session, actor, contact_id=contact_id, **{**given, **more})


def claimed(database: Database, now: Any = SOON) -> Outgoing | None:
    with database.writing(now) as session:
        return claim_email(session, PROGRAM)


def ended(database: Database, mail: Outgoing | None, outcome: Outcome, now: Any = SOON) -> None:
    assert mail is not None
    with database.writing(now) as session:
        record_delivery(session, PROGRAM, mail=mail, outcome=outcome)


def stored(database: Database, email: Email) -> Email:
    with database.reading(NOW) as session:
        return session.get_one(Email, email.id)


def refused(database: Database, contact_id: int, **more: Any) -> set[type[Refusal]]:
    with pytest.raises(InvalidInput) as caught:
        queued(database, contact_id, **more)
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Email)) == 0
    obstacles = [one for one in caught.value.problems if isinstance(one, NoConsent | AddressFails | ContactDead)]
    assert {one.field for one in obstacles} <= {"override"}
    return {type(problem) for problem in caught.value.problems}


def a_template(database: Database, purpose: Purpose | None) -> int:
    with database.writing(NOW) as session:
        kind = TemplateKind.EMAIL
        return add_template(session, PROGRAM, kind=kind, name="N", subject="s", text="t", purpose=purpose).id


def documents(database: Database, contact_id: int, *sizes: int) -> list[int]:
    with database.writing(NOW) as session:
        rows = [
            Document(
                contact_id=contact_id,
                at=NOW,
                direction=Direction.OUTGOING,
                file="a" * 64,
                file_name=f"{size}.pdf",
                media_type="application/pdf",
                size=size,
            )
            for size in sizes
        ]
        session.add_all(rows)
        past_the_trail(session)
        return [row.id for row in rows]


def test_an_email_waits_a_moment_then_leaves_as_it_was_written(database: Database, anna: int, reception: Actor) -> None:
    email = queued(database, anna, reception, title=" Hallo\r\n du ", text="a\r\nb")
    assert claimed(database, NOW) is None
    mail = claimed(database)
    assert mail is not None
    assert (mail.sender, mail.recipient, mail.subject, mail.text) == (
        "info@müller-fit.example",
        ADDRESS,
        "Hallo du",
        "a\nb",
    )
    assert mail.recipient_name == "Anna Müller"
    assert mail.message_id.endswith("@xn--mller-fit-q9a.example")
    found = stored(database, email)
    assert (found.state, found.sending_since, found.attempts, found.is_open) == (State.SENDING, SOON, 1, True)
    assert claimed(database) is None
    ended(database, mail, SENT, SOON + timedelta(seconds=2))
    found = stored(database, email)
    assert (found.state, found.answer, found.is_open) == (State.SENT, "250 ok", False)
    assert (found.at, found.user_id) == (SOON + timedelta(seconds=2), reception.user_id)
    with database.reading(NOW) as session:
        steps = session.execute(select(AuditEntry.action, AuditEntry.user_id).order_by(AuditEntry.seq)).all()
    assert [tuple(step) for step in steps[-3:]] == [
        ("queue_email", reception.user_id),
        ("claim_email", None),
        ("record_delivery", None),
    ]


def test_what_was_just_sent_can_be_taken_back_until_it_leaves(database: Database, anna: int) -> None:
    files = documents(database, anna, 10)
    with database.writing(NOW) as session:
        queue_email(session, PROGRAM, contact_id=anna, address=ADDRESS, title="a", text="b", document_ids=files)
    entries = tuple(session.info["chained"])
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
    assert claimed(database) is None
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(EmailAttachment)) == 0
    with database.writing(NOW) as session:
        queue_email(session, PROGRAM, contact_id=anna, address=ADDRESS, title="a", text="b")
    entries = tuple(session.info["chained"])
    assert claimed(database) is not None
    with pytest.raises(ChangedMeanwhile), database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"address": ""}, {Missing}),
        ({"address": "somebody@else.example"}, {NotItsAddress}),
        ({"address": f"{ADDRESS}\r\nBcc: x@y.example"}, {NotItsAddress}),
        ({"title": " "}, {Missing}),
        ({"title": "x" * 201, "text": "\n "}, {TooLong, Missing}),
        ({"text": "x" * 20_001}, {TooLong}),
        ({"document_ids": [4711]}, {AttachmentGone}),
        ({"document_ids": range(21)}, {TooManyAttached}),
        ({"override": "x" * 201}, {TooLong}),
    ],
)
def test_what_is_wrong_is_refused_at_once(
    database: Database, anna: int, given: dict[str, Any], problems: set[type[Refusal]]
) -> None:
    assert refused(database, anna, **given) == problems


def test_without_server_or_sender_nothing_is_queued(
    database: Database, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_MAIL_FROM", "")
    settings.cache_clear()
    assert refused(database, anna) == {NoSender}
    with database.writing(NOW) as session:
        edit_studio(session, PROGRAM, version=1, card=StudioCard(name="Kern", email="info@kern.example"))
    assert queued(database, anna).sender == "info@kern.example"
    monkeypatch.setenv("KONTOR_SMTP_HOST", "")
    settings.cache_clear()
    with pytest.raises(InvalidInput) as caught:
        queued(database, anna)
    assert [type(one) for one in caught.value.problems] == [NoMailServer]


def test_consent_and_addresses_are_respected_and_can_be_overridden_with_a_reason(database: Database, anna: int) -> None:
    news, plain = a_template(database, Purpose.NEWS), None
    assert refused(database, anna, template_id=news) == {NoConsent}
    with database.writing(NOW) as session:
        mark_undeliverable(
            session, PROGRAM, way=Way.EMAIL, detail_id=1, undeliverable_on=TODAY, undeliverable_reason="550"
        )
    assert refused(database, anna, template_id=news) == {NoConsent, AddressFails}
    assert refused(database, anna, template_id=plain, address=ADDRESS.upper()) == {AddressFails}
    cells = [(Channel.EMAIL, Purpose.NEWS)]
    with database.writing(NOW) as session:
        give_consents(session, PROGRAM, contact_id=anna, cells=cells, given_on=TODAY, source=ConsentSource.PAPER)
    queued(database, anna, template_id=news, address="jörg@müller-fit.example")
    forced = queued(database, anna, template_id=news, override=" wants it\nso ")
    assert forced.overridden == "wants it so"
    with database.writing(NOW) as session:
        mark_deceased(session, PROGRAM, contact_id=anna, on=TODAY)
    with pytest.raises(InvalidInput) as caught:
        queued(database, anna, address="jörg@müller-fit.example")
    assert [type(one) for one in caught.value.problems] == [ContactDead]


def test_a_consent_withdrawn_while_it_waits_stops_it(database: Database, anna: int) -> None:
    news, cells = a_template(database, Purpose.NEWS), [(Channel.EMAIL, Purpose.NEWS)]
    with database.writing(NOW) as session:
        give_consents(session, PROGRAM, contact_id=anna, cells=cells, given_on=TODAY, source=ConsentSource.PAPER)
    email = queued(database, anna, template_id=news)
    with database.writing(NOW) as session:
        withdraw_consents(
            session, PROGRAM, contact_id=anna, cells=cells, withdrawn_on=TODAY, source=ConsentSource.PHONE
        )
    assert claimed(database) is None
    found = stored(database, email)
    assert (found.state, found.next_try_at) == (State.FAILED, None)
    assert "Einwilligung" in found.answer
    with pytest.raises(InvalidInput), database.writing(NOW) as session:
        retry_email(session, PROGRAM, email_id=email.id)
    with database.writing(NOW) as session:
        retry_email(session, PROGRAM, email_id=email.id, override="asked for it")
    assert claimed(database) is not None


def test_the_server_says_later_until_people_are_asked(database: Database, anna: int) -> None:
    email, now, waits = queued(database, anna), SOON, []
    while (mail := claimed(database, now)) is not None:
        ended(database, mail, LATER, now)
        found = stored(database, email)
        if found.state is State.FAILED:
            break
        assert (found.state, found.answer) == (State.QUEUED, "451 later")
        assert found.next_try_at is not None
        assert claimed(database, found.next_try_at - timedelta(seconds=1)) is None
        waits.append(found.next_try_at - now)
        now = found.next_try_at
    assert waits == list(PAUSES)
    found = stored(database, email)
    assert (found.state, found.attempts, found.next_try_at) == (State.FAILED, len(PAUSES) + 1, None)


@pytest.mark.parametrize(
    ("outcome", "state", "words"),
    [
        (Outcome(Ending.REFUSED, "550 no such user"), State.FAILED, "550 no such user"),
        (Outcome(Ending.UNCLEAR, "timed out", MailFault.CUT_OFF), State.UNCLEAR, "brach ab"),
        (Outcome(Ending.LATER, "refused", MailFault.NOT_REACHED), State.QUEUED, "nicht erreichbar (refused)"),
        (Outcome(Ending.REFUSED, "", MailFault.NO_UMLAUTS), State.FAILED, "Umlaute"),
    ],
)
def test_each_way_to_end(database: Database, anna: int, outcome: Outcome, state: State, words: str) -> None:
    email = queued(database, anna)
    ended(database, claimed(database), outcome)
    found = stored(database, email)
    assert found.state is state
    assert words in found.answer
    with database.reading(NOW) as session:
        assert to_decide(session) == (state in {State.FAILED, State.UNCLEAR})


def test_an_unclear_one_asks_and_is_never_sent_by_itself(database: Database, anna: int) -> None:
    first, second = queued(database, anna), queued(database, anna)
    for _ in (first, second):
        ended(database, claimed(database), Outcome(Ending.UNCLEAR, "", MailFault.CUT_OFF))
    assert claimed(database, NOW + timedelta(days=400)) is None
    with database.writing(NOW) as session:
        confirm_email_sent(session, PROGRAM, email_id=first.id)
        retry_email(session, PROGRAM, email_id=second.id)
    assert stored(database, first).state is State.SENT
    again = claimed(database)
    assert again is not None
    assert (again.email_id, again.message_id) == (second.id, second.message_id)
    for change in (confirm_email_sent, retry_email):
        with pytest.raises(NotWaitingForPeople), database.writing(NOW) as session:
            change(session, PROGRAM, email_id=first.id)


def test_what_is_found_on_its_way_much_later_is_unclear(database: Database, anna: int) -> None:
    email, mail = queued(database, anna), claimed(database)
    late = SOON + CUT_OFF_AFTER + timedelta(seconds=1)
    with database.writing(late - timedelta(seconds=1)) as session:
        assert find_cut_off(session, PROGRAM) == 0
    with database.writing(late) as session:
        assert find_cut_off(session, PROGRAM) == 1
        assert find_cut_off(session, PROGRAM) == 0
    assert stored(database, email).state is State.UNCLEAR
    ended(database, mail, LATER, late)
    assert stored(database, email).state is State.UNCLEAR
    ended(database, mail, SENT, late)
    assert stored(database, email).state is State.SENT


def test_a_late_answer_to_an_attempt_that_was_given_up_changes_nothing(database: Database, anna: int) -> None:
    email, mail = queued(database, anna), claimed(database)
    assert mail is not None
    late = SOON + CUT_OFF_AFTER + timedelta(minutes=1)
    with database.writing(late) as session:
        find_cut_off(session, PROGRAM)
    with database.writing(late) as session:
        retry_email(session, PROGRAM, email_id=email.id)
    again = claimed(database, late + TIME_TO_UNDO)
    ended(database, mail, Outcome(Ending.REFUSED, "550"), late)
    assert stored(database, email).state is State.SENDING
    ended(database, again, SENT, late)
    ended(database, replace(mail, email_id=99), SENT, late)
    assert stored(database, email).state is State.SENT


def test_people_stop_what_waits_and_not_what_is_on_its_way(database: Database, anna: int) -> None:
    email = queued(database, anna)
    with pytest.raises(UnderWay), database.writing(NOW) as session:
        bin_activity(session, PROGRAM, activity_id=email.id)
    with database.writing(NOW) as session:
        drop_email(session, PROGRAM, email_id=email.id)
    assert claimed(database) is None
    other = queued(database, anna)
    claimed(database)
    with pytest.raises(NotFollowing), database.writing(NOW) as session:
        drop_email(session, PROGRAM, email_id=other.id)


def test_a_failed_one_goes_to_another_address(database: Database, anna: int) -> None:
    email = queued(database, anna)
    ended(database, claimed(database), Outcome(Ending.REFUSED, "550 no such user"))
    with pytest.raises(InvalidInput), database.writing(NOW) as session:
        retry_email(session, PROGRAM, email_id=email.id, address="x@y.example")
    with database.writing(NOW) as session:
        retry_email(session, PROGRAM, email_id=email.id, address="JÖRG@müller-fit.example")
    mail = claimed(database)
    assert mail is not None
    assert mail.recipient == "jörg@müller-fit.example"
    assert stored(database, email).answer == ""


def test_attachments_stay_what_they_were(database: Database, anna: int) -> None:
    one, two, large = documents(database, anna, 10, 20, LARGEST_ATTACHED)
    with pytest.raises(InvalidInput) as caught:
        queued(database, anna, document_ids=[one, large])
    assert [type(problem) for problem in caught.value.problems] == [AttachedTooLarge]
    queued(database, anna, document_ids=[two, one])
    with database.writing(NOW) as session:
        bin_activity(session, PROGRAM, activity_id=two)
    mail = claimed(database)
    assert mail is not None
    assert [file.file_name for file in mail.attached] == ["20.pdf", "10.pdf"]
    with pytest.raises(InvalidInput):
        queued(database, anna, document_ids=[two])


def test_who_may_send(database: Database, anna: int) -> None:
    reader = Actor(None, "Reader", Role.READ_ONLY)
    with pytest.raises(NotPermitted):
        queued(database, anna, reader)
    human = a_user(database, "eva", role=Role.ADMIN)
    for change in (claim_email, find_cut_off):
        with pytest.raises(NotPermitted), database.writing(NOW) as session:
            change(session, human)
    with database.reading(NOW) as session:
        assert session.scalars(select(Activity)).all() == []
