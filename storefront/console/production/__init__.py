"""The board, the orders on the floor and their travellers."""
