"""The catalogue: what the studio sells."""
