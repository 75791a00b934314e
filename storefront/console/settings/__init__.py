"""What the owner sets for the whole shop; each page says what is in force and where it was set."""
