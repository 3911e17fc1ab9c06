"""Plain Python: rules that need only values. No database, no clock, no framework."""
