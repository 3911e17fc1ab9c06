"""What matters now about a contact."""
