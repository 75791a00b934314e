"""What the shop's owner sets in the console: a few settings, and the words of the help and legal pages."""
