"""Real address books of other programs come in whole: the table was written by looking at the files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from db.session import Database
from exchange.uploaded_book import open_book
from gateways.storage import Storage
from i18n.texts import speaking
from models.contact import Contact
from tests.exchange.foreign import foreign_file
from tests.exchange.importing import LARGEST, imported, stored

ROUNDCUBE, EZ = "csv-vcard-roundcube", "vcard-ez-vcard"


@dataclass(frozen=True)
class Kept:
    """What matters of a stored contact; of the remark, words that must stand in it."""

    name: str
    born_on: date | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    photo: tuple[int, int] | None = None
    remark: tuple[str, ...] = ()


def _only_email(address: str) -> Kept:
    return Kept(address, emails=(address,))


FOUR = tuple(_only_email(f"test{number}@domain.tld") for number in range(1, 5))
GOOGLE = Kept(
    "Prefix Firstname Middle Lastname",
    born_on=date(1975, 12, 12),
    emails=("home@aaa.pl", "work@email.pl", "unknown@email.com", "other@email.com"),
    towns=("home_city", "work_city"),
    tags=("Test",),
    remark=(
        "Employer: company", "Name suffix: Suffix", "Nickname: nick", "Position: jobtitle", "Country: home_country",
        "Website: test.com", "Phone from the import: mobile (Mobile)", "Postcode from the import: home_zip",
    ),
)  # fmt: skip
THUNDERBIRD = Kept(
    "Firstname Lastname",
    born_on=date(1970, 11, 15),
    emails=("test@domain.tld", "next@domain.tld"),
    towns=("xx-xxx City, region US", "33-333 Wcity PL"),
    remark=("Employer: Organization", "Nickname: Nick", "Phone from the import: phone home (Home)", "Region: Wstate"),
)
APPLE_PHONES = (
    "mobile +19055551234", "home +19056661234", "work +19057771234", "fax +19058881234", "fax +19059991234",
    "other +19051111234", "other +19052221234",
)  # fmt: skip
APPLE_REMARK = (
    "Employer: IBM", "Name suffix: Sr.", "Nickname: Johny", "Department: Accounting", "Position: Money Counter",
)  # fmt: skip
NEW_YORK = "12345 New York US"

TABLE: dict[tuple[str, str], tuple[Kept, ...]] = {
    (ROUNDCUBE, "email.csv"): FOUR,
    (ROUNDCUBE, "email.vcf"): FOUR,
    (ROUNDCUBE, "gmail.csv"): (GOOGLE,),
    (ROUNDCUBE, "gmail.vcf"): (GOOGLE,),
    (ROUNDCUBE, "tb_plain.csv"): (THUNDERBIRD,),
    (ROUNDCUBE, "tb_plain.vcf"): (THUNDERBIRD,),
    (ROUNDCUBE, "johndoe.vcf"): (
        Kept(
            "John Doë",
            phones=("mobile +987654321",),
            emails=("roundcube@gmail.com", "inbox@roundcube.net"),
            towns=("5555 Hometown KY",),
            remark=("The notes...", "Employer: roundcube.net", "Phone from the import: +123456789 (Work)"),
        ),
    ),
    (ROUNDCUBE, "photo.vcf"): (Kept("Apple Computer AG", photo=(48, 48)),),
    (ROUNDCUBE, "thebat.vcf"): (Kept("Piotr Iksiński", emails=("piotr.iksinski@somedomain.com",)),),
    # The pictures of these two are cut off in the files.
    (EZ, "John_Doe_ANDROID.vcf"): (
        _only_email("john.doe@company.com"),
        _only_email("jane.doe@company.com"),
        Kept("Ñ Ñ Ñ Ñ", phones=("mobile +49123456789",)),
        Kept(" ".join("Ñ" * 11), remark=("Phone from the import: 234567 (Home)",)),
        Kept(
            "Ñ Ñ Ñ Ñ Ñ",
            emails=("bob@company.com",),
            remark=("Phone from the import: 123456 (Fax)", "E-mail from the import: " + "Ñ" * 14),
        ),
        Kept("ÑÑÑÑ", emails=("henry@company.com",), remark=("Phone from the import: 55556666 (Mobile)",)),
    ),
    (EZ, "John_Doe_BLACK_BERRY.vcf"): (
        Kept("john Doe", phones=("mobile +96123456789",), remark=("Employer: Acme Solutions",)),
    ),
    (EZ, "John_Doe_EVOLUTION.vcf"): (
        Kept(
            "John Richter, James Doe",
            born_on=date(1980, 3, 22),
            phones=("mobile +19056661234", "work +19055551234"),
            emails=("john.doe@ibm.com",),
            towns=("12345 Albaney, New York US",),
            tags=("VIP",),
            remark=("Nickname: Johny", "Department: Accounting, Dungeon"),
        ),
    ),
    (EZ, "John_Doe_GMAIL.vcf"): (
        Kept(
            "John Richter, James Doe",
            born_on=date(1980, 3, 22),
            phones=("mobile +19055551234", "home +19056661234"),
            emails=("john.doe@ibm.com",),
            towns=("12345 Nice Area, Albaney, New York US",),
            remark=("Employer: IBM",),
        ),
    ),
    (EZ, "John_Doe_IPHONE.vcf"): (
        Kept(
            "John Richter James Doe",
            born_on=date(2012, 6, 6),
            phones=APPLE_PHONES,
            emails=("john.doe@ibm.com",),
            towns=(NEW_YORK, NEW_YORK),
            photo=(320, 320),
            remark=APPLE_REMARK,
        ),
    ),
    (EZ, "John_Doe_MAC_ADDRESS_BOOK.vcf"): (
        Kept(
            "John Richter,James Doe",
            born_on=date(2012, 6, 6),
            phones=(APPLE_PHONES[2], APPLE_PHONES[1], APPLE_PHONES[0], *APPLE_PHONES[3:]),
            emails=("john.doe@ibm.com",),
            towns=(NEW_YORK, NEW_YORK),
            photo=(256, 256),
            remark=APPLE_REMARK,
        ),
    ),
    (EZ, "fullcontact.vcf"): (
        Kept(
            "Prefix FirstName MiddleName LastName",
            born_on=date(2016, 8, 1),
            phones=(
                "home +495555551111", "work +495555551112", "mobile +495555551113", "mobile +495555551114",
                "other +495555551115", "fax +495555551116", "fax +495555551117", "other +495555551118",
                "other +495555551119",
            ),
            emails=(
                "home@example.com", "work@example.com", "school@example.com", "other@example.com",
                "custom@example.com",
            ),
            towns=("HomeCity", "WorkCity", "OtherCity", "CustomCity"),
            tags=("Tag",),
            remark=("Notes line 1\nNotes line 2", "Country: CustomCountry", "Postcode from the import: WorkPostal"),
        ),
    ),
    (EZ, "gmail-list.vcf"): (
        Kept("Arnold Smith", emails=("asmithk@gmail.com",)),
        Kept("Chris Beatle", emails=("chrisy55d@yahoo.com",)),
        Kept("Doug White", emails=("dwhite@gmail.com",)),
    ),
    (EZ, "gmail-single.vcf"): (
        Kept(
            "Greg Dartmouth",
            born_on=date(1960, 9, 10),
            phones=("mobile +15555551111", "other +15555552222"),
            emails=("gdartmouth@hotmail.com",),
            towns=("12345 Home City, HM", "98765 Custom City, TX US"),
            remark=("It should be added as a NOTE type.\nACustomField: CustomField", "Nickname: Gman"),
        ),
    ),
    (EZ, "issue114.vcf"): (
        Kept(
            "Dummy Dummy",
            phones=("mobile +49123456789", "work +49987654321"),
            emails=("dummy.dummy@dummy.com",),
            towns=("61352 Bad Homburg",),
            remark=("Employer: Dummy GmbH",),
        ),
    ),
    (EZ, "outlook-2003.vcf"): (
        Kept(
            "John Doe",
            born_on=date(1980, 3, 21),
            emails=("jdoe@hotmail.com",),
            towns=("12345 Austin, TX US",),
            remark=(
                "This is the note field!!\nSecond line\n\nThird line is empty", "Position: TheProfession",
                "Phone from the import: BusinessFaxPhone (Fax)",
            ),
        ),
    ),
    (EZ, "rfc2426-example.vcf"): (
        Kept(
            "Frank Dawson",
            phones=("work +19196769515", "fax +19196769564"),
            emails=("Frank_Dawson@lotus.com", "fdawson@earthlink.net"),
            towns=("27613-3502 Raleigh, NC US",),
            remark=("Website: http://home.earthlink.net/~fdawson",),
        ),
        Kept(
            "Tim Howes",
            phones=("work +14159373419", "fax +14155284164"),
            emails=("howes@netscape.com",),
            towns=("94043 Mountain View, CA US",),
            remark=("Employer: Netscape Communications Corp.",),
        ),
    ),
    (EZ, "rfc6350-example.vcf"): (
        Kept(
            "Simon Perreault",
            phones=("mobile +14182626501",),
            emails=("simon.perreault@viagenie.ca",),
            towns=("G1V 2M2 Quebec, QC CA",),
            remark=("Birthday: 03.02.", "Phone from the import: +1-418-656-9254 ext. 102 (Work)"),
        ),
    ),
}  # fmt: skip


def kept(contact: Contact, storage: Storage, words: tuple[str, ...]) -> Kept:
    """A stored contact as the table writes it; of the remark, those of the words that stand in it."""
    size = None
    if contact.photo:
        with Image.open(io.BytesIO(storage.get(contact.photo))) as picture:
            assert picture.format == "WEBP"
            size = picture.size
    return Kept(
        name=contact.display_name,
        born_on=contact.born_on,
        phones=tuple(f"{phone.kind} {phone.number}" for phone in contact.phones),
        emails=tuple(email.address for email in contact.emails),
        towns=tuple(
            " ".join(part for part in (a.postcode, a.town, "" if a.country == "DE" else a.country) if part)
            for a in contact.addresses
        ),
        tags=tuple(link.tag.name for link in contact.tags),
        photo=size,
        remark=tuple(word for word in words if word in contact.remark),
    )


@pytest.mark.parametrize(("folder", "name"), TABLE)
def test_a_real_file_comes_in_and_a_second_time_nothing(
    database: Database, tmp_path: Path, folder: str, name: str
) -> None:
    book = open_book(name, foreign_file(folder, name), largest=LARGEST)
    expected = TABLE[folder, name]
    with speaking("en"):
        first = imported(database, book, tmp_path)
        found = [
            kept(contact, Storage(str(tmp_path)), wanted.remark)
            for contact, wanted in zip(stored(database), expected, strict=True)
        ]
        again = imported(database, book, tmp_path)
    assert found == list(expected)
    assert (first.imported, first.duplicates, first.refused) == (len(expected), 0, 0)
    assert (again.imported, again.duplicates, again.refused) == (0, len(expected), 0)
    assert len(stored(database)) == len(expected)
