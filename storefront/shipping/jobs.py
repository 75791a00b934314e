"""What the worker does with carriers. Fulfilment decides and records; the address is added here, on the way out."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping

from carriers.base import Address, Carrier
from carriers.errors import CarrierError
from carriers.tracking import TrackRef, TrackResult
from foundation.data.outbox import Message
from foundation.plain.errors import NotFound
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import shipping
from storefront.mount.current import ShopState
from storefront.orders.queries import order_view
from storefront.orders.queries.book import ContactView

log = logging.getLogger(__name__)


def carrier_of(shop: ShopState, code: str) -> Carrier:
    """The shop's carrier `code`; raises `NotFound` for one it has no settings for."""
    carrier: Carrier | None = shop.carriers.get(code)
    if carrier is None:
        raise NotFound(f"This shop does not ship with {code}. Choose another carrier, or give it its settings.")
    return carrier


def book_label(shop: ShopState, message: Message) -> None:
    """Book one label and ask the carrier to tell us of its scans. Payload: shipment, attempt, carrier."""
    carrier = carrier_of(shop, message.payload["carrier"])
    wanted = shop.read(lambda work: shipping.shipment(work, EVERY_SELLER, message.payload["shipment"]))
    contact = shop.read(lambda work: order_view(work, wanted.order_ref).contact)
    ship_from = Address(**shop.settings.ship_from)
    shipping.book_label(shop.runner, carrier, wanted.ref, ship_from, address_of(contact), shop.blobs)
    _subscribe(shop, carrier, wanted.ref)


def address_of(contact: ContactView) -> Address:
    return Address(
        name=contact.name,
        line1=contact.line1,
        line2=contact.line2,
        city=contact.city,
        postal_code=contact.postcode,
        country=contact.country,
        phone=contact.phone,
        email=contact.email,
    )


def _subscribe(shop: ShopState, carrier: Carrier, shipment_ref: str) -> None:
    """Without a subscription the polls still bring every scan, only later: a refusal is logged, not retried."""
    if not carrier.caps.push:
        return
    booked = shop.read(lambda work: shipping.shipment(work, EVERY_SELLER, shipment_ref))
    refs = [TrackRef(parcel.tracking_number) for parcel in booked.parcels if parcel.tracking_number]
    if not refs:
        return
    try:
        carrier.subscribe(refs, f"{shop.settings.outside}/hooks/carriers/{carrier.code}")
    except CarrierError as error:
        log.warning("%s does not push %s: %s", carrier.code, shipment_ref, error.sentence)


def poll_carriers(shop: ShopState) -> int:
    """Ask about every number that is due; one carrier's silence never delays another's answer."""
    asked = {code: carrier for code, carrier in shop.carriers.items() if carrier.caps.batch}
    due: dict[str, list[TrackRef]] = defaultdict(list)
    for poll in shop.read(lambda work: shipping.due_polls(work, list(asked))):
        due[poll.carrier].append(TrackRef(poll.tracking_number, poll.ship_date))
    new = 0
    for code, refs in due.items():
        results = _ask(asked[code], refs)
        new += shop.write(lambda work, c=code, r=results: shipping.ingest(work, c, r, "poll"))  # type: ignore[misc]
    return new


def _ask(carrier: Carrier, refs: list[TrackRef]) -> list[TrackResult]:
    answers: list[TrackResult] = []
    for start in range(0, len(refs), carrier.caps.batch):
        batch = refs[start : start + carrier.caps.batch]
        try:
            answers += carrier.track(batch)
        except CarrierError as error:
            log.warning("%s did not answer: %s", carrier.code, error.sentence)
            answers += [TrackResult(number=ref.number, error=error) for ref in batch]
    return answers


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"book_label": book_label}
