"""The page of catalogue."""
