"""What reads data: frozen rows named by what they mean, never a write."""
