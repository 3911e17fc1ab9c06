"""Real exports of Android, iPhone, Outlook and others; the table was written by looking at the files."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.vcard import read_vcards
from tests.exchange.foreign import Seen, foreign_file, seen

ROUNDCUBE, EZ = "csv-vcard-roundcube", "vcard-ez-vcard"
N = "Ñ"


def _only_email(address: str, *problems: str) -> Seen:
    return Seen(last=address, emails=(f"private {address}",), problems=problems or ("NameGuessed",))


def _numbered(prefix: str, *kinds: str) -> tuple[str, ...]:
    return tuple(f"{kind} {prefix}{number}" for number, kind in enumerate(kinds, start=1))


APPLE_PHONES = (
    "mobile 905-555-1234",
    "home 905-666-1234",
    "work 905-777-1234",
    "fax 905-888-1234",
    "fax 905-999-1234",
    "other 905-111-1234",
    "other 905-222-1234",
)
APPLE_ADDRESSES = (
    "home|Silicon Alley 5||12345|New York|US",
    "work|Street4|Building 6, Floor 8|12345|New York|US",
)
APPLE_EXTRAS = (
    "department Accounting",
    "employer IBM",
    "nickname Johny",
    "position Money Counter",
    "suffix Sr.",
    "website http://www.ibm.com",
)
TABLE: dict[tuple[str, str], tuple[Seen, ...]] = {
    (ROUNDCUBE, "email.vcf"): tuple(_only_email(f"test{n}@domain.tld") for n in range(1, 5)),
    (ROUNDCUBE, "gmail.vcf"): (
        Seen(
            first="Firstname Middle",
            last="Lastname",
            title="Prefix",
            born_on=date(1975, 12, 12),
            phones=(
                "other pager", "other mainphone", "home homephone", "fax homefax", "mobile mobile",
                "work workphone", "fax workfax",
            ),
            emails=(
                "private home@aaa.pl", "work work@email.pl", "private unknown@email.com",
                "private other@email.com",
            ),
            addresses=("home|home_street||home_zip|home_city|", "work|work_street||work_zip|work_city|"),
            tags=("Test",),
            extras=(
                "country home_country", "country work_country", "employer company", "nickname nick",
                "position jobtitle", "region home_state", "suffix Suffix", "website home.page.com",
                "website test.com",
            ),
            problems=("CountryUnknown", "CountryUnknown"),
        ),
    ),
    (ROUNDCUBE, "johndoe.vcf"): (
        Seen(
            first="John",
            last="Doë",
            phones=("work +123456789", "mobile +987654321"),
            emails=("private roundcube@gmail.com", "work inbox@roundcube.net"),
            addresses=("work|The street||5555|Hometown|KY",),
            extras=("employer roundcube.net",),
        ),
    ),
    (ROUNDCUBE, "photo.vcf"): (
        Seen(first="Jörg", last="Müller", company="Apple Computer AG", photo="2043 0321a675b9a86c9e"),
    ),
    (ROUNDCUBE, "tb_plain.vcf"): (
        Seen(
            first="Firstname",
            last="Lastname",
            born_on=date(1970, 11, 15),
            phones=("work phone work", "home phone home", "fax fax", "other pager", "mobile mobile"),
            emails=("private test@domain.tld", "private next@domain.tld"),
            addresses=("home|Priv address||xx-xxx|City, region|US", "work|Addr work||33-333|Wcity|PL"),
            extras=(
                "employer Organization", "nickname Nick", "position title", "region Wstate",
                "website http://page.com", "website http://webpage.tld",
            ),
        ),
    ),
    # No charset is named; the byte F1 before a consonant is the Polish letter, not the Spanish one.
    (ROUNDCUBE, "thebat.vcf"): (
        Seen(
            first="Piotr",
            last="Iksiński",
            salutation="mr",
            emails=("private piotr.iksinski@somedomain.com",),
        ),
    ),
    (EZ, "John_Doe_ANDROID.vcf"): (
        _only_email("john.doe@company.com"),
        _only_email("jane.doe@company.com"),
        Seen(last=" ".join(N * 4), phones=("mobile 123456789",)),
        Seen(
            last=" ".join(N * 11),
            phones=("mobile 123456", "home 234567", "mobile 3456789", "home 45678901"),
        ),
        Seen(
            first=" ".join(N * 3),
            last=" ".join(N * 2),
            phones=("mobile 123456", "work 123456", "fax 123456"),
            emails=("work bob@company.com", f"private {N * 14}"),
            extras=(f"employer {N * 12}", "website http://www.company.com", "website www.company.com"),
            photo="876 96afc82c812dcdca",
        ),
        Seen(
            last=N * 4,
            phones=("mobile 55556666",),
            emails=("private henry@company.com",),
            extras=(f"employer {N * 44}", f"employer {N * 44}\ufffd"),
            problems=("CharactersLost",),
        ),
    ),
    (EZ, "John_Doe_BLACK_BERRY.vcf"): (
        Seen(
            first="john",
            last="Doe",
            phones=("mobile +96123456789",),
            extras=("employer Acme Solutions",),
            photo="1674 c9462e27f179ff16",
        ),
    ),
    (EZ, "John_Doe_EVOLUTION.vcf"): (
        Seen(
            first="John Richter, James",
            last="Doe",
            salutation="mr",
            born_on=date(1980, 3, 22),
            phones=("mobile 905-666-1234", "work 905-555-1234"),
            emails=("work john.doe@ibm.com",),
            addresses=("home|15 Crescent moon drive|ASB-123|12345|Albaney, New York|US",),
            tags=("VIP",),
            extras=(
                "department Accounting, Dungeon", "employer IBM", "nickname Johny", "position Money Counter",
                "suffix Sr.", "website http://www.ibm.com",
            ),
        ),
    ),
    (EZ, "John_Doe_GMAIL.vcf"): (
        Seen(
            first="John Richter, James",
            last="Doe",
            salutation="mr",
            born_on=date(1980, 3, 22),
            phones=("mobile 905-555-1234", "home 905-666-1234"),
            emails=("private john.doe@ibm.com",),
            addresses=("home|Crescent moon drive|555-asd|12345|Nice Area, Albaney, New York|US",),
            extras=("employer IBM", "position Money Counter", "suffix Sr.", "website http://www.ibm.com"),
        ),
    ),
    (EZ, "John_Doe_IPHONE.vcf"): (
        Seen(
            first="John Richter James",
            last="Doe",
            salutation="mr",
            born_on=date(2012, 6, 6),
            phones=APPLE_PHONES,
            emails=("private john.doe@ibm.com",),
            addresses=APPLE_ADDRESSES,
            extras=APPLE_EXTRAS,
            photo="32531 e01af63d0602d72a",
        ),
    ),
    (EZ, "John_Doe_MAC_ADDRESS_BOOK.vcf"): (
        Seen(
            first="John Richter,James",
            last="Doe",
            salutation="mr",
            born_on=date(2012, 6, 6),
            phones=(APPLE_PHONES[2], APPLE_PHONES[1], APPLE_PHONES[0], *APPLE_PHONES[3:]),
            emails=("work john.doe@ibm.com",),
            addresses=APPLE_ADDRESSES,
            extras=APPLE_EXTRAS,
            photo="18242 0e85cef38138bb6b",
        ),
    ),
    (EZ, "fullcontact.vcf"): (
        Seen(
            first="FirstName MiddleName",
            last="LastName",
            title="Prefix",
            salutation="mr",
            born_on=date(2016, 8, 1),
            phones=_numbered(
                "555-555-111", "home", "work", "mobile", "mobile", "other", "fax", "fax", "other", "other"
            ),
            emails=(
                "private home@example.com", "work work@example.com", "other school@example.com",
                "other other@example.com", "other custom@example.com",
            ),
            addresses=tuple(
                f"{kind}|{name}Street|{name}Extended|{name}Postal|{name}City|"
                for kind, name in (
                    ("home", "Home"), ("work", "Work"), ("other", "Other"), ("other", "Custom")
                )
            ),
            tags=("Tag",),
            extras=(
                "country CustomCountry", "country HomeCountry", "country OtherCountry", "country WorkCountry",
                "department Department1", "department Department2", "employer Organization1",
                "employer Organization2", "nickname NickName", "position Title1", "position Title2",
                "region CustomState", "region HomeState", "region OtherState", "region WorkState",
                "suffix Suffix", "website http://www.blog.com", "website http://www.custom.com",
                "website http://www.homepage.com", "website http://www.other.com",
            ),
            problems=("CountryUnknown",) * 4,
        ),
    ),
    (EZ, "gmail-list.vcf"): (
        Seen(first="Arnold", last="Smith", emails=("private asmithk@gmail.com",)),
        Seen(first="Chris", last="Beatle", emails=("private chrisy55d@yahoo.com",)),
        Seen(first="Doug", last="White", emails=("private dwhite@gmail.com",)),
    ),
    (EZ, "gmail-single.vcf"): (
        Seen(
            first="Greg",
            last="Dartmouth",
            born_on=date(1960, 9, 10),
            phones=("mobile 555 555 1111", "other 555 555 2222"),
            emails=("private gdartmouth@hotmail.com",),
            addresses=(
                "home|123 Home St||12345|Home City, HM|",
                "other|321 Custom St||98765|Custom City, TX|US",
            ),
            extras=(
                "employer TheCompany", "nickname Gman", "position TheJobTitle", "website http://TheProfile.com",
            ),
        ),
    ),
    (EZ, "issue114.vcf"): (
        Seen(
            first="Dummy",
            last="Dummy",
            phones=("mobile +49 1234 56789", "work +49 9876 54321"),
            emails=("private dummy.dummy@dummy.com",),
            addresses=("work|Dummy-Dummy-Strasse 1|BHG01:|61352|Bad Homburg|DE",),
            extras=("employer Dummy GmbH",),
        ),
    ),
    (EZ, "outlook-2003.vcf"): (
        Seen(
            first="John",
            last="Doe",
            salutation="mr",
            born_on=date(1980, 3, 21),
            phones=("work BusinessPhone", "home HomePhone", "mobile MobilePhone", "fax BusinessFaxPhone"),
            emails=("private jdoe@hotmail.com",),
            addresses=("work|123 Main St|TheOffice|12345|Austin, TX|US",),
            extras=(
                "department TheDepartment", "employer Company, The", "nickname Joey",
                "position The Job Title",
                "position TheProfession", "suffix III", "website http://web-page-address.com",
            ),
        ),
    ),
    (EZ, "rfc2426-example.vcf"): (
        Seen(
            first="Frank",
            last="Dawson",
            phones=("work +1-919-676-9515", "fax +1-919-676-9564"),
            emails=("private Frank_Dawson@Lotus.com", "private fdawson@earthlink.net"),
            addresses=("work|6544 Battleford Drive||27613-3502|Raleigh, NC|US",),
            extras=("employer Lotus Development Corporation", "website http://home.earthlink.net/~fdawson"),
        ),
        Seen(
            first="Tim",
            last="Howes",
            phones=("work +1-415-937-3419", "fax +1-415-528-4164"),
            emails=("private howes@netscape.com",),
            addresses=("work|501 E. Middlefield Rd.||94043|Mountain View, CA|US",),
            extras=("employer Netscape Communications Corp.",),
        ),
    ),
    (EZ, "rfc6350-example.vcf"): (
        Seen(
            first="Simon",
            last="Perreault",
            salutation="mr",
            phones=("work +1-418-656-9254 ext. 102", "mobile +1-418-262-6501"),
            emails=("work simon.perreault@viagenie.ca",),
            addresses=("work|2875 Laurier|Suite D2-630|G1V 2M2|Quebec, QC|CA",),
            extras=(
                "birthday 03.02.", "employer Viagenie", "suffix ing. jr, M.Sc.", "website http://nomis80.org",
            ),
            problems=("BirthYearMissing",),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("folder", "name"), TABLE)
def test_a_real_export_comes_in_as_the_file_shows_it(folder: str, name: str) -> None:
    contacts = [seen(contact) for contact in read_vcards(foreign_file(folder, name))]
    assert contacts == list(TABLE[folder, name])


def test_notes_keep_their_lines() -> None:
    (outlook,) = read_vcards(foreign_file(EZ, "outlook-2003.vcf"))
    assert outlook.note == "This is the note field!!\nSecond line\n\nThird line is empty"
    (google,) = read_vcards(foreign_file(EZ, "gmail-single.vcf"))
    assert google.note == ("This is GMail's note field.\nIt should be added as a NOTE type.\nACustomField: CustomField")
    (evolution,) = read_vcards(foreign_file(EZ, "John_Doe_EVOLUTION.vcf"))
    assert evolution.note.startswith('THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"')
    assert evolution.note.endswith("ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.")
