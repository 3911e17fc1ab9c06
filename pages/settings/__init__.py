"""The studio, its users, and what is kept for all."""
