"""Two people at one record: what each field was, what it is now, what was typed, and who has to decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Side(StrEnum):
    """Whose value of a field is to hold."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Versions:
    """One field three times: as it was when the form was opened, as it is stored now, and as it was typed."""

    original: Any
    theirs: Any
    mine: Any

    @property
    def shown(self) -> bool:
        """Whether it must be seen before anything is saved: the others changed it, to something else than I."""
        return self.theirs not in (self.original, self.mine)

    @property
    def preset(self) -> Side | None:
        """Whose value holds by itself; None where both changed it and somebody has to choose."""
        if not self.shown:
            return Side.MINE
        return Side.THEIRS if self.mine == self.original else None

    def settled(self, side: Side) -> Any:
        """The value that is saved once a side was chosen."""
        return self.mine if side is Side.MINE else self.theirs


@dataclass(frozen=True, slots=True)
class Parts:
    """A text cut in three: what it has in common with another at its start and end, and what differs between."""

    before: str
    differing: str
    behind: str

    def near(self, width: int) -> Parts:
        """What differs with at most about so many characters of what is common around it."""
        before, behind = self.before, self.behind
        if len(before) > width:
            before = "… " + before[-width:].partition(" ")[2]
        if len(behind) > width:
            behind = behind[:width].rpartition(" ")[0] + " …"
        return Parts(before, self.differing, behind)


def cut(text: str, other: str) -> Parts:
    """Where a text differs from another one, by whole words."""
    words, others = re.findall(r"\s+|\S+", text), re.findall(r"\s+|\S+", other)
    shorter = min(len(words), len(others))
    start = next((place for place in range(shorter) if words[place] != others[place]), shorter)
    rest = shorter - start
    end = next((place for place in range(rest) if words[-1 - place] != others[-1 - place]), rest)
    last = len(words) - end
    return Parts("".join(words[:start]), "".join(words[start:last]), "".join(words[last:]))
