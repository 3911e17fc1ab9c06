"""What a deed on a contract would lead to, before it is done: the end, and the claims before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from components.cards import Fact, facts_html, note_html
from components.escape import literal, markup
from components.fields import Form
from components.perform import foreseen, today
from domain.calendar import add_months
from domain.contract_claims import ExpectedClaim, expected_claims, preview_until
from domain.contracts import ContractFacts, end_of, next_possible_end, state_on
from domain.errors import InvalidInput, Refusal
from i18n.messages import explain
from i18n.service_words import claim_words, money, on, reason_words
from i18n.texts import _, plural
from i18n.words import word
from queries.contracts import ContractView

Payers = Sequence[tuple[date, int]]
"""From which day on which contact pays, in the order of the days."""
MOST = 14
"""Changed claims that are listed; of the others the sum is said."""


def deed_key(deed: str, view: ContractView, part: int = 0) -> str:
    """The key of a form about a contract, as it was read; `part` tells forms about one of its parts apart."""
    return f"{deed}.{view.contract_id}.{view.version}.{part}"


def days_fields(
    form: Form, first: date, last: date | None = None, *, open_end: bool = True
) -> dict[str, Callable[[], date | None]]:
    """First and last day side by side, as inputs of an action; with `open_end` the last may be left empty."""
    left, right = st.columns(2)
    label = _("Last day (empty: until further notice)") if open_end else _("Last day")
    return {
        "starts_on": form.day("starts_on", _("First day"), suggest=first, place=left, required=True, column=None),
        "last_day": form.day("last_day", label, suggest=last, place=right, required=not open_end, column=None),
    }


def offer(form: Form, view: ContractView, change: Callable[..., Any], *, done: str, label: str, **inputs: Any) -> None:
    """The preview of an action on a contract, and the button that does it."""
    inputs |= {"contract_id": view.contract_id, "version": view.version}
    after = tried(form, change, inputs)
    if after is not None:
        st.html(compared_html(view.facts, after, today()))
    form.submit(change, done=done, label=label, **inputs)


def tried(form: Form, change: Callable[..., Any], inputs: dict[str, Any]) -> ContractFacts | None:
    """The facts as the action would leave them; None, with the reason on screen, where it would be refused."""
    facts: ContractFacts | None = looked_at(form, lambda contract: contract.facts, change, inputs)
    return facts


def looked_at(form: Form, look: Callable[[Any], Any], change: Callable[..., Any], inputs: dict[str, Any]) -> Any | None:
    """What there is to see of a contract as the action would leave it; None where it would be refused."""
    values = {name: value() if callable(value) else value for name, value in inputs.items()}
    if form.unread:
        st.caption(_("The preview comes when all fields can be read."))
        return None
    try:
        return foreseen(look, change, **values)
    except InvalidInput as invalid:
        said = " ".join(explain(problem) for problem in invalid.problems)
    except Refusal as refusal:
        said = explain(refusal)
    st.caption(_("No preview yet: {what}").format(what=literal(said)))
    return None


def claims_html(claims: Sequence[ExpectedClaim]) -> str:
    """Every claim with date, what for, why, amount, and the total."""
    if not claims:
        return note_html(_("No claims."))
    rows = "".join(
        f"<tr><td>{markup(on(claim.due_on))}</td><td>{markup(claim_words(claim))}"
        f"<div class='k-sub'>{markup(reason_words(claim))}</div></td><td class='k-money'>{money(claim.cents)}</td></tr>"
        for claim in claims
    )
    total = money(sum(claim.cents for claim in claims))
    titles = f"<th>{markup(_('Due'))}</th><th>{markup(_('What for'))}</th>"
    head = f"<tr>{titles}<th class='k-money'>{markup(_('Amount'))}</th></tr>"
    foot = f"<tr class='k-total'><td></td><td>{markup(_('Total'))}</td><td class='k-money'>{total}</td></tr>"
    return f"<table class='k-cells k-claims'><thead>{head}</thead><tbody>{rows}{foot}</tbody></table>"


def compared_html(before: ContractFacts, after: ContractFacts, today: date) -> str:
    """State and end before and after, and each claim that changes."""
    return _facts_html(before, after, today) + _changes_html(before, after, today)


def payers_html(view: ContractView, after: Payers, names: Mapping[int, str], today: date) -> str:
    """Each claim that somebody else pays: who paid it before, and who pays it after."""
    before = [(one.valid_from, one.contact.contact_id) for one in view.payers]
    claims = expected_claims(view.facts, until=max(preview_until(view.facts), add_months(today, 12)))
    moved = [claim for claim in claims if _pays(view, before, claim) != _pays(view, after, claim)]
    if not moved:
        return note_html(_("The same people pay as before."))
    rows = "".join(
        f"<tr><td>{markup(on(claim.due_on))}</td><td>{markup(claim_words(claim))}</td>"
        f"<td class='k-money'>{money(claim.cents)}</td>"
        + "".join(f"<td dir='auto'>{markup(names[_pays(view, payers, claim)])}</td>" for payers in (before, after))
        + "</tr>"
        for claim in moved[:MOST]
    )
    more = len(moved) - MOST
    if more > 0:
        rows += f"<tr><td></td><td colspan='4'>{markup(plural('and {count} more', 'and {count} more', more))}</td></tr>"
    titles = (_("Due"), _("What for"), _("Amount"), _("Paid before by"), _("Paid after by"))
    head = "".join(f"<th>{markup(title)}</th>" for title in titles)
    return f"<table class='k-cells k-payers'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _pays(view: ContractView, payers: Payers, claim: ExpectedClaim) -> int:
    """Who pays on the day on which a claim is due."""
    named = [payer_id for valid_from, payer_id in payers if valid_from <= claim.due_on]
    return named[-1] if named else view.contact_id


def _facts_html(before: ContractFacts, after: ContractFacts, today: date) -> str:
    def end(facts: ContractFacts) -> str:
        last = end_of(facts)
        return on(last) if last else _("no end")

    def possible(facts: ContractFacts) -> str:
        return on(next_possible_end(facts, today).day)

    rows = [
        (_("Status today"), word(state_on(before, today)), word(state_on(after, today))),
        (_("Beginning"), on(before.start_on), on(after.start_on)),
        (_("End"), end(before), end(after)),
        (_("Next possible end"), possible(before), possible(after)),
    ]
    return facts_html(
        Fact(label, f"{old} → {new}" if old != new else old)
        for label, old, new in rows
        if old != new or label == _("End")
    )


def changed_claims(
    before: ContractFacts, after: ContractFacts, today: date
) -> list[tuple[ExpectedClaim | None, ExpectedClaim | None]]:
    """The claims that are not the same after as before, by their days."""
    until = max(preview_until(before), preview_until(after), add_months(today, 12))
    old, new = (
        {(claim.kind, claim.add_on_key, claim.period.start): claim for claim in expected_claims(facts, until=until)}
        for facts in (before, after)
    )
    keys = sorted(old.keys() | new.keys(), key=lambda key: (key[2], key[0].value, key[1]))
    pairs = ((old.get(key), new.get(key)) for key in keys)
    return [
        (one, other)
        for one, other in pairs
        if one is None
        or other is None
        or (one.cents, one.due_on, one.period) != (other.cents, other.due_on, other.period)
    ]


def _changes_html(before: ContractFacts, after: ContractFacts, today: date) -> str:
    changes = changed_claims(before, after, today)
    if not changes:
        return note_html(_("The claims stay as they are."))
    rows = "".join(_change_html(old, new) for old, new in changes[:MOST])
    more = len(changes) - MOST
    if more > 0:
        rows += f"<tr><td></td><td colspan='3'>{markup(plural('and {count} more', 'and {count} more', more))}</td></tr>"
    sums = [money(sum(pair[side].cents for pair in changes if pair[side] is not None)) for side in (0, 1)]
    head = "".join(
        f"<th class='{look}'>{markup(text)}</th>"
        for text, look in (
            (_("Due"), ""),
            (_("What for"), ""),
            (_("Before"), "k-money"),
            (_("After"), "k-money"),
        )
    )
    foot = (
        f"<tr class='k-total'><td></td><td>{markup(_('Total of what changes'))}</td>"
        f"<td class='k-money'>{sums[0]}</td><td class='k-money'>{sums[1]}</td></tr>"
    )
    return f"<table class='k-cells k-claims'><thead><tr>{head}</tr></thead><tbody>{rows}{foot}</tbody></table>"


def _change_html(old: ExpectedClaim | None, new: ExpectedClaim | None) -> str:
    claim = new or old
    assert claim is not None
    cells = "".join(f"<td class='k-money'>{money(one.cents) if one else '–'}</td>" for one in (old, new))
    why = reason_words(new) if new else ""
    return (
        f"<tr><td>{markup(on(claim.due_on))}</td><td>{markup(claim_words(claim))}"
        f"<div class='k-sub'>{markup(why)}</div></td>{cells}</tr>"
    )
