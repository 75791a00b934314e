"""What leaves the house today, and what is on the road."""
