"""The commercial order: lines, the customer's contact, its two status axes, its signed link."""
