"""The caps of a formula, and the one error that it can raise."""

from __future__ import annotations

from foundation.plain.errors import Invalid

MAX_SOURCE = 2_000  # characters
MAX_TOKENS = 600
MAX_NESTING = 24  # brackets within brackets
MAX_PREFIXES = 8  # `-` or `not` in a row
MAX_CHOICES = 24  # `if` in one formula; a chain of them nests to the right in the parser
MAX_NODES = 400
MAX_DEPTH = 64
MAX_MAGNITUDE = 2**53 - 1  # the whole numbers that JavaScript holds exactly
MAX_DIGITS = 16


class FormulaError(Invalid):
    """A formula that the shop will not take. The sentence says what is wrong with it and what to write instead."""
