"""Letters that confirm what was done with a contract: one text for each deed, in the language of the recipient."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from documents.letter import letter_pdf, letters_pdf
from domain.contract_terms import Terms
from domain.contracts import Explained
from domain.letters import Letter
from domain.periods import Period
from i18n.formatting import format_instant
from i18n.service_words import days_words, interval_words, money, on, step_words
from i18n.texts import Language, _, language, speaking


class Confirmed(StrEnum):
    """What a letter confirms."""

    CANCELLATION = "cancellation"
    BY_STUDIO = "by_studio"
    CANCELLATION_UNDONE = "cancellation_undone"
    WITHDRAWAL = "withdrawal"
    PAUSE = "pause"
    PRICE = "price"
    FREE_TIME = "free_time"
    ADD_ON = "add_on"
    PAYER = "payer"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class About:
    """The contract that a letter is about, and the fact that it confirms; what a deed has not stays empty."""

    contract: str
    """Its name."""
    number: str
    salutation: str
    day: date
    """Receipt of a notice, or the day from which something holds."""
    end_on: date | None = None
    period: Period | None = None
    what: str = ""
    """An extra, a payer, the tariff after a switch, what a pause does."""
    cents: int = 0
    before_cents: int = 0
    interval_months: int = 1
    end: Explained | None = None
    """How the end was found, where the letter may say so."""
    terms: Terms | None = None
    recorded_at: datetime | None = None
    """When a notice through the website was recorded: § 312k BGB has day and time of it confirmed."""


def confirmation(confirmed: Confirmed, head: Letter, about: About) -> Letter:
    """The letter, with sender, recipient and language of `head`; its subject and text are written here."""
    spoken: Language = "en" if head.language == "en" else "de"
    with speaking(spoken):
        subject, said = _TEXTS[confirmed](about)
        named = _("{subject}: {contract}, contract number {number}")
        parts = [f"{about.salutation},", *said, f"{_('Kind regards')}\n\n{head.clerk or head.sender.name}"]
        return replace(
            head,
            subject=named.format(subject=subject, contract=about.contract, number=about.number),
            text="\n\n".join(parts),
        )


def title(confirmed: Confirmed, about: About) -> str:
    """How the letter is called in the language of this moment."""
    return f"{_TEXTS[confirmed](about)[0]} · {on(about.day)}"


def file_name(confirmed: Confirmed, about: About) -> str:
    """The name by which the letter is kept: the same for the same fact, another one when the fact is another."""
    fact = (about.day, about.end_on, about.period, about.what, about.cents, about.before_cents, about.interval_months)
    mark = hashlib.sha256("|".join(map(str, fact)).encode()).hexdigest()[:6]
    return f"{confirmed.value}-{about.number}-{about.day.isoformat()}-{mark}.pdf"


def covering(head: Letter, about: About, subject: str) -> str:
    """The text of the e-mail to which the letter is attached, in the language of the recipient."""
    spoken: Language = "en" if head.language == "en" else "de"
    with speaking(spoken):
        said = _("please find attached: {subject}.").format(subject=subject)
        return f"{about.salutation},\n\n{said}\n\n{_('Kind regards')}\n\n{head.clerk or head.sender.name}"


def price_change_letter(head: Letter, about: About) -> bytes:
    """That a contract costs something else from a day on, as PDF."""
    return letter_pdf(confirmation(Confirmed.PRICE, head, about))


def letters(confirmed: Confirmed, each: Sequence[tuple[Letter, About]]) -> bytes:
    """One letter for each contact, joined into one PDF to print; refuses an empty list (`ValueError`)."""
    return letters_pdf([confirmation(confirmed, head, about) for head, about in each])


def _cancellation(about: About) -> tuple[str, list[str]]:
    assert about.end_on is not None
    said = [
        _("We received your notice on {day} and confirm it.").format(day=on(about.day)),
        _("Your contract ends on {day}.").format(day=on(about.end_on)),
    ]
    if about.recorded_at is not None:
        when = format_instant(about.recorded_at, language())
        said.insert(1, _("It came through our website and was recorded on {when}.").format(when=when))
    if about.end is not None and about.terms is not None and about.end.day == about.end_on:
        steps = "\n".join(f"{n}. {step_words(step, about.terms)}" for n, step in enumerate(about.end.steps, 1))
        said.append(f"{_('This is how the day is found:')}\n{steps}")
    return _("Confirmation of your cancellation"), said


def _by_studio(about: About) -> tuple[str, list[str]]:
    assert about.end_on is not None
    said = _("With notice of {day} we end your contract. Its last day is {end}.")
    return _("Your contract ends"), [said.format(day=on(about.day), end=on(about.end_on))]


def _undone(about: About) -> tuple[str, list[str]]:
    said = _("We confirm that the cancellation received on {day} was taken back. Your contract goes on as before.")
    return _("Your cancellation was taken back"), [said.format(day=on(about.day))]


def _withdrawal(about: About) -> tuple[str, list[str]]:
    said = _("We received your withdrawal on {day} and confirm it. You are no longer bound to the contract.")
    back = _("What you have paid and do not owe comes back to you within fourteen days.")
    return _("Confirmation of your withdrawal"), [said.format(day=on(about.day)), back]


def _pause(about: About) -> tuple[str, list[str]]:
    assert about.period is not None
    said = [_("Your contract is paused: {days}.").format(days=days_words(about.period)), f"{about.what}."]
    if about.period.end is not None:
        said.append(_("From {day} on the contract goes on as agreed.").format(day=on(about.period.end)))
    return _("Confirmation of your pause"), said


def _price(about: About) -> tuple[str, list[str]]:
    interval = interval_words(about.interval_months)
    said = _("From {day} on your contract costs {new} {interval}, until then {old} {interval}.")
    rest = _("Everything else that was agreed stays as it is.")
    amounts = {"new": money(about.cents), "old": money(about.before_cents), "interval": interval}
    return _("Your new price"), [said.format(day=on(about.day), **amounts), rest]


def _free_time(about: About) -> tuple[str, list[str]]:
    assert about.period is not None
    said = _("You pay no fee for these days: {days}. You can use everything as before.")
    return _("Your free time"), [said.format(days=days_words(about.period))]


def _add_on(about: About) -> tuple[str, list[str]]:
    assert about.period is not None
    said = _("Your contract now includes: {what}, {price} {interval}, {days}.")
    texts = {"what": about.what, "price": money(about.cents), "interval": interval_words(about.interval_months)}
    return _("Confirmation of your extra"), [said.format(days=days_words(about.period), **texts)]


def _payer(about: About) -> tuple[str, list[str]]:
    said = _("From {day} on {payer} pays for this contract.")
    return _("Who pays for your contract"), [said.format(day=on(about.day), payer=about.what)]


def _switch(about: About) -> tuple[str, list[str]]:
    said = _("From {day} on your new contract with the number {number} holds; the contract of now ends before it.")
    return _("Your switch of tariff"), [said.format(day=on(about.day), number=about.what)]


_TEXTS: dict[Confirmed, Callable[[About], tuple[str, list[str]]]] = {
    Confirmed.CANCELLATION: _cancellation,
    Confirmed.BY_STUDIO: _by_studio,
    Confirmed.CANCELLATION_UNDONE: _undone,
    Confirmed.WITHDRAWAL: _withdrawal,
    Confirmed.PAUSE: _pause,
    Confirmed.PRICE: _price,
    Confirmed.FREE_TIME: _free_time,
    Confirmed.ADD_ON: _add_on,
    Confirmed.PAYER: _payer,
    Confirmed.SWITCH: _switch,
}
