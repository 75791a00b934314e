"""Inspections: pass, rework, scrap."""
