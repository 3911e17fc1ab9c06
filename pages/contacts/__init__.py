"""All contacts, and the import of address books."""
