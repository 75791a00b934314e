"""What things cost: price books, their entries, and which entry holds at an instant."""
