"""Postal addresses as programs write them, brought into street, postcode, town and country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale

from exchange.tidy import fold, tidy_line, tidy_lines

_LANGUAGES = ("de", "en", "fr", "it", "es", "nl", "pl", "tr")
_SHORT_NAMES = {
    "DE": "d|deu|ger|brd|bundesrepublik deutschland",
    "AT": "a|aut",
    "CH": "che|schweiz suisse svizzera",
    "LI": "lie|fl",
    "US": "usa|u s a|u s|united states of america|vereinigte staaten von amerika",
    "GB": "uk|u k|gbr|england|grossbritannien|great britain|schottland|wales",
    "NL": "holland|nld",
    "CZ": "tschechische republik|czech republic|cze",
    "FR": "fra",
    "IT": "ita",
    "PL": "pol",
    "TR": "tur",
}
_GERMAN_STATES = frozenset(
    [
        "baden wuerttemberg",
        "bayern",
        "bavaria",
        "berlin",
        "brandenburg",
        "bremen",
        "hamburg",
        "hessen",
        "hesse",
        "mecklenburg vorpommern",
        "niedersachsen",
        "lower saxony",
        "nordrhein westfalen",
        "nrw",
        "north rhine westphalia",
        "rheinland pfalz",
        "saarland",
        "sachsen",
        "saxony",
        "sachsen anhalt",
        "schleswig holstein",
        "thueringen",
        "thuringia",
    ]
)
_STATE_FOLLOWS_POSTCODE = frozenset(("DE", "AT", "CH"))
_STATE_BELONGS_TO_TOWN = frozenset(("US", "CA", "AU"))

_COUNTRY_AND_POSTCODE = re.compile(r"^(DE|AT|CH|D|A)\s*-\s*(\d{4,5})$", re.IGNORECASE)
_POSTCODE_TOWN = re.compile(r"^(?:[A-Z]{1,2}-)?(\d{4,5})[ ,]+(\D.*)$")
_TOWN_POSTCODE = re.compile(r"^(\D.*?)[ ,]+(\d{5}(?:-\d{4})?)$")
_LONGEST_PO_BOX = 40
_LONGEST_ADDRESS_LINE = 200
_MOST_ADDRESS_LINES = 20


@cache
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(fold(name), code)
                names.setdefault(code.casefold(), code)
    for code, words in _SHORT_NAMES.items():
        names.update(dict.fromkeys(words.split("|"), code))
    return names


def country_code(name: str) -> str:
    """ISO 3166 alpha-2 of a country's name or code in one of eight languages; empty where nobody knows it."""
    return _countries().get(fold(name), "")


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """The parts of an address as a file has them."""

    street: str = ""
    house_number: str = ""
    extra: str = ""
    po_box: str = ""
    postcode: str = ""
    town: str = ""
    region: str = ""
    country: str = ""
    whole: str = ""
    """The whole address as a text, read only where the parts say nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address in the parts that Kontor knows, and what did not fit."""

    street: str = ""
    extra: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    region: str = ""
    """A region that belongs to no part of the address."""
    unknown_country: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing says where the place is: a country alone is no address."""
        return not (self.street or self.extra or self.postcode or self.town)


def place_of(written: WrittenAddress, *, german_postcodes: bool = False) -> Place:
    """The address in its parts; `german_postcodes` says that addresses without country are German."""
    if not (written.postcode or written.town):
        text = written.street if "\n" in written.street.strip() else ""
        text = text or (written.extra if not written.street and "\n" in written.extra else "")
        text = text or ("" if written.street else written.whole)
        if text:
            return _free_place(text, written.country)
    street_lines = _lines(" ".join((written.street.strip(), written.house_number.strip())).strip())
    extras = [*street_lines[1:], *_lines(written.extra)]
    country = country_code(written.country)
    po_box = _po_box(written.po_box, country)
    street = street_lines[0] if street_lines else ""
    if not street:
        street, po_box = po_box, ""
    if po_box:
        extras.append(po_box)
    postcode, country = _postcode(tidy_line(written.postcode), country, german=german_postcodes)
    town, region = _town(tidy_line(written.town), tidy_line(written.region), country)
    return Place(
        street, ", ".join(extras), postcode, town, country, region,
        unknown_country="" if country else tidy_line(written.country),
    )  # fmt: skip


def _lines(text: str) -> list[str]:
    return [part for line in tidy_lines(text).split("\n") if (part := line.strip(" ,;"))]


def _po_box(text: str, country: str) -> str:
    box = tidy_line(text)
    if len(box) > _LONGEST_PO_BOX or not box.isdigit():
        # Longer ones are whole addresses that a program put there a second time.
        return "" if len(box) > _LONGEST_PO_BOX else box
    return f"Postfach {box}" if country in {"", *_STATE_FOLLOWS_POSTCODE} else f"PO Box {box}"


def _postcode(text: str, country: str, *, german: bool) -> tuple[str, str]:
    if match := _COUNTRY_AND_POSTCODE.match(text):
        country = country or country_code(match[1])
        text = match[2]
    text = re.sub(r"^(\d+)\.0$", r"\1", text)
    if (country == "DE" or (german and not country)) and re.fullmatch(r"\d{4}", text):
        text = "0" + text  # A spreadsheet took 01067 for a number.
    return text, country


def _town(town: str, region: str, country: str) -> tuple[str, str]:
    if country in _STATE_BELONGS_TO_TOWN and region and town and region != town:
        return f"{town}, {region}", ""
    if country in _STATE_FOLLOWS_POSTCODE or region == town or (not country and fold(region) in _GERMAN_STATES):
        return town, ""
    return town, region


def _free_place(text: str, country_name: str) -> Place:
    lines = _lines(text)
    if len(lines) == 1:
        lines = [part for piece in lines[0].split(",") if (part := piece.strip())]
    country = country_code(country_name)
    if len(lines) > 1 and (code := country_code(lines[-1])):
        country = country or code
        lines.pop()
    postcode = town = ""
    for number in range(min(len(lines), _MOST_ADDRESS_LINES) - 1, -1, -1):
        if len(lines[number]) > _LONGEST_ADDRESS_LINE:
            continue
        if match := _POSTCODE_TOWN.match(lines[number]):
            postcode, town = match[1], match[2]
        elif number and (match := _TOWN_POSTCODE.match(lines[number])):
            town, postcode = match[1], match[2]
        if town:
            del lines[number]
            break
    return Place(
        lines[0] if lines else "", ", ".join(lines[1:]), postcode, town, country,
        unknown_country="" if country else tidy_line(country_name),
    )  # fmt: skip
