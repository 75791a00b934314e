"""Change orders: what of a made line may still be changed, held for a moment, and carried out on the floor at once."""
