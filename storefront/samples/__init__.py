"""Samples: a chip of wood, a swatch, sent ahead of what is made to order."""
