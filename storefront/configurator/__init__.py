"""Choices, rules and formulas: from a seller's readable model to a priced, signed, makeable configuration."""
