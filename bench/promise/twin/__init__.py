"""A digital twin of a workshop, for tests and bench only: what is planned, and what then really happens.

Orders arrive with the season; the product's own planner gives each its slots on the ledger, with the pace that it has
measured. On the floor work takes longer or shorter than planned, machines break down, inspections fail, suppliers and
carriers are late, and everything may grow slower over the year.
"""

from bench.promise.twin.floor import Job, Twin
from bench.promise.twin.world import World

__all__ = ["Job", "Twin", "World"]
