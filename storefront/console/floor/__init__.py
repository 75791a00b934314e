"""The bench: a work list for a tablet, one operation, its inspection."""
