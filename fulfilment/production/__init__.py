"""Production orders and their operations: the floor, its taps, its board."""
