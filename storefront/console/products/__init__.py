"""Products: list, edit, publish; the catalogue in and out as a file."""
