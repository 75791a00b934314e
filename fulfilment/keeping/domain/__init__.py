"""Plain decisions of keeping: what an exception may be, what a repair reads, what a forecast means."""
