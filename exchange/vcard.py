"""Contacts from vCard files of any program. Nothing is fetched: a photo given by address is left out.

Decisions: middle names belong to the first name. The company of a person is an extra; a card is a company's
where it says so or holds no other name. `FN` is read only where `N` says nothing. A birthday without year
is an extra. Lists of contacts (`KIND:group`) come with the problem `GroupCard`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from domain.contacts import AddressKind, EmailKind, PhoneKind, Salutation
from domain.errors import (
    BirthYearMissing,
    BrokenLine,
    CardNotClosed,
    CardTooLong,
    CharactersLost,
    GroupCard,
    NotAVCardFile,
    PhotoUnreadable,
    PropertyTooLong,
    Refusal,
)
from exchange.address_book import ExtraKind, ForeignContact
from exchange.draft import Draft
from exchange.places import WrittenAddress
from exchange.text_file import LARGEST_FILE, check_size
from exchange.tidy import fold, language_of, read_day, salutation_of, tidy_line
from exchange.vcard_lines import Property, properties

MOST_PROPERTIES = 2000
"""Per card; the longest real ones hold some hundred."""
_MOST_PROBLEMS = 20

_PHONE_WORDS = (
    (PhoneKind.FAX, frozenset(["fax", "homefax", "workfax", "faxhome", "faxwork", "otherfax", "telefax"])),
    (PhoneKind.OTHER, frozenset(("pager", "assistantphone"))),
    (PhoneKind.MOBILE, frozenset(["cell", "mobile", "mobil", "handy", "iphone", "mobiltelefon"])),
    (PhoneKind.HOME, frozenset(["home", "privat", "zuhause", "private"])),
    (PhoneKind.WORK, frozenset(["work", "arbeit", "geschaeftlich", "business", "dienstlich", "buero"])),
    (PhoneKind.OTHER, frozenset(["other"])),
)
_HOME, _WORK = _PHONE_WORDS[3][1], _PHONE_WORDS[4][1]
_NO_TYPES = frozenset(("internet", "voice", "postal", "parcel", "dom", "intl", "x400", ""))
_NO_YEAR = re.compile(r"^(?:--|1604-?)(\d{2})-?(\d{2})(?:T.*)?$")


def read_vcards(data: bytes, *, largest: int = LARGEST_FILE) -> Iterator[ForeignContact]:
    """The cards of a file, one after the other; refuses only what is no vCard file at all.

    Whatever is wrong inside a card is among its problems, and the rest of the file is read all the same.
    """
    check_size(data, largest=largest)
    return _read(data)


def _read(data: bytes) -> Iterator[ForeignContact]:
    card: _Card | None = None
    found = False
    for item in properties(data):
        edge = item.value.strip().upper() if item.name in {"BEGIN", "END"} else ""
        if edge != "VCARD":
            if card:
                card.add(item)
        elif item.name == "BEGIN":
            found = True
            if card and card.opens_agent():
                continue
            if card:
                yield card.finish(is_closed=False)
            card = _Card(item.line)
        elif card and not card.closes_agent():
            yield card.finish(is_closed=True)
            card = None
    if card:
        yield card.finish(is_closed=False)
    if not found:
        raise NotAVCardFile


class _Card:
    """The properties of one card until it ends."""

    def __init__(self, line: int) -> None:
        self._line = line
        self._items: list[Property] = []
        self._problems: list[Refusal] = []
        self._in_agent = False

    def add(self, item: Property) -> None:
        """Take in a property, or a problem in its place."""
        if self._in_agent:
            return
        problem = self._problem_of(item)
        if problem and len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(problem)
        if not (item.is_broken or item.is_long) and len(self._items) < MOST_PROPERTIES:
            self._items.append(item)

    def _problem_of(self, item: Property) -> Refusal | None:
        if item.is_broken:
            return BrokenLine(line=item.line)
        if item.is_long:
            return PropertyTooLong(line=item.line, name=item.name)
        if len(self._items) == MOST_PROPERTIES:
            known = any(isinstance(problem, CardTooLong) for problem in self._problems)
            return None if known else CardTooLong(line=self._line, most=MOST_PROPERTIES)
        return CharactersLost(line=item.line, name=item.name) if item.is_damaged else None

    def opens_agent(self) -> bool:
        """Whether a card that begins now lies inside this one: the 2.1 way of writing AGENT."""
        last = self._items[-1] if self._items else None
        after_agent = last is not None and last.name == "AGENT" and not last.value.strip()
        self._in_agent = after_agent and not self._in_agent
        return self._in_agent

    def closes_agent(self) -> bool:
        """Whether the end that comes now is that of a card inside."""
        was, self._in_agent = self._in_agent, False
        return was

    def finish(self, *, is_closed: bool) -> ForeignContact:
        """The contact of this card."""
        draft = Draft(self._line)
        draft.problems.extend(self._problems)
        if not is_closed:
            draft.problems.append(CardNotClosed(line=self._line))
        labels = {item.group: unescape(item.value) for item in self._items if item.name == "X-ABLABEL"}
        version = next((item.value.strip() for item in self._items if item.name == "VERSION"), "")
        for item in self._items:
            if item.name == "N":
                _take_name(draft, item.value, commas_separate=version != "2.1")
            elif item.name in _BY_TYPE:
                label = labels.get(item.group, "") if item.group else ""
                _BY_TYPE[item.name](draft, item, _types(item, label))
            elif item.name in _TAKERS:
                _TAKERS[item.name](draft, item)
        return draft.finish()


def _types(item: Property, label: str) -> frozenset[str]:
    """The types of a property, its label among them: `_$!<HomeFax>!$_` is `homefax`."""
    word = fold(re.sub(r"^_\$!<(.*)>!\$_$", r"\1", label)).replace(" ", "")
    return (item.types | {word}) - _NO_TYPES


def _take_name(draft: Draft, value: str, *, commas_separate: bool) -> None:
    parts = [*_split(value, ";"), "", "", "", "", ""]

    def words(part: str, joint: str = " ") -> str:
        pieces = _split(part, ",") if commas_separate else [part]
        return joint.join(text for piece in pieces if (text := unescape(piece).strip()))

    if draft.family or draft.given:
        return
    draft.family = words(parts[0])
    draft.given = f"{words(parts[1])} {words(parts[2])}"
    draft.prefix = words(parts[3])
    draft.add_extra(ExtraKind.SUFFIX, words(parts[4], ", "))


def _take_full_name(draft: Draft, item: Property) -> None:
    draft.full_name = draft.full_name or unescape(item.value)


def _take_organisation(draft: Draft, item: Property) -> None:
    name, *departments = (unescape(part).strip() for part in _split(item.value, ";"))
    if draft.organisation:
        draft.add_extra(ExtraKind.EMPLOYER, name)
    else:
        draft.organisation = name
    draft.add_extra(ExtraKind.DEPARTMENT, ", ".join(part for part in departments if part))


def _take_kind(draft: Draft, item: Property) -> None:
    word = unescape(item.value).split(";")[0].strip().casefold()
    if item.name.endswith("GENDER"):
        draft.salutation = salutation_of(word) if word != "n" else Salutation.NONE
    elif word == "group":
        draft.problems.append(GroupCard(line=item.line))
    elif word in {"org", "organization", "company"}:
        draft.is_company = True


def _take_birthday(draft: Draft, item: Property) -> None:
    written = tidy_line(unescape(item.value))
    # Apple writes 1604 where no year is known.
    if match := _NO_YEAR.match(written):
        draft.problems.append(BirthYearMissing(field="born_on", line=item.line, value=written))
        draft.add_extra(ExtraKind.BIRTHDAY, f"{match[2]}.{match[1]}.")
    else:
        draft.set_birthday(read_day(written), written)


def _take_photo(draft: Draft, item: Property) -> None:
    if draft.photo or (item.data is None and re.match(r"\s*(?:\w+:|$)", item.value)):
        return
    if item.data:
        draft.photo = item.data
    else:
        draft.problems.append(PhotoUnreadable(field="photo", line=item.line))


def _take_tags(draft: Draft, item: Property) -> None:
    for tag in _split(item.value, ","):
        draft.add_tag(unescape(tag))


def _take_note(draft: Draft, item: Property) -> None:
    draft.add_note(unescape(item.value))


def _take_language(draft: Draft, item: Property) -> None:
    draft.language = draft.language or language_of(unescape(item.value))


def _take_number(draft: Draft, item: Property) -> None:
    draft.number = draft.number or unescape(item.value)


def _take_extra(draft: Draft, item: Property) -> None:
    kind = {"NICKNAME": ExtraKind.NICKNAME, "URL": ExtraKind.WEBSITE}.get(item.name, ExtraKind.POSITION)
    draft.add_extra(kind, unescape(item.value))


def _take_phone(draft: Draft, item: Property, types: frozenset[str]) -> None:
    draft.add_phone(_phone_kind(types), _phone_number(unescape(item.value)), item.rank)


def _take_email(draft: Draft, item: Property, types: frozenset[str]) -> None:
    draft.add_email(_email_kind(types), unescape(item.value), item.rank)


def _take_address(draft: Draft, item: Property, types: frozenset[str]) -> None:
    draft.add_address(_address_kind(types), _written_address(item.value), item.rank)


_BY_TYPE = {"TEL": _take_phone, "EMAIL": _take_email, "ADR": _take_address}
_TAKERS = {
    "FN": _take_full_name,
    "ORG": _take_organisation,
    "BDAY": _take_birthday,
    "PHOTO": _take_photo,
    "CATEGORIES": _take_tags,
    "NOTE": _take_note,
    "NICKNAME": _take_extra,
    "TITLE": _take_extra,
    "ROLE": _take_extra,
    "URL": _take_extra,
    "LANG": _take_language,
    "X-KONTOR-NUMBER": _take_number,
    "KIND": _take_kind,
    "X-ADDRESSBOOKSERVER-KIND": _take_kind,
    "X-ABSHOWAS": _take_kind,
    "GENDER": _take_kind,
    "X-GENDER": _take_kind,
}


def _phone_kind(types: Iterable[str]) -> PhoneKind | None:
    return next((kind for kind, words in _PHONE_WORDS if not words.isdisjoint(types)), None)


def _phone_number(value: str) -> str:
    """A number without the scheme of `tel:+1-418-656-9254;ext=102`."""
    return re.sub(r";ext=(\d+).*$", r" ext. \1", re.sub(r"^\s*tel:", "", value, flags=re.IGNORECASE))


def _email_kind(types: frozenset[str]) -> EmailKind | None:
    if not types:
        return None
    if _HOME & types:
        return EmailKind.PRIVATE
    return EmailKind.WORK if _WORK & types else EmailKind.OTHER


def _address_kind(types: frozenset[str]) -> AddressKind:
    if _WORK & types:
        return AddressKind.WORK
    if {"billing", "rechnung", "rechnungsadresse"} & types:
        return AddressKind.BILLING
    return AddressKind.HOME if _HOME & types or not types else AddressKind.OTHER


def _written_address(value: str) -> WrittenAddress:
    names = ("po_box", "extra", "street", "town", "region", "postcode", "country")
    parts = [unescape(part).strip() for part in _split(value, ";")]
    return WrittenAddress(**dict(zip(names, parts, strict=False)))


def _split(value: str, separator: str) -> list[str]:
    """The parts between separators that no backslash escapes, still escaped."""
    parts = [""]
    for piece in re.findall(rf"\\.|{separator}|[^\\{separator}]+|\\$", value, flags=re.DOTALL):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def unescape(value: str) -> str:
    """The text of an escaped value; before other letters than the known ones a backslash is itself."""
    return re.sub(r"\\([nN,;:\\\"])", lambda match: "\n" if match[1] in "nN" else match[1], value)
