"""What a product made to order may be: the seller's editor of its choices, rules, prices and work."""
