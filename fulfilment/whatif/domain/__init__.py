"""Plain values and functions of "What if"."""
