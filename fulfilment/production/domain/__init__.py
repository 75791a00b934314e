"""Plain decisions and values of production."""
