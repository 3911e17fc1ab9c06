"""The page of billing."""
