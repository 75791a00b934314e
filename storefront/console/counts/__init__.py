"""Counting places: blind sheets, differences, posting."""
