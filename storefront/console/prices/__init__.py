"""Prices of many products at once: looked at first, written together, taken back together."""
