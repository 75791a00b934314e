"""Delivery by two people: the way to the room, and the day that the customer picks once the piece has passed."""
