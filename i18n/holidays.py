"""Names of public holidays: German by law, and what they are called in English."""

from __future__ import annotations

from i18n.texts import N_, _

NAMES = {
    "Neujahr": N_("New Year's Day"),
    "Heilige Drei Könige": N_("Epiphany"),
    "Frauentag": N_("Women's Day"),
    "Karfreitag": N_("Good Friday"),
    "Ostersonntag": N_("Easter Sunday"),
    "Ostermontag": N_("Easter Monday"),
    "Erster Mai": N_("Labour Day"),
    "Christi Himmelfahrt": N_("Ascension Day"),
    "Pfingstsonntag": N_("Whit Sunday"),
    "Pfingstmontag": N_("Whit Monday"),
    "Fronleichnam": N_("Corpus Christi"),
    "Mariä Himmelfahrt": N_("Assumption Day"),
    "Weltkindertag": N_("World Children's Day"),
    "Tag der Deutschen Einheit": N_("Day of German Unity"),
    "Reformationstag": N_("Reformation Day"),
    "Allerheiligen": N_("All Saints' Day"),
    "Buß- und Bettag": N_("Day of Repentance and Prayer"),
    "Erster Weihnachtstag": N_("Christmas Day"),
    "Zweiter Weihnachtstag": N_("Boxing Day"),
}
BOTH = "; "
"""Between the names where two holidays fall on one day."""


def holiday_word(name: str) -> str:
    """A holiday in the language of this moment; one that was kept only once keeps its German name."""
    return BOTH.join(_(NAMES[one]) if one in NAMES else one for one in name.split(BOTH))
