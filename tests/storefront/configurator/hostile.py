"""Formulas that must never run; the bench times the same corpus (`python -m bench.formulas`)."""

from bench.configuring.hostile import HOSTILE

__all__ = ["HOSTILE"]
