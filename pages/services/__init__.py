"""The page of services."""
