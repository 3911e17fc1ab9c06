"""The demo studio itself: its card, its staff and the doctors that its patients name. None of them exists."""

from __future__ import annotations

from random import Random

from actions.doctors import DoctorCard
from actions.studio import StudioCard
from domain.access import Role
from tools.demo_people import a_home
from tools.demo_places import DOMAINS, Phones, account

SEED = 1896

STAFF = {
    Role.RECEPTION: "Jana Becker",
    Role.OFFICE: "Olaf Brandt",
    Role.MANAGER: "Dr. Miriam Kaya",
    Role.THERAPIST: "Lukas Odenthal",
    Role.READ_ONLY: "Renate Vogel",
    Role.ADMIN: "Sascha Löhr",
}

SPECIALTIES = {
    "Allgemeinmedizin": 12, "Innere Medizin": 5, "Orthopädie und Unfallchirurgie": 4, "Physikalische Medizin": 1,
    "Neurologie": 1, "Kardiologie": 1, "Kinder- und Jugendmedizin": 1,
}  # fmt: skip
DOCTORS = (
    ("Dr. med.", "Ulrike", "Pütz"), ("Dr. med.", "Stefan", "Weidenfeld"), ("", "Aylin", "Şahin"),
    ("Dr. med.", "Heinz-Georg", "Nießen"), ("Prof. Dr. med.", "Barbara", "Großmann"),
    ("Dr. med.", "Piotr", "Zieliński"), ("Dr. med.", "Karin", "Esser"), ("Dr. med.", "Tarek", "Haddad"),
    ("", "Johannes", "Klinkenberg"), ("Dr. med.", "Irina", "Petrowa"), ("Dr. med.", "Markus", "Fußhöller"),
    ("Dr. med.", "Eva-Maria", "Strauß"), ("Dr. med.", "Thomas", "Overath"), ("Dr. med.", "Giulia", "Romano"),
    ("Dr. med.", "Rolf", "Päffgen"), ("", "Annika", "Theisen"), ("Dr. med.", "Christian", "von Ahrenfels"),
    ("Dr. med.", "Sabine", "Küpper-Lang"), ("Dr. med.", "Minh", "Nguyễn"), ("Dr. med.", "Gabriele", "Broich"),
    ("PD Dr. med.", "Michael", "Höfer"), ("", "Dorothee", "Quint"), ("Dr. med.", "Volker", "Hamacher"),
    ("Dr. med.", "Beate", "Röttgen"), ("Dr. med.", "Claus", "Zündorf"),
)  # fmt: skip


def studio_card() -> StudioCard:
    """What is kept about the studio. The creditor identifier is the one that the Bundesbank gives for tests."""
    return StudioCard(
        name="Vital am Rhein – Training & Physiotherapie",
        street="Subbelrather Straße 201",
        postcode="50823",
        town="Köln",
        land="NW",
        phone="0221 4710 000",
        email="hallo@vital-am-rhein.example",
        website="https://www.vital-am-rhein.example",
        tax_number="217/5000/1234",
        account_holder="Vital am Rhein GmbH",
        iban=account(Random(SEED)),  # noqa: S311
        creditor_id="DE98ZZZ09999999999",
        letterhead="Vital am Rhein GmbH · Subbelrather Straße 201 · 50823 Köln",
    )


def doctor_cards() -> list[DoctorCard]:
    """The card file of doctors, the same each time."""
    rng = Random(SEED)  # noqa: S311
    phones = Phones(rng)
    specialties = [name for name, times in SPECIALTIES.items() for _ in range(times)]
    rng.shuffle(specialties)
    cards: list[DoctorCard] = []
    for (title, first, last), specialty in zip(DOCTORS, specialties, strict=True):
        home = a_home(rng)
        shared = rng.random() < 0.3
        cards.append(
            DoctorCard(
                title=title,
                first_name=first,
                last_name=last,
                practice=f"Gemeinschaftspraxis {last} und Kollegen" if shared else f"Praxis {last}",
                specialty=specialty,
                street=home.street,
                postcode=home.postcode,
                town=home.town,
                phone=phones.landline(home.area_code),
                email=f"praxis{len(cards) + 1}@{rng.choice(DOMAINS)}" if rng.random() < 0.6 else "",
            )
        )
    return cards
