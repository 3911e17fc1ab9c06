"""The calendar of appointments and courses."""
