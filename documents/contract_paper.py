"""The paper of a contract to sign: all that is agreed, what falls due in its first term, withdrawal, signatures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from fpdf.enums import XPos, YPos

from documents.fonts import FAMILY, fitting, printable
from documents.letter import LetterPaper, letters_pdf
from documents.letterhead import FOOT, GREY, LEFT, LINE, WIDTH
from domain.catalogue import true_price
from domain.contract_claims import ExpectedClaim, expected_claims, preview_until, price_on
from domain.contract_terms import Regime
from domain.contracts import ContractFacts
from domain.letters import Letter
from domain.money import round_half_up
from i18n.formatting import format_number
from i18n.service_words import after_words, claim_words, days_words, interval_words, money, months_words, on
from i18n.texts import _, language

DUE, AMOUNT = 28.0, 30.0
LABEL = 50.0
SIGNATURE = 22.0


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a contract says."""

    name: str
    number: str
    facts: ContractFacts
    payment: str
    """How it is paid, in the language of the contact."""
    quotas: tuple[tuple[str, int, bool], ...] = ()
    """Name, units, whether each month."""
    payer: str = ""
    """Who pays, where it is not the contact."""
    minor: bool = False
    waived: bool = False
    """Whether the sign-up fee was waived."""
    text: str = ""


def contract_pdf(head: Letter, agreed: Agreed) -> bytes:
    """The contract as it was sold, to sign; sender, recipient and language are those of `head`."""
    facts = as_sold(agreed.facts)

    class Paper(ContractPaper):
        of = replace(agreed, facts=facts)

    return letters_pdf([head], Paper)


def as_sold(facts: ContractFacts) -> ContractFacts:
    """The facts without what came after the sale, in force, so that its claims are seen while it is a draft."""
    return replace(
        facts,
        activated=True,
        void=False,
        prices=tuple(sorted(facts.prices, key=lambda price: price.valid_from)[:1]),
        discounts=tuple(one for one in facts.discounts if one.period.start <= facts.start_on),
        free=tuple(one for one in facts.free if one.start <= facts.start_on),
        add_ons=tuple(one for one in facts.add_ons if one.period.start <= facts.start_on),
        pauses=(),
        cancellation=None,
        withdrawn_on=None,
    )


