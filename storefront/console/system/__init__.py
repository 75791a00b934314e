"""What runs behind the shop, and what got stuck there."""
