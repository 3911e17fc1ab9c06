"""Where the demo studio's people live, phone and bank: Köln and the towns around it.

Postcodes, towns, streets and area codes belong together. Phone numbers and accounts look real and reach nobody:

* 0221 4710-000 to -999, 0171 39200-00 to -99 and 0176 040690-00 to -99 are kept free for films and books
  (Bundesnetzagentur, Mitteilung 148/2021, Amtsblatt 7/2021).
* No subscriber's number begins with 0, so an area code with a 0 behind it leads nowhere.
* 01580 is given to no mobile network.
* The check digits of the IBANs are right, those that the bank puts into its own account numbers are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random


@dataclass(frozen=True, slots=True)
class Place:
    """A postcode with its town, some of its streets and its area code; `weight`: how many of us live there."""

    postcode: str
    town: str
    area_code: str
    weight: float
    streets: tuple[str, ...]


def _koeln(postcode: str, weight: float, *streets: str, area_code: str = "0221") -> Place:
    return Place(postcode, "Köln", area_code, weight, streets)


PLACES = (
    _koeln("50823", 14, "Venloer Straße", "Subbelrather Straße", "Landmannstraße", "Geisselstraße", "Thebäerstraße"),
    _koeln("50825", 9, "Subbelrather Straße", "Venloer Straße", "Äußere Kanalstraße", "Takustraße"),
    _koeln("50733", 8, "Neusser Straße", "Kempener Straße", "Merheimer Straße", "Wilhelmstraße"),
    _koeln("50670", 6, "Neusser Straße", "Sudermanstraße", "Balthasarstraße", "Weißenburgstraße", "Maybachstraße"),
    _koeln("50937", 6, "Sülzburgstraße", "Berrenrather Straße", "Zülpicher Straße", "Luxemburger Straße"),
    _koeln("50931", 5, "Dürener Straße", "Aachener Straße", "Lindenburger Allee"),
    _koeln("50674", 4, "Rathenauplatz", "Zülpicher Straße", "Lindenstraße"),
    _koeln("50827", 4, "Venloer Straße", "Rochusstraße", "Äußere Kanalstraße"),
    _koeln("50939", 4, "Luxemburger Straße", "Gottesweg", "Berrenrather Straße"),
    _koeln("50969", 3, "Vorgebirgstraße", "Höninger Weg", "Gottesweg"),
    _koeln("50968", 3, "Goltsteinstraße", "Bonner Straße"),
    _koeln("50678", 3, "Severinstraße", "Bonner Straße", "Merowingerstraße"),
    _koeln("51065", 3, "Bergisch Gladbacher Straße", "Frankfurter Straße"),
    _koeln("51069", 2, "Dellbrücker Hauptstraße", "Bergisch Gladbacher Straße"),
    _koeln("51103", 2, "Kalker Hauptstraße", "Vietorstraße"),
    _koeln("51143", 2, "Josefstraße", "Frankfurter Straße", area_code="02203"),
    Place("50226", "Frechen", "02234", 4, ("Hauptstraße", "Kölner Straße", "Ulrichstraße", "Augustinusstraße")),
    Place("50354", "Hürth", "02233", 3, ("Luxemburger Straße", "Bonnstraße", "Hermülheimer Straße", "Bachstraße")),
    Place("50259", "Pulheim", "02238", 3, ("Venloer Straße", "Wolfhelmstraße", "Hackenbroicher Straße")),
    Place("50321", "Brühl", "02232", 1.5, ("Pingsdorfer Straße", "Kölnstraße", "Uhlstraße")),
    Place("51465", "Bergisch Gladbach", "02202", 2, ("Hauptstraße", "Bahnhofstraße", "An der Gohrsmühle")),
    Place("51427", "Bergisch Gladbach", "02204", 1, ("Brüderstraße", "Steinacher Weg", "Lustheide")),
    Place("51503", "Rösrath", "02205", 1, ("Hauptstraße", "Sandweg")),
    Place("51373", "Leverkusen", "0214", 1.5, ("Rathenaustraße", "Bismarckstraße", "Peschstraße")),
    Place("51379", "Leverkusen", "02171", 1, ("Bonner Straße", "Vereinsstraße", "Gerhart-Hauptmann-Straße")),
    Place("50389", "Wesseling", "02236", 1, ("Flach-Fengler-Straße", "Kölner Straße")),
    Place("50171", "Kerpen", "02237", 1, ("Stiftsstraße", "Sindorfer Straße")),
    Place("50374", "Erftstadt", "02235", 1, ("Theodor-Heuss-Straße", "Carl-Schurz-Straße")),
)

BANKS = {
    "37050198": 34,  # Sparkasse KölnBonn
    "50010517": 16,  # ING
    "37062365": 9,  # Volksbank Rhein-Erft-Köln
    "12030000": 8,  # DKB
    "37010050": 7,  # Postbank
    "37040044": 7,  # Commerzbank
    "20041111": 6,  # comdirect
    "37070024": 5,  # Deutsche Bank
    "37062600": 3,  # VR Bank Bergisch Gladbach-Leverkusen
    "37551440": 3,  # Sparkasse Leverkusen
    "43060967": 2,  # GLS Bank
}
"""German bank codes and how many of a hundred bank there; all have check digits in their account numbers."""

DOMAINS = ("example.org", "example.com", "example.net", "post.example", "mail.example", "web.example")
"""Reserved names: no mail to them ever reaches anybody (RFC 2606)."""


class Phones:
    """Hands out phone numbers, no two alike."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[str] = set()
        self._films_mobile = [f"0171 39200{n:02}" for n in range(100)] + [f"0176 040690{n:02}" for n in range(100)]
        self._films_koeln = [f"0221 4710{n:03}" for n in range(1000)]
        rng.shuffle(self._films_mobile)
        rng.shuffle(self._films_koeln)

    def mobile(self) -> str:
        """A mobile number as one writes it."""
        if self._films_mobile and self._rng.random() < 0.17:
            return self._films_mobile.pop()
        return self._new("01580 ", digits=7)

    def landline(self, area_code: str) -> str:
        """A landline number of an area code as one writes it."""
        if area_code == "0221" and self._films_koeln:
            return self._films_koeln.pop()
        return self._new(f"{area_code} 0", digits=6 if area_code == "0221" else 5)

    def _new(self, prefix: str, *, digits: int) -> str:
        while (number := f"{prefix}{self._rng.randrange(10 ** (digits - 1), 10**digits)}") in self._given:
            pass
        self._given.add(number)
        return number


def account(rng: Random) -> str:
    """An IBAN of a real bank with right check digits, for an account number that the bank cannot have given."""
    code = rng.choices(list(BANKS), list(BANKS.values()))[0]
    bank = bank_of(code)
    while bank.gives(number := str(rng.randrange(10**9, 10**10))):
        pass
    # ISO 13616: the remainder of bank code, account number, "DE" as 1314 and two zeros.
    return f"DE{98 - int(f'{code}{number}131400') % 97:02}{code}{number}"


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank of the offline list: its BIC, and whether it can have given an account number."""

    bic: str
    gives: Callable[[str], bool]


@cache
def bank_of(code: str) -> Bank:
    """The bank of a German bank code."""
    from schwifty.bban import BBAN
    from schwifty.checksum import algorithms

    bank = BBAN("DE", f"{code}0000000000").bank
    assert bank is not None
    method = algorithms[f"DE:{bank.checksum_algo}"]
    return Bank(bank.bic, lambda number: bool(method.validate([number], "")))