class ContractPaper(LetterPaper):
    """Draws a contract below the window of a letter."""

    of: Agreed

    def body(self) -> None:
        """Facts, claims, withdrawal, signatures."""
        agreed, facts = self.of, self.of.facts
        title = _("Contract {number}: {name}").format(number=agreed.number, name=agreed.name)
        self._heading(title, size=13)
        self._facts([(_("Provider"), ", ".join((self._letter.sender.name, *self._letter.sender.address)))])
        who = ", ".join(line for line in self._letter.recipient if line)
        self._facts([(_("Customer"), who), (_("Payer"), agreed.payer)])
        self._heading(_("What is agreed"))
        self._facts(_agreed(agreed))
        self._heading(_("What is due until {day}").format(day=on(preview_until(facts))))
        self._claims(expected_claims(facts, until=preview_until(facts)))
        if facts.terms.regime is not Regime.BUSINESS:
            self._withdrawal()
        self._signatures()

    def _heading(self, text: str, *, size: float = 10.5) -> None:
        if self.get_y() > self.h - FOOT - 4 * LINE:
            self.add_page()
        self.ln(2)
        self.set_font(FAMILY, "B", size)
        self.multi_cell(WIDTH, LINE + 1, printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(FAMILY, "", 9.5)

    def _facts(self, rows: list[tuple[str, str]]) -> None:
        for label, value in rows:
            if value:
                if self.get_y() > self.h - FOOT - 2 * LINE:
                    self.add_page()
                top = self.get_y()
                self.cell(LABEL, LINE, fitting(self, label, LABEL - 2))
                self.set_xy(LEFT + LABEL, top)
                self.multi_cell(WIDTH - LABEL, LINE, printable(value), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _claims(self, claims: tuple[ExpectedClaim, ...]) -> None:
        def row(due: str, what: str, amount: str) -> None:
            self.cell(DUE, LINE, due, border="B")
            room = WIDTH - DUE - AMOUNT
            self.cell(room, LINE, fitting(self, printable(what), room - 2), border="B")
            self.cell(AMOUNT, LINE, amount, align="R", border="B", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

        self.set_draw_color(GREY)
        self.set_line_width(0.1)
        self.set_font(FAMILY, "B", 9)
        row(_("Due"), _("What for"), _("Amount"))
        self.set_font(FAMILY, "", 9)
        for claim in claims:
            row(on(claim.due_on), claim_words(claim), money(claim.cents))
        self.set_font(FAMILY, "B", 9)
        row("", _("Total"), money(sum(claim.cents for claim in claims)))

    def _withdrawal(self) -> None:
        sender = self._letter.sender
        studio = printable(", ".join((sender.name, *sender.address, *sender.facts)))
        self._heading(_("Right of withdrawal"))
        self.set_font(FAMILY, "", 8)
        for text in _instruction():
            said = text.format(studio=studio, contract=printable(f"{self.of.name}, {self.of.number}"))
            self.multi_cell(WIDTH, 4, said, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.ln(1.5)

    def _signatures(self) -> None:
        people = [_("Customer"), *([_("Legal guardian")] if self.of.minor else []), _("For the studio")]
        if self.get_y() > self.h - FOOT - SIGNATURE:
            self.add_page()
        self.ln(SIGNATURE - 8)
        width = WIDTH / len(people)
        self.set_font(FAMILY, "", 8)
        for at, who in enumerate(people):
            left = LEFT + at * width
            self.line(left, self.get_y(), left + width - 6, self.get_y())
            self.set_x(left)
            said = f"{who}\n{_('Place, day, signature')}"
            top = self.get_y()
            self.multi_cell(width - 6, 4, said, align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
            self.set_y(top)


def _agreed(agreed: Agreed) -> list[tuple[str, str]]:
    facts = agreed.facts
    terms, interval = facts.terms, interval_words(facts.interval_months)
    due = _("in advance") if facts.in_advance else _("in arrears")
    fee = money(facts.sign_up_cents) if facts.sign_up_cents else (_("waived") if agreed.waived else "")
    rows = [
        (_("Beginning"), on(facts.start_on)),
        (_("First term"), months_words(terms.first_months) if terms.first_months else _("No first term")),
        (_("After that"), after_words(terms)),
        (_("Price"), f"{money(price_on(facts, facts.start_on))} {interval}, {due}"),
        (_("Sign-up fee"), fee),
    ]
    for one in facts.discounts:
        less = [f"{one.basis_points / 100:g} %" if one.basis_points else "", money(one.cents) if one.cents else ""]
        rows.append((_("Discount"), f"{' + '.join(part for part in less if part)}, {days_words(one.period)}"))
    rows += [(_("Free time"), days_words(period)) for period in facts.free]
    rows += [(_("Extra"), f"{one.name}, {money(one.cents)} {interval}") for one in facts.add_ons]
    for name, units, monthly in agreed.quotas:
        how = _("each month") if monthly else _("once at the start")
        rows.append((_("Includes"), f"{format_number(units, language())} × {name} ({how})"))
    return [*rows, *_totals(facts), (_("Payment method"), agreed.payment), (_("Remark"), agreed.text)]


def _totals(facts: ContractFacts) -> list[tuple[str, str]]:
    """What the first term costs with all fees, and a month of it (§ 3 PAngV)."""
    months = facts.terms.first_months
    plain = true_price(
        first_months=months,
        interval_months=facts.interval_months,
        price_cents=price_on(facts, facts.start_on),
        fees_cents=facts.sign_up_cents,
    )
    special = facts.discounts or facts.free or facts.add_ons or facts.billed_until
    total, monthly = plain.total_cents, plain.monthly_cents
    if special and months:
        total = sum(claim.cents for claim in expected_claims(facts, until=preview_until(facts)))
        monthly = round_half_up(Fraction(total, months))
    if not months:
        return [] if special else [(_("In all"), f"{money(total)} ({months_words(plain.months)})")]
    return [(_("Total of the first term"), money(total)), (_("Truly a month"), money(monthly))]


def _instruction() -> list[str]:
    """The model instruction for services (annex 1 to article 246a § 1 (2) EGBGB), and the model form (annex 2)."""
    return [
        _("This holds where the contract is concluded at a distance or away from business premises."),
        _(
            "You have the right to withdraw from this contract within 14 days without giving any reason. The "
            "withdrawal period will expire after 14 days from the day of the conclusion of the contract. To exercise "
            "the right of withdrawal, you must inform us ({studio}) of your decision to withdraw from this contract "
            "by an unequivocal statement (e.g. a letter sent by post or e-mail). You may use the model withdrawal "
            "form below, but it is not obligatory. To meet the withdrawal deadline, it is sufficient for you to send "
            "your communication concerning your exercise of the right of withdrawal before the withdrawal period has "
            "expired."
        ),
        _(
            "Effects of withdrawal: If you withdraw from this contract, we shall reimburse to you all payments "
            "received from you without undue delay and in any event not later than 14 days from the day on which we "
            "are informed about your decision to withdraw from this contract. We will carry out such reimbursement "
            "using the same means of payment as you used for the initial transaction, unless you have expressly "
            "agreed otherwise; in any event, you will not incur any fees as a result of such reimbursement. If you "
            "requested to begin the performance of services during the withdrawal period, you shall pay us an amount "
            "which is in proportion to what has been provided until you have communicated us your withdrawal from "
            "this contract, in comparison with the full coverage of the contract."
        ),
        _(
            "Model withdrawal form. To {studio}: I/We (*) hereby give notice that I/We (*) withdraw from my/our (*) "
            "contract for the provision of the following service: {contract}. Ordered on (*) ________ Name of the "
            "consumer(s) ________________ Address ________________ Signature (only if this form is notified on "
            "paper) ________________ Date ________ (*) Delete as appropriate."
        ),
    ]
