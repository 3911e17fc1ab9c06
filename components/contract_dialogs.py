"""The dialogs in which a contract comes into force and ends: activate, change start, cancel, withdraw, void."""

from __future__ import annotations

import streamlit as st

from actions.cancellations import cancel_contract, undo_cancellation, void_contract, withdraw_contract
from actions.contracts import activate_contract, change_start, delete_draft
from components.contract_preview import deed_key, offer
from components.escape import literal
from components.fields import Form
from components.perform import perform_and_say, reading, today
from domain.calendar import is_minor
from domain.contracts import CancellationKind, Explained, NoticeChannel, last_day_to_withdraw, next_possible_end
from i18n.service_words import on, step_words
from i18n.texts import _
from queries.contracts import ContractView, buyer


def activate_dialog(view: ContractView) -> None:
    """A draft was signed."""
    st.dialog(_("Activate"), width="large")(_activate)(view)


def _activate(view: ContractView) -> None:
    with reading() as session:
        who = buyer(session, view.contact_id)
    with Form(deed_key("activate", view), live=True) as form:
        inputs = {"signed_on": form.day("signed_on", _("Signed on"), suggest=today(), required=True, column=None)}
        if who.born_on is not None and is_minor(who.born_on, today()):
            label = _("Legal guardian agreed on")
            inputs["guardian_consent_on"] = form.day("guardian_consent_on", label, column=None)
        offer(form, view, activate_contract, done=_("The contract is in force."), label=_("Activate"), **inputs)


def delete_at_once(view: ContractView) -> None:
    """Deleting a draft can be undone, so it does not ask first."""
    perform_and_say(_("Draft deleted."), delete_draft, contract_id=view.contract_id, version=view.version)


def start_dialog(view: ContractView) -> None:
    """Another start for a contract that has not begun."""
    st.dialog(_("Change start"), width="large")(_start)(view)


def _start(view: ContractView) -> None:
    with Form(deed_key("start", view), live=True) as form:
        day = form.day("start_on", _("Beginning"), suggest=view.facts.start_on, required=True, column=None)
        offer(form, view, change_start, done=_("Start changed."), label=_("Change start"), start_on=day)


def cancel_dialog(view: ContractView) -> None:
    """Record a notice."""
    st.dialog(_("Cancel contract"), width="large")(_cancel)(view)


def _cancel(view: ContractView) -> None:
    with Form(deed_key("cancel", view), live=True) as form:
        kind = form.switch("kind", _("Kind"), CancellationKind)
        left, right = st.columns(2)
        received = form.day("received_on", _("Received on"), suggest=today(), place=left, required=True, column=None)
        channel = form.choice("channel", _("How it came"), NoticeChannel, place=right, column=None)
        left, right = st.columns(2)
        ordinary = kind is CancellationKind.ORDINARY
        label = _("Last day (empty: next possible)") if ordinary else _("Last day (empty: at once)")
        end = form.day("end_on", label, place=left, column=None)
        reason = form.text("reason", _("Reason"), place=right, column=None)
        day = form.typed_day("received_on")
        if ordinary and day is not None and day <= today():
            st.markdown(steps_text(view, next_possible_end(view.facts, day)))
        offer(
            form,
            view,
            cancel_contract,
            done=_("Cancellation recorded."),
            label=_("Record cancellation"),
            received_on=received,
            kind=kind,
            channel=channel,
            end_on=end,
            reason=reason,
        )


def steps_text(view: ContractView, explained: Explained) -> str:
    """The steps to an end as a list for Markdown."""
    return "\n".join(f"* {literal(step_words(step, view.facts.terms))}" for step in explained.steps)


def undo_cancellation_dialog(view: ContractView) -> None:
    """Take a notice back."""
    st.dialog(_("Take back cancellation"), width="large")(_undo_cancellation)(view)


def _undo_cancellation(view: ContractView) -> None:
    with Form(deed_key("undo_cancellation", view), live=True) as form:
        offer(
            form,
            view,
            undo_cancellation,
            done=_("The cancellation is taken back."),
            label=_("Take back cancellation"),
            reason=form.text("reason", _("Reason"), column=None),
        )


def withdraw_dialog(view: ContractView) -> None:
    """Record a withdrawal."""
    st.dialog(_("Withdrawal"), width="large")(_withdraw)(view)


def _withdraw(view: ContractView) -> None:
    with Form(deed_key("withdraw", view), live=True) as form:
        day = form.day("on", _("Sent on"), suggest=today(), required=True, column=None)
        settles = form.check("settles_used_days", _("The days used are paid"), value=True, column=None)
        if view.facts.signed_on is not None:
            last = last_day_to_withdraw(view.facts.signed_on)
            said = _("Signed on {day}. The withdrawal is in time if it was sent by {last}, even if it came in later.")
            st.caption(said.format(day=on(view.facts.signed_on), last=on(last)))
        offer(
            form,
            view,
            withdraw_contract,
            done=_("Withdrawal recorded."),
            label=_("Record withdrawal"),
            on=day,
            settles_used_days=settles,
        )


def void_dialog(view: ContractView) -> None:
    """A contract that was entered by mistake."""
    st.dialog(_("Entered by mistake"), width="large")(_void)(view)


def _void(view: ContractView) -> None:
    with Form(deed_key("void", view), live=True) as form:
        st.caption(_("The contract never was: it leads to no claims at all, and stays in the list as void."))
        reason = form.text("reason", _("Reason"), column=None)
        offer(form, view, void_contract, done=_("Marked as void."), label=_("Mark as void"), reason=reason)
