"""What a product's rules leave possible: finite problems and the two kernels that answer for them.

Nothing here knows shops, pages or databases. A `Problem` has variables with a few values each, constraints and whole
costs; a `Kernel` answers what is still possible, at which lowest and highest cost, and what the smallest change is.
"""
