"""What a piece has cost: material, labour, overhead, on the production order it was made for."""
