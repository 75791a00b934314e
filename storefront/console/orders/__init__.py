"""The order book, and one order from all sides."""
