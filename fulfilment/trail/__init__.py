"""Whose is what: to read a trail of moves, one has to know what their subjects are."""
