"""What customers say is wrong, and what the house does about it."""
