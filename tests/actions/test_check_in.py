"""Check-in: by contract, by a unit or with a reason; taken back with its unit; and the cards of contacts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from actions.check_in import block_card, check_in, check_out, give_card, undo_check_in
from actions.contacts import block_contact
from actions.quota_uses import use_for_activity
from db.session import Database
from domain import quotas as rules
from domain.check_ins import CardTaken, Decision, HereAlready, NotAdmitted, Reason
from domain.errors import Gone, Missing, TooLong
from models.quota import Quota
from queries.check_ins import contact_of_card, visits_of_day
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.quotas import MANAGER, a_contract, a_quota, a_type, an_appointment, includes


def test_a_contract_lets_in_for_nothing_and_a_quota_for_a_unit(database: Database) -> None:
    with database.writing(NOW) as session:
        member, guest = a_contact(session).id, a_contact(session, "Ute").id
        a_contract(session, member, date(2026, 1, 1))
        kind = a_type(session)
        theirs, quota = a_quota(session, member, kind), a_quota(session, guest, kind)
        assert check_in(session, MANAGER, contact_id=member).decision is Decision.ADMITTED
        check_in(session, MANAGER, contact_id=guest)
        left = {key: session.get_one(Quota, key).balance for key in (theirs, quota)}
        assert left == {theirs: 10, quota: 9}
        assert {visit.quota for visit in visits_of_day(session, TODAY)} == {"", "Zehnerkarte"}


def test_a_chosen_quota_pays_even_beside_a_contract(database: Database) -> None:
    with database.writing(NOW) as session:
        member = a_contact(session).id
        a_contract(session, member, date(2026, 1, 1))
        quota = a_quota(session, member, a_type(session))
        check_in(session, MANAGER, contact_id=member, quota_id=quota)
        assert session.get_one(Quota, quota).balance == 9


def test_a_contract_with_units_asks_for_one(database: Database) -> None:
    with database.writing(NOW) as session:
        member = a_contact(session).id
        includes(session, a_contract(session, member, date(2026, 1, 1)), a_type(session), 4)
        with pytest.raises(NotAdmitted) as refused:
            check_in(session, MANAGER, contact_id=member)
        assert refused.value.data["reasons"] == (Reason.NOTHING_BOUGHT,)


def test_nobody_comes_in_twice_and_who_left_may_come_again(database: Database) -> None:
    with database.writing(NOW) as session:
        guest = a_contact(session).id
        quota = a_quota(session, guest, a_type(session))
        visit = check_in(session, MANAGER, contact_id=guest)
        with pytest.raises(HereAlready):
            check_in(session, MANAGER, contact_id=guest, override_reason="x")
        check_out(session, MANAGER, check_in_id=visit.id)
        with pytest.raises(Gone):
            check_out(session, MANAGER, check_in_id=visit.id)
        check_in(session, MANAGER, contact_id=guest)
        assert session.get_one(Quota, quota).balance == 8


def test_a_check_in_is_taken_back_once_with_its_unit(database: Database) -> None:
    with database.writing(NOW) as session:
        guest = a_contact(session).id
        quota = a_quota(session, guest, a_type(session, units=1))
        visit = check_in(session, MANAGER, contact_id=guest)
        with pytest.raises(rules.NoneLeft):
            use_for_activity(session, MANAGER, activity_id=an_appointment(session, guest))
        undo_check_in(session, MANAGER, check_in_id=visit.id)
        with pytest.raises(Gone):
            undo_check_in(session, MANAGER, check_in_id=visit.id)
        assert session.get_one(Quota, quota).balance == 1
        assert visits_of_day(session, TODAY) == ()
        check_in(session, MANAGER, contact_id=guest)


def test_a_house_ban_is_overridden_only_with_a_reason_and_uses_no_unit(database: Database) -> None:
    with database.writing(NOW) as session:
        guest = a_contact(session).id
        quota = a_quota(session, guest, a_type(session))
        block_contact(session, MANAGER, contact_id=guest, on=TODAY, reason="x")
        for reason in ("", "   "):
            with pytest.raises(NotAdmitted) as refused:
                check_in(session, MANAGER, contact_id=guest, override_reason=reason)
            assert Reason.HOUSE_BAN in refused.value.data["reasons"]
        visit = check_in(session, MANAGER, contact_id=guest, override_reason="Gespräch mit der Leitung")
        assert (visit.decision, visit.override_reason) == (Decision.OVERRIDDEN, "Gespräch mit der Leitung")
        assert session.get_one(Quota, quota).balance == 10


def test_a_card_belongs_to_one_contact_until_it_is_blocked(database: Database) -> None:
    with database.writing(NOW) as session:
        anna, ute = a_contact(session).id, a_contact(session, "Ute").id
        card = give_card(session, MANAGER, contact_id=anna, number=" ab 12 ")
        session.flush()
        assert contact_of_card(session, "AB12") == anna
        with pytest.raises(CardTaken):
            give_card(session, MANAGER, contact_id=ute, number="Ab12")
        block_card(session, MANAGER, card_id=card.id)
        session.flush()
        assert contact_of_card(session, "AB12") is None
        give_card(session, MANAGER, contact_id=ute, number="ab12")
        session.flush()
        assert contact_of_card(session, "ab 12") == ute
        with pytest.raises(Missing):
            give_card(session, MANAGER, contact_id=ute, number=" \x00 ")
        with pytest.raises(TooLong):
            give_card(session, MANAGER, contact_id=ute, number="1" * 41)
        assert session.scalars(select(Quota)).all() == []
