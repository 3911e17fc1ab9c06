"""The headers of known programs, German and English, and the field that each of them stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from exchange.tidy import fold


class Field(StrEnum):
    """What a column can be read as."""

    IGNORE = "ignore"
    NUMBER = "number"
    KIND = "kind"
    SALUTATION = "salutation"
    TITLE = "title"
    FIRST_NAME = "first_name"
    MIDDLE_NAME = "middle_name"
    LAST_NAME = "last_name"
    SUFFIX = "suffix"
    FULL_NAME = "full_name"
    NICKNAME = "nickname"
    COMPANY_NAME = "company_name"
    DEPARTMENT = "department"
    POSITION = "position"
    BORN_ON = "born_on"
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    BIRTH_YEAR = "birth_year"
    LANGUAGE = "language"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    EXTRA = "extra"
    PO_BOX = "po_box"
    POSTCODE = "postcode"
    TOWN = "town"
    POSTCODE_TOWN = "postcode_town"
    REGION = "region"
    COUNTRY = "country"
    ADDRESS = "address"
    ADDRESS_TYPE = "address_type"
    PHONE = "phone"
    PHONE_MOBILE = "phone_mobile"
    PHONE_HOME = "phone_home"
    PHONE_WORK = "phone_work"
    FAX = "fax"
    PHONE_TYPE = "phone_type"
    EMAIL = "email"
    EMAIL_WORK = "email_work"
    EMAIL_TYPE = "email_type"
    TAGS = "tags"
    DOCTOR = "doctor"
    NOTE = "note"
    WEBSITE = "website"
    IBAN = "iban"
    BIC = "bic"
    ACCOUNT_HOLDER = "account_holder"
    PAYMENT_METHOD = "payment_method"


@dataclass(frozen=True, slots=True)
class Column:
    """The meaning of a column. Columns of one group make one address, or a number with its type."""

    field: Field = Field.IGNORE
    group: str = ""


# Keys as `fold` makes them; words for home, work and the like and numbers are taken off before.
_HEADERS = {
    Field.NUMBER: (
        "nummer|nr|number|kundennummer|kundennr|kunden nr|kdnr|kd nr|mitgliedsnummer|mitgliedsnr|"
        "mitglieds nr|mitglied nr|mitgliednummer|kontaktnummer|debitorennummer|debitor|"
        "patientennummer|patientennr|customer id|customer number|member id|member number|"
        "membership number|contact number|mitglieds id|kunden id|kontakt id|contact id|id|ausweisnummer"
    ),
    Field.KIND: "kontaktart|kind of contact|contact kind|person oder firma|person or company",
    Field.SALUTATION: "anrede|salutation|geschlecht|gender|sex",
    Field.TITLE: (
        "titel|akademischer titel|akad titel|title|name prefix|prefix|namenspraefix|namenszusatz|honorific prefix"
    ),
    Field.FIRST_NAME: "vorname|vornamen|rufname|first name|firstname|given name|givenname|forename",
    Field.MIDDLE_NAME: "zweiter vorname|vornamen andere|middle name|additional name|second name",
    Field.LAST_NAME: "nachname|familienname|zuname|last name|lastname|surname|family name|familyname",
    Field.SUFFIX: "suffix|name suffix|namenssuffix|generation",
    Field.FULL_NAME: (
        "vollstaendiger name|voller name|anzeigename|full name|fullname|display name|displayname|"
        "file as|name vorname|vorname name|vor und nachname|vorname nachname|nachname vorname|kontakt|"
        "mitglied|kunde|kontaktname|contact name"
    ),
    Field.NICKNAME: "spitzname|nickname|nick|alias",
    Field.COMPANY_NAME: (
        "firma|firmenname|unternehmen|organisation|company|company name|organization|"
        "organization name|arbeitgeber|employer"
    ),
    Field.DEPARTMENT: "abteilung|department|organization department",
    Field.POSITION: "position|job title|jobtitle|beruf|occupation|organization title|funktion|taetigkeit",
    Field.BORN_ON: (
        "geburtsdatum|geburtstag|geb|geb datum|gebdatum|geb dat|geboren|geboren am|birthday|"
        "birth date|birthdate|date of birth|dob|born"
    ),
    Field.BIRTH_DAY: "birth day|geburtstag tag",
    Field.BIRTH_MONTH: "birth month|geburtsmonat",
    Field.BIRTH_YEAR: "birth year|geburtsjahr|jahrgang",
    Field.LANGUAGE: "sprache|korrespondenzsprache|language|language of letters",
    Field.STREET: (
        "strasse|str|strasse nr|strasse hausnummer|strasse und hausnummer|strasse hausnr|strasse u nr|"
        "anschrift strasse|street|street address|street and number|address street|adresse strasse|"
        "address line|address|adresszeile|"
        "strassenname"
    ),
    Field.HOUSE_NUMBER: "hausnummer|hausnr|haus nr|hnr|house number|house no|street number",
    Field.EXTRA: (
        "adresszusatz|adress zusatz|zusatz|zusatzadresse|address extended address|extended address|"
        "address supplement|adresse zusatz|c o"
    ),
    Field.PO_BOX: "postfach|po box|address po box|pobox|post office box",
    Field.POSTCODE: (
        "plz|postleitzahl|postcode|post code|postal code|address postal code|address postcode|adresse plz|zip|zipcode|"
        "zip code"
    ),
    Field.TOWN: "ort|stadt|wohnort|ortschaft|city|town|address city|address town|adresse ort",
    Field.POSTCODE_TOWN: "plz ort|plz wohnort|postleitzahl ort|plz stadt|plz und ort",
    Field.REGION: "bundesland|region|state|address region|province|county|kanton|bundesland kanton",
    Field.COUNTRY: (
        "land|land region|country|country region|address country|adresse land|laendercode|country code|staat"
    ),
    Field.ADDRESS: "adresse|anschrift|address formatted|full address",
    Field.ADDRESS_TYPE: "address type|address label|adressart|adresse art|art der adresse|address kind|kind of address",
    Field.PHONE: (
        "telefon|tel|telefonnummer|telefonnr|rufnummer|phone|phone number|telephone|phone value|"
        "fon|telefonnummern|pager|pager number"
    ),
    Field.PHONE_MOBILE: (
        "mobil|mobiltelefon|mobilnummer|mobilfunk|mobilfunknummer|mobilnr|handy|handynummer|handynr|"
        "telefon mobil|tel mobil|mobile|mobile phone|mobile number|cell|cell phone|cellphone|"
        "smartphone"
    ),
    Field.PHONE_HOME: "festnetz|privattelefon|festnetznummer|telefon festnetz|landline|tel festnetz",
    Field.PHONE_WORK: "geschaeftstelefon|diensttelefon|telefon firma|company main phone|telefon arbeit",
    Field.FAX: "fax|telefax|faxnummer|fax number|fax nr",
    Field.PHONE_TYPE: "phone type|phone label|telefonart|telefon art|art des telefons|phone kind|kind of phone",
    Field.EMAIL: (
        "e mail|email|mail|e mail adresse|email adresse|mailadresse|mail adresse|e mail address|"
        "email address|e mail value|email value|secondary email|additional email|e mailadresse|emailadresse"
    ),
    Field.EMAIL_TYPE: (
        "e mail type|email type|e mail typ|email typ|e mail label|email label|e mail art|e mail kind|"
        "kind of e mail|art der e mail adresse|art der e mail"
    ),
    Field.TAGS: (
        "schlagwort|schlagworte|schlagwoerter|tags|tag|kategorie|kategorien|categories|category|"
        "group membership|labels|label|gruppe|gruppen|groups"
    ),
    Field.DOCTOR: "hausarzt|hausaerztin|family doctor|general practitioner",
    Field.NOTE: (
        "notiz|notizen|bemerkung|bemerkungen|kommentar|kommentare|anmerkung|anmerkungen|freitext|"
        "notes|note|comment|comments|remarks|remark|info"
    ),
    Field.WEBSITE: "webseite|website|homepage|internet|url|web page|webpage|website value|internetseite|www",
    Field.IBAN: "iban|kontonummer iban|iban kontonummer|iban nummer",
    Field.BIC: "bic|swift|bic swift|swift bic|bic code",
    Field.ACCOUNT_HOLDER: (
        "kontoinhaber|kontoinhaberin|account holder|account owner|zahler|inhaber|abweichender kontoinhaber"
    ),
    Field.PAYMENT_METHOD: ("zahlungsart|zahlart|zahlweise|zahlungsweise|zahlungsmethode|payment method|bezahlart"),
}
_FIELD_OF = {key: field for field, keys in _HEADERS.items() for key in keys.split("|")}
MAIN = "main"
"""The group of columns whose header says that they hold the main entry."""
# Whole headers whose words mean something else one by one.
_WHOLE_HEADERS = {
    "weitere vornamen": Column(Field.MIDDLE_NAME),
    "address line 2": Column(Field.EXTRA),
    "strasse 2": Column(Field.EXTRA),
    "adresszeile 2": Column(Field.EXTRA),
    "web page 1": Column(Field.WEBSITE),
    "yomi name": Column(),
    "haupttelefon": Column(Field.PHONE, MAIN),
    "hauptrufnummer": Column(Field.PHONE, MAIN),
    "haupt e mail adresse": Column(Field.EMAIL, MAIN),
    "main address": Column(Field.ADDRESS, MAIN),
    "primary address": Column(Field.ADDRESS, MAIN),
    "hauptadresse": Column(Field.ADDRESS, MAIN),
}
_GROUP_WORDS = {
    MAIN: "haupt main primary primaer hauptadresse hauptanschrift",
    "home": "home privat private zuhause persoenlich heim",
    "work": "work business geschaeftlich geschaeft dienstlich arbeit buero beruflich office",
    "billing": "billing rechnung rechnungsadresse rechnungsanschrift",
    "other": "other weitere weiterer weiteres andere sonstige",
}
_GROUP_OF = {word: group for group, words in _GROUP_WORDS.items() for word in words.split()}
_BY_GROUP = {
    (Field.PHONE, "home"): Field.PHONE_HOME,
    (Field.PHONE, "work"): Field.PHONE_WORK,
    (Field.EMAIL, "work"): Field.EMAIL_WORK,
}


def column_of(header: str) -> Column:
    """What a header means, whatever its case, umlauts and punctuation; ignored where nobody knows it."""
    spaced = re.sub(r"(?<=[a-zäöüß]{2})(?=[A-ZÄÖÜ])", " ", header)
    for key in dict.fromkeys((fold(header), fold(spaced))):
        if key in _WHOLE_HEADERS:
            return _WHOLE_HEADERS[key]
        if key in _FIELD_OF:
            return Column(_FIELD_OF[key])
        group, number, words = "", "", []
        for word in key.split():
            if word in _GROUP_OF:
                group = _GROUP_OF[word]
            elif word.isdecimal():
                number = word
            else:
                words.append(word)
        field = _FIELD_OF.get(" ".join(words))
        if field is Field.STREET and group and number:
            return Column(Field.EXTRA, group)  # Outlook's and Thunderbird's second line of the street.
        if field:
            return Column(_BY_GROUP.get((field, group), field), group or number)
    return Column()
