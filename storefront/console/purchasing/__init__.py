"""Buying: purchase orders, what they say to a supplier, and suppliers with their prices."""
