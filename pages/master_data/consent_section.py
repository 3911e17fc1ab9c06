"""The section of the master data on what a contact consents to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from components.cards import card_html, note_html
from components.consent_dialogs import consents_dialog, give_dialog, withdraw_dialog
from components.escape import markup
from components.perform import may
from components.presses import Presses
from domain.access import Permission
from domain.consents import Answer, Channel, Purpose, Standing
from i18n.formatting import format_day
from i18n.texts import _, language
from i18n.words import word
from queries.consents import ConsentSheet

LOOK = {Answer.YES: "k-yes", Answer.WITHDRAWN: "k-no", Answer.NEVER: "k-never"}


def consents(presses: Presses, contact_id: int, sheet: ConsentSheet) -> str:
    """For each purpose and way: given since when, withdrawn when, or never."""
    ways: dict[str, tuple[str, Callable[[], None]]] = {}
    if may(Permission.EDIT_CONTACTS):
        ways["give"] = _("Give"), partial(give_dialog, contact_id)
        ways["withdraw"] = _("Withdraw"), partial(withdraw_dialog, contact_id)
    if sheet.entries:
        ways["history"] = _("History"), partial(consents_dialog, contact_id)
    menu = presses.menu("change.consents", _("Change"), ways, "edit") if ways else ""
    nothing = note_html(_("None recorded: the studio may not advertise to this contact."))
    return card_html(_("Consents"), consent_matrix(sheet) if sheet.entries else nothing, menu)


def consent_matrix(sheet: ConsentSheet) -> str:
    """One small table: what for downwards, on which way across."""
    heads = "".join(f"<th scope='col'>{markup(word(channel))}</th>" for channel in Channel)
    rows = "".join(
        f"<tr><th scope='row'>{markup(word(purpose))}</th>"
        + "".join(_cell(sheet.standing[channel, purpose]) for channel in Channel)
        + "</tr>"
        for purpose in Purpose
    )
    return f"<table class='k-cells'><thead><tr><th></th>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(standing: Standing) -> str:
    day = format_day(standing.since, language()) if standing.since else ""
    texts = {
        Answer.YES: _("yes, since {day}"),
        Answer.WITHDRAWN: _("withdrawn on {day}"),
        Answer.NEVER: "–",
    }
    return f"<td class='{LOOK[standing.answer]}'>{markup(texts[standing.answer].format(day=day))}</td>"
