"""Promises: promised against actual, and what surer days cost."""
