"""The trail: who did what, when, and what became of what."""
