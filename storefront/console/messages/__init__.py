"""Threads with customers: what waits for an answer first."""
