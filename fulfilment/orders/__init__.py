"""Fulfilment orders: what one seller sends from one place in one go. Sourcing, holds, accepting, cancelling."""
