"""Materials and the purchase orders that bring them."""
