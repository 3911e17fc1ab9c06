"""Import of an address book."""


def import_tab() -> None:
    """Being built."""
