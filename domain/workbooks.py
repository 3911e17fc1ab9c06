"""Workbooks that people bring: what makes one unreadable, and what is wrong with single cells."""

from __future__ import annotations

from domain.errors import Refusal


class WorkbookLocked(Refusal):
    """A workbook that is read has no password."""


class NotAWorkbook(Refusal):
    """A workbook is whole, and one of the known kinds."""


class WorkbookTooLarge(Refusal):
    """A workbook does not take more memory and time than the limits, whatever it seems to hold."""


class WebPageInstead(Refusal):
    """A table is a table: a web page that is named like a workbook is none."""


class CellIsAnError(Refusal):
    """A cell holds a value, not the error of a formula; this one is left out. Data: `line`, `value`."""


class PostcodeGuessed(Refusal):
    """A postcode that a spreadsheet took for a number got its zero back. Data: `line`, `value`."""
