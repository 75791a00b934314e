"""What the shop sells: products, variants, categories, makers, pictures, search, import and export."""
