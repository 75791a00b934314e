"""The shop as it was some weeks ago: the same verbs on a clock that the seed turns, with partners who answer at once.

Nothing here talks to the network: the seed runs before anything serves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from carriers.base import Caps, Label, LabelPiece, ShipmentRequest
from carriers.http import Link
from carriers.registry import build
from carriers.simulator.onez import mint
from carriers.tracking import TrackRef, TrackResult
from carriers.van.build import delivery_note
from foundation.data.outbox import Message
from foundation.data.runner import Runner, forbid_network_in_transaction
from foundation.plain.clock import FixedClock
from storefront.hooks.service import receive_stripe
from storefront.mount import wiring
from storefront.mount.current import ShopState
from storefront.mount.worker import drain_once
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.webhooks import signed

ACCOUNT = "H3DEMO"  # not the account of the simulator: it will never mint one of our numbers again
HOUSE = {
    "name": "Hall Three",
    "line1": "Norderhofenden 3",
    "city": "Flensburg",
    "postal_code": "24937",
    "country": "DE",
    "phone": "+49 461 555010",
    "email": "hello@hall-three.example",
}
_VAN = {
    "webhook_secret": "nobody-signs-with-this",
    "price": "89.00",
    "two_person_price": "89.00",
    "sender": "Hall Three",
}


class PaperUps:
    """UPS from memory: prints its label on our own paper and is never asked again."""

    code = "ups"
    name = "UPS"
    caps = Caps(batch=0, labels=True, multi_piece=True)

    def label(self, shipment: ShipmentRequest, idempotency_key: str) -> Label:
        """One number a parcel, from the order's number: the same shipment has the same label."""
        serial = int("".join(c for c in shipment.reference if c.isdecimal()) or 0) * 20
        numbers = [mint(ACCOUNT, "11", serial + n) for n in range(len(shipment.parcels))]
        pieces = [
            LabelPiece(number, delivery_note(shipment, number, n, HOUSE["name"])) for n, number in enumerate(numbers)
        ]
        return Label("ups", numbers[0], "SVG", "image/svg+xml", tuple(pieces))

    def track(self, refs: Sequence[TrackRef]) -> list[TrackResult]:
        """It knows nothing that the seed has not told."""
        return [TrackResult(ref.number) for ref in refs]


def shop_on(shop: ShopState, clock: FixedClock) -> ShopState:
    """`shop` living by `clock`: one database, the same verbs and handlers, no mails, the card company's webhooks
    delivered within the process, carriers from memory."""
    settings = replace(shop.settings, ship_from=shop.settings.ship_from or HOUSE)
    link = Link(clock=clock, guard=forbid_network_in_transaction)
    outbox: Mapping[str, Callable[[ShopState, Message], None]] = {
        **shop.outbox,
        "sandbox_webhook": _deliver,
        "send_mail": _read_long_ago,
    }
    return replace(
        shop,
        settings=settings,
        clock=clock,
        runner=Runner(lambda: shop.db.session(), clock, wiring.EVENTS),  # a seed has its session for itself
        outbox=outbox,
        carriers={"ups": PaperUps(), "van": build("van", _VAN, link)},
        places={},
    )


def drain(shop: ShopState) -> None:
    """Whatever is due at this hour, and what follows from it."""
    while drain_once(shop):
        pass


def _deliver(shop: ShopState, message: Message) -> None:
    """The sandbox's webhook, handed to the endpoint's own verb instead of the wire."""
    body = shop.read(lambda work: _event(work.session.get_one(SandboxObject, message.payload["event"])))
    receive_stripe(shop, signed(shop.settings, body, int(shop.clock.now().timestamp())), body.encode())


def _read_long_ago(_shop: ShopState, _message: Message) -> None:
    """Nobody gets a mail about the past."""


def _event(row: SandboxObject) -> str:
    found: dict[str, Any] = row.body
    return json.dumps(found)
