"""What the subjects of `StateChange` are: for whoever reads a trail of moves."""

from fulfilment.trail.queries import Place, places, subjects

__all__ = ["Place", "places", "subjects"]
