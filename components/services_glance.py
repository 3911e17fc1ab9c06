"""The contracts and quotas of a contact on its overview, each a way to what stands behind it."""

from __future__ import annotations

from functools import partial

from components.badges import badge
from components.cards import card_html
from components.contract_words import COLOR
from components.escape import markup
from components.navigation import SERVICES, go
from components.presses import Presses
from domain.contracts import ContractState
from i18n.service_words import on
from i18n.texts import _, plural
from i18n.words import word
from queries.services_glance import RunningContract, ServicesGlance, UsableQuota


def services_html(found: ServicesGlance, presses: Presses) -> str:
    """The card as HTML; nothing where the contact has neither."""
    rows = [_contract(one, presses) for one in found.contracts] + [_quota(one, presses) for one in found.quotas]
    return card_html(_("Services"), f"<ul class='k-ahead'>{''.join(rows)}</ul>") if rows else ""


def _contract(one: RunningContract, presses: Presses) -> str:
    said = f"{markup(one.name)} {badge(_state(one), COLOR[one.state])}"
    if one.ends_soon and one.state is not ContractState.CANCELLED:
        said += f" {badge(_('ends soon'), 'orange')}"
    if one.unsigned:
        said += f" {badge(_('unsigned'), 'orange')}"
    return _row(f"service.{one.contract_id}", said, presses, contract=str(one.contract_id))


def _state(one: RunningContract) -> str:
    if one.state is ContractState.PAUSED:
        last = one.paused_until
        return _("Paused until {day}").format(day=on(last)) if last else _("Paused until further notice")
    if one.state is ContractState.PENDING:
        return _("Begins on {day}").format(day=on(one.start_on))
    if one.state is ContractState.CANCELLED and one.ends_on is not None:
        return _("Cancelled to {day}").format(day=on(one.ends_on))
    if one.ends_on is not None:
        return _("until {day}").format(day=on(one.ends_on))
    return word(one.state)


def _quota(one: UsableQuota, presses: Presses) -> str:
    left = plural("{count} left", "{count} left", one.left)
    said = f"{markup(one.name)} {badge(f'{left} ({one.unit_name})' if one.unit_name else left, 'green')}"
    if one.ends_on is not None:
        words = _("until {day}").format(day=on(one.ends_on))
        said += f" {badge(words, 'orange' if one.lapses_soon else 'gray')}"
    return _row(f"quota.{one.quota_id}", said, presses, tab="quotas", quota=str(one.quota_id))


def _row(key: str, said: str, presses: Presses, **query: str) -> str:
    return f"<li>{presses.wrapped(key, said, partial(go, SERVICES, **query), look='k-ahead-open')}</li>"
