"""The page of what happens with a contact."""
