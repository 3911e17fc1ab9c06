"""Check-in at the desk: what decides, the button that lets somebody in, and who is here."""

from __future__ import annotations

import streamlit as st

from actions.check_in import check_in, check_out, undo_check_in
from components.activity_list import plain_list, plain_row
from components.badges import badge, status_badge
from components.escape import literal, markup
from components.fields import Form
from components.navigation import open_contact
from components.perform import may, now, perform_and_say, reading, today
from components.portrait import portrait
from components.quota_words import offer_words
from domain.access import Permission
from domain.check_ins import FOR, Decision, Reason, Verdict
from domain.contracts import ContractState
from i18n.formatting import format_day
from i18n.service_words import money
from i18n.texts import _, language, plural
from i18n.times import format_time
from i18n.words import word
from queries.billing import MoneyStrip, money_strip
from queries.check_ins import ContractLine, Visit, desk_view, visits_of_day
from queries.contacts import contact_header
from queries.quotas import QuotaRow

STATES = {
    ContractState.ACTIVE: "green",
    ContractState.CANCELLED: "orange",
    ContractState.PAUSED: "orange",
    ContractState.PENDING: "blue",
}


def check_in_dialog(number: str) -> None:
    """The check-in of the contact that is open."""
    st.dialog(_("Check-in"), width="medium")(desk_card)(number)


def desk_card(number: str) -> None:
    """Who stands at the desk, what decides, and the way in."""
    with reading() as session:
        header = contact_header(session, number, today=today())
        view = desk_view(session, header.contact_id, now()) if header else None
        strip = money_strip(session, header.contact_id, today()) if header and may(Permission.SEE_MONEY) else None
    if header is None or view is None:
        st.warning(_("This contact is no longer there."))
        return
    st.html(
        f'<div class="k-head">{portrait(header)}<div><div class="k-name" dir="auto">{markup(header.name)}</div>'
        f'<div class="k-sub">{markup(header.number)}</div><div class="k-line">{status_badge(header.status)}</div>'
        f"</div></div>"
    )
    for row in view.alerts:
        st.warning(f"**{literal(row.title)}**  \n{literal(row.text)}", icon=":material/notification_important:")
    lines = [*map(_contract, view.contracts), *map(_quota, view.quotas), *(_owed(strip) if strip else ())]
    st.html("<p>" + "<br>".join(lines) + "</p>")
    _verdict(view.verdict)
    _way_in(header.contact_id, view.verdict, {row.quota_id: row for row in view.quotas})


def _contract(line: ContractLine) -> str:
    end = _("until {day}").format(day=format_day(line.ends_on, language())) if line.ends_on else ""
    facts = " · ".join(part for part in (line.name, line.number, end) if part)
    return f"{badge(word(line.state), STATES.get(line.state, 'gray'))} {markup(facts)}"


def _quota(row: QuotaRow) -> str:
    return f"{badge(_('Quota'), 'green')} {markup(offer_words(row))}"


def _owed(strip: MoneyStrip) -> list[str]:
    if not strip.open_cents:
        return []
    late = _("{amount} of it overdue").format(amount=money(strip.overdue_cents)) if strip.overdue_cents else ""
    owed = ", ".join(filter(None, (money(strip.open_cents), late)))
    return [f"{badge(_('Open'), 'red' if late else 'orange')} {markup(owed)}"]


def _verdict(verdict: Verdict) -> None:
    said = " ".join(word(reason) for reason in verdict.reasons if verdict.admitted or reason not in FOR)
    if verdict.admitted:
        st.success(said, icon=":material/check_circle:")
    else:
        st.error(said, icon=":material/block:")


def _way_in(contact_id: int, verdict: Verdict, quotas: dict[int, QuotaRow]) -> None:
    if not may(Permission.CHECK_IN) or Reason.ALREADY_HERE in verdict.reasons:
        return
    with Form(f"check_in.{contact_id}.{'.'.join(verdict.reasons)}") as form:
        quota_id, why = None, ""
        if verdict.needs_unit:
            best = next(iter(quotas), None)
            quota_id = form.pick(
                "quota_id", _("Pays"), list(quotas), lambda key: offer_words(quotas[key]), best, column=None
            )
        if not verdict.admitted:
            quota_id, why = None, form.text("override_reason", _("Admit all the same, because"), column=None)
        form.submit(
            check_in,
            done=_("Checked in."),
            label=_("Check in") if verdict.admitted else _("Admit all the same"),
            contact_id=contact_id,
            quota_id=quota_id,
            override_reason=why,
        )


def visits() -> None:
    """Who came today: those who are here first, each with the ways to leave and to take the check-in back."""
    with reading() as session:
        found = visits_of_day(session, today())
    here = sum(visit.left_at is None for visit in found)
    st.subheader(plural("{count} person is here", "{count} people are here", here), anchor=False)
    if not found:
        st.caption(_("Nobody has checked in today yet."))
        return
    pressed = plain_list("visits", [_row(visit) for visit in found])
    if pressed.opened is not None:
        open_contact(next(visit.number for visit in found if visit.check_in_id == pressed.opened))
    if pressed.act is not None:
        key, code = pressed.act
        if code == "leave":
            perform_and_say(_("Checked out."), check_out, check_in_id=key)
        else:
            perform_and_say(_("Check-in taken back."), undo_check_in, check_in_id=key)


def _row(visit: Visit) -> dict[str, object]:
    facts = [visit.quota, visit.override_reason]
    if visit.left_at is not None:
        facts.append(_("left at {time}").format(time=format_time(visit.left_at)))
    acts = [("leave", _("Check out"), False)] if visit.left_at is None else []
    badges = [(word(visit.decision), "orange")] if visit.decision is Decision.OVERRIDDEN else []
    return plain_row(
        visit.check_in_id,
        "login",
        format_time(visit.at),
        visit.name,
        badges=badges,
        facts=" · ".join(fact for fact in facts if fact),
        over=visit.left_at is not None,
        acts=[*acts, ("undo", _("Take back"), False)] if may(Permission.CHECK_IN) else [],
    )
