"""Edits of a document: plain functions that take the mapping and give a changed copy. No database, no web."""
