"""The walk past the shelves, and the packing bench."""
