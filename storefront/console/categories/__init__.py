"""Shelves of the shop: what they are called, where they stand."""
