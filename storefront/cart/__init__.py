"""The cart: lines of stocked and configured goods, and what they cost and when they arrive."""
