"""Goods in: what is expected, a delivery booked as it stands on its note, what came lately."""
