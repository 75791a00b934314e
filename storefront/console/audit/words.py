"""What the buttons of the console are called when one reads of them later."""

from __future__ import annotations

from collections.abc import Mapping

DEEDS: Mapping[str, str] = {
    "changes": "Changes",
    "changes.answer": "Answered a late change",
    "costing": "Costing",
    "counts.count": "Counted a shelf",
    "counts.open": "Began a count",
    "counts.close": "Ended a count",
    "floor.act": "At the bench",
    "floor.inspect": "Inspected",
    "import.run": "Imported products",
    "keeping.down": "Said that a machine is down",
    "keeping.up": "Said that a machine runs again",
    "models.publish": "Published a model",
    "orders.cancel": "Took a line back",
    "orders.let_go": "Lifted the hold of a dispute",
    "pack.pack": "Packed a parcel",
    "people.add_seller": "Added a seller",
    "people.ask_second_factor": "Said of whom a second factor is asked",
    "people.change_seller": "Changed a seller",
    "people.give_role": "Gave another role",
    "people.invite": "Asked somebody in",
    "people.let_go": "Let somebody go",
    "people.reset_factor": "Reset somebody's second factor",
    "people.withdraw": "Took an invitation back",
    "picks.pick": "Picked",
    "ship.labels": "Asked for labels",
    "shipments.act": "Shipment",
    "system.retry": "Let a message try again",
}


def deed(view: str) -> str:
    """A sentence's beginning for a view of the console: its own words, or its name made readable."""
    if view in DEEDS:
        return DEEDS[view]
    area, _, verb = view.partition(".")
    said = f"{area}: {verb}" if verb else area
    return said.replace("_", " ").strip().capitalize()
