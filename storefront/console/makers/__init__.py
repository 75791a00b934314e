"""Makers: who makes it, with the words of their page."""
