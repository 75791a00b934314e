"""A day that moved: the customer's choice, and the worker's half of keeping."""
