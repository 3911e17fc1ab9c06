"""Files of others. Address books are read here: bytes in, frozen data out, and nothing else happens."""
