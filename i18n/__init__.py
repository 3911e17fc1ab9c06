"""Words and formats in German and English."""
