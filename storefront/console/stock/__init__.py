"""Levels, movements, counts and receipts."""
