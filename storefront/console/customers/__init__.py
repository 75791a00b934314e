"""Customers by their e-mail address: what they ordered, what was noted."""
