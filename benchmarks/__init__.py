"""Speed figures, each a command that leaves nothing behind."""
