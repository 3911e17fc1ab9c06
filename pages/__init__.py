"""What each screen shows: one folder per page."""
