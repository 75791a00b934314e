"""Booking a label: two short transactions with the network between them."""

from __future__ import annotations

from carriers.base import Address, Carrier
from foundation.data.blobs import BlobStore
from foundation.data.runner import Runner


def book_label(
    runner: Runner, carrier: Carrier, shipment_ref: str, ship_from: Address, ship_to: Address, blobs: BlobStore
) -> None:
    raise NotImplementedError
