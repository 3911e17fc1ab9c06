"""What is missing or wrong in the data of all contacts."""
