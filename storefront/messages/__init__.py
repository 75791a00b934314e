"""A thread an order: what the customer asks and the shop answers, by page and by mail; and notes of the house."""
