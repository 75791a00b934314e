"""Where a shipment can be."""

from __future__ import annotations

from foundation.plain.states import State, TransitionTable

SHIPMENT = TransitionTable(
    "shipment",
    "requested",
    {
        "requested": State("Label asked for", "neutral", ("labelled", "failed", "cancelled")),
        "labelled": State("Labelled", "info", ("handed_over", "cancelled")),
        # A scan may come before anybody tapped hand-over was seen on the way: then delivered follows directly.
        "handed_over": State("Handed over", "info", ("in_transit", "delivered")),
        "in_transit": State("On its way", "info", ("delivered",)),
        # Carriers reopen what they called delivered (scanned at the wrong door): the set of scans decides.
        "delivered": State("Delivered", "ok", ("in_transit",)),
        "failed": State("No label", "bad", ("requested", "cancelled")),
        "cancelled": State("Cancelled", "neutral"),
    },
)
LIVE = ("requested", "labelled", "handed_over", "in_transit", "delivered")
