"""What a scan says beside the operation it opens. Plain: no I/O, no clock."""

from __future__ import annotations

from dataclasses import dataclass

from fulfilment.api.production import Lane, OperationCard, OperationPage, OperationView


@dataclass(frozen=True)
class Said:
    """One sentence about a scan; `instead` is what the person may have meant, `open_job` what is still in hand here."""

    sentence: str
    tone: str
    instead: OperationView | None = None
    open_job: OperationCard | None = None


def about(found: OperationPage, lane: Lane | None) -> tuple[Said, ...]:
    """What to tell somebody who scanned `found` at a tablet that stands at `lane` (None: it stands nowhere yet)."""
    operation, order = found.operation, found.order
    if lane is None:
        return ()
    told = []
    if operation.work_centre != lane.work_centre or order.seller_ref != lane.seller_ref:
        told.append(_elsewhere(found, lane))
    elif operation.state == "done":
        return ()
    other = next((c for c in lane.cards if c.lane == "running" and c.ref != operation.ref), None)
    if other is not None and operation.lane in ("ready", "paused") and not _same_load(other, operation):
        told.append(
            Said(
                f"Another job is open at {lane.name}: order {other.order_number}, {other.name}, by {other.person}. "
                "Pause or finish it first, or put this sheet back.",
                "warn",
                open_job=other,
            )
        )
    return tuple(told)


def _elsewhere(found: OperationPage, lane: Lane) -> Said:
    operation = found.operation
    mine = [o for o in found.order.operations if o.work_centre == lane.work_centre and o.lane is not None]
    here = next((o for o in mine if o.lane != "done"), None)
    sentence = f"{operation.name} is done at {operation.work_centre_name}; this tablet stands at {lane.name}."
    if here is None:
        sentence += f" Order {found.order.order_number} has nothing to do here just now."
    return Said(sentence, "info", instead=here)


def _same_load(other: OperationCard, operation: OperationView) -> bool:
    return bool(operation.batch_key) and other.batch_key == operation.batch_key
