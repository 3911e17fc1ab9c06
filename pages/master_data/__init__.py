"""Name, addresses, payment data and all else that is kept about a contact."""
