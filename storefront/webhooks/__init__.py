"""Webhooks out: what happens to an order, told to the programs of sellers, signed and as often as it takes."""
