"""Keeping promises: what goes wrong in the workshop is recorded, repaired, and told to the customer once if it must."""
