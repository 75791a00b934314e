"""Booking a label: two short transactions with the network between them.

The carrier's idempotency key is shipment + attempt, so that a worker that dies after the call and before the second
transaction gets the same label when its message is taken again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carriers.base import Address, Carrier, Label, ParcelSpec, ShipmentRequest
from carriers.errors import CarrierError
from foundation.data.audit import move
from foundation.data.blobs import BlobStore
from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.events import LabelFailed, ShipmentLabelled
from fulfilment.orders import progress
from fulfilment.shipping.service.members import at_ramp, line_refs, parcels_of
from fulfilment.shipping.states import SHIPMENT
from fulfilment.tracking.service import catch_up

_SUFFIX = {"image/gif": "gif", "image/svg+xml": "svg", "application/pdf": "pdf", "image/png": "png"}


@dataclass(frozen=True)
class Job:
    """What the carrier is asked, read before the network; `refusal` is set when a hold came in the meantime."""

    shipment_ref: str
    attempt: int
    order_number: str
    service: str
    two_person: bool
    parcels: tuple[ParcelSpec, ...]
    refusal: str | None


def book_label(
    runner: Runner, carrier: Carrier, shipment_ref: str, ship_from: Address, ship_to: Address, blobs: BlobStore
) -> None:
    """Book the label of a requested shipment; nothing happens when it has one, or was given up.

    Emits `ShipmentLabelled`, or `LabelFailed` with the carrier's sentence when it refused. An error that may pass
    (`CarrierError.retryable`) is raised again for the outbox to retry with the same key. Raises `NotFound`.
    """
    job = runner.read(lambda work: _job(work, shipment_ref))
    if job is None:
        return
    if job.refusal is not None:
        sentence = job.refusal
        runner.write(lambda work: _failed(work, job, sentence))
        return
    try:
        label = carrier.label(_request(job, ship_from, ship_to), f"{job.shipment_ref}:{job.attempt}")
    except CarrierError as error:
        if error.retryable:
            raise
        refused = error.sentence
        runner.write(lambda work: _failed(work, job, refused))
        return
    keys = _store(job, label, blobs)
    if not runner.write(lambda work: _labelled(work, job, label, keys)) and carrier.caps.cancel:
        carrier.cancel(label)  # given up while we were asking: a label nobody uses is money


def _job(work: Work, ref: str) -> Job | None:
    shipment, orders = at_ramp(work, EVERY_SELLER, ref)
    if shipment.state != "requested":
        return None
    reasons = progress.dispatch_reasons(work, orders)
    return Job(
        shipment_ref=ref,
        attempt=shipment.attempt,
        order_number=shipment.order_number,
        service=shipment.service,
        two_person=shipment.two_person,
        parcels=tuple(
            ParcelSpec(p.weight_g, p.length_mm, p.width_mm, p.height_mm, f"{shipment.order_number}-{n}")
            for n, p in enumerate(parcels_of(work, ref), start=1)
        ),
        refusal=next(iter(reasons.values()))[0] if reasons else None,
    )


def _request(job: Job, ship_from: Address, ship_to: Address) -> ShipmentRequest:
    return ShipmentRequest(
        reference=job.order_number,
        ship_from=ship_from,
        ship_to=ship_to,
        parcels=job.parcels,
        service=job.service,
        description=f"Order {job.order_number}",
        two_person=job.two_person,
    )


def _store(job: Job, label: Label, blobs: BlobStore) -> list[str]:
    suffix = _SUFFIX.get(label.media_type, "bin")
    keys = [f"labels/{job.shipment_ref}-{job.attempt}-{n}.{suffix}" for n in range(1, len(label.pieces) + 1)]
    for key, piece in zip(keys, label.pieces, strict=True):
        blobs.put(key, piece.content)
    return keys


def _labelled(work: Work, job: Job, label: Label, keys: Sequence[str]) -> bool:
    """Record the label; False when the shipment does not want it any more."""
    shipment, orders = at_ramp(work, EVERY_SELLER, job.shipment_ref)
    if (shipment.state, shipment.attempt) != ("requested", job.attempt):
        # Labelled already means that a second worker got the very same label by the very same key: keep it.
        return shipment.state != "cancelled"
    move(work, shipment, SHIPMENT, "labelled", subject=shipment.ref, actor="worker")
    shipment.carrier_shipment_id, shipment.label_media_type = label.shipment_id, label.media_type
    for position, parcel in enumerate(parcels_of(work, shipment.ref)):
        piece = min(position, len(label.pieces) - 1)  # one label for all parcels, where a carrier has but one
        parcel.tracking_number, parcel.label_blob = label.pieces[piece].tracking_number, keys[piece]
    work.session.flush()
    lines = line_refs(orders)
    work.emit(
        ShipmentLabelled(shipment.order_ref, lines, work.now(), shipment.ref, shipment.carrier, label.tracking_number)
    )
    numbers = list(dict.fromkeys(piece.tracking_number for piece in label.pieces))
    catch_up(work, shipment.carrier, numbers, shipment, orders)
    return True


def _failed(work: Work, job: Job, sentence: str) -> None:
    """The label cannot be had: the parcels are free for another try, everybody else's labels are not touched."""
    shipment, orders = at_ramp(work, EVERY_SELLER, job.shipment_ref)
    if (shipment.state, shipment.attempt) != ("requested", job.attempt):
        return
    move(work, shipment, SHIPMENT, "failed", subject=shipment.ref, actor="worker", reason=sentence)
    shipment.failure = sentence
    for parcel in parcels_of(work, shipment.ref):
        parcel.shipment_ref = None
    work.session.flush()
    work.emit(LabelFailed(shipment.order_ref, line_refs(orders), work.now(), shipment.ref, sentence))
