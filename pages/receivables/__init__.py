"""The page of receivables."""
