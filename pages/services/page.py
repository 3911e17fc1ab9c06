"""Services of a contact: what runs now, all contracts, all quotas."""
