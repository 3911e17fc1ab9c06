"""The command line: `python -m tools`."""
