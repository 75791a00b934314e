"""What fulfilment tells the floors above. Each event is emitted in the transaction that made it true.

`storefront/mount/wiring.py` holds the one table of handlers. Every event names the order and the lines it is about
and the instant it happened; none carries personal data or money.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class FulfilmentEvent:
    """`line_refs` are the order lines concerned, never empty."""

    order_ref: str
    line_refs: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class OrderAccepted(FulfilmentEvent):
    """The order was split into fulfilment orders; all its lines are in `line_refs`."""


@dataclass(frozen=True)
class LinePicked(FulfilmentEvent):
    """Every piece of these lines was taken from the shelf."""


@dataclass(frozen=True)
class LinePacked(FulfilmentEvent):
    """Packed and waiting for its label (stocked or made)."""


@dataclass(frozen=True)
class OperationStarted(FulfilmentEvent):
    """Work began on a made line. `step` of `steps` counts the routing's operations; `stage` is the customer's word."""

    operation_ref: str
    name: str
    stage: str
    step: int
    steps: int


@dataclass(frozen=True)
class OperationFinished(OperationStarted):
    """The operation is done; `waiting_until` is the end of its glue or drying time, if it has one."""

    waiting_until: datetime | None = None


@dataclass(frozen=True)
class OperationUndone(OperationStarted):
    """A tap was taken back: the operation is again in `state` (`ready` or `running`)."""

    state: str = "ready"


@dataclass(frozen=True)
class OperationPaused(OperationStarted):
    """Work on it rests for now; its machine is free. The house hears this, the customer does not."""


@dataclass(frozen=True)
class OperationResumed(OperationStarted):
    """Work on it goes on."""


@dataclass(frozen=True)
class InspectionPassed(FulfilmentEvent):
    """Quality control passed. `settles_at` is the end of the undo window: nothing leaves the house before it."""

    inspection_ref: str
    settles_at: datetime


@dataclass(frozen=True)
class InspectionFailed(FulfilmentEvent):
    """`verdict` is `rework` (operations added) or `scrap` (made anew); `note` is the inspector's sentence."""

    inspection_ref: str
    verdict: str
    note: str


@dataclass(frozen=True)
class InspectionUndone(FulfilmentEvent):
    """The verdict was taken back within the undo window."""

    inspection_ref: str


@dataclass(frozen=True)
class LineCancelled(FulfilmentEvent):
    """Stock, materials and capacity of these lines are free again."""


@dataclass(frozen=True)
class LineChanged(FulfilmentEvent):
    """A change of a made line was carried out on the floor; its day was `was` and is `now`."""

    change_ref: str
    was: date
    now: date


@dataclass(frozen=True)
class LineSplit(FulfilmentEvent):
    """`pieces` of the `of` pieces of `line_ref` were not begun and are a line of their own now, `rest_ref`. They are at
    the steps of the first, but for `begun`, the operations (refs) that were begun with the others."""

    line_ref: str
    rest_ref: str
    pieces: int
    of: int
    begun: tuple[str, ...]


@dataclass(frozen=True)
class ChangeEnded(FulfilmentEvent):
    """A change request came to nothing: it was in state `was` and is `now` (expired | refused), for this `reason`,
    ended `by` the customer, the worker or somebody of the shop."""

    change_ref: str
    was: str
    now: str
    reason: str
    by: str


@dataclass(frozen=True)
class PromiseRevised(FulfilmentEvent):
    """The day moved. The customer hears this once, with the reason."""

    was: date
    now: date
    reason: str


@dataclass(frozen=True)
class ShipmentLabelled(FulfilmentEvent):
    """A label was booked. `carrier` is its code, `tracking_number` the carrier's."""

    shipment_ref: str
    carrier: str
    tracking_number: str


@dataclass(frozen=True)
class LabelFailed(FulfilmentEvent):
    """The carrier refused; `sentence` says what to do. Sellers see this, customers do not."""

    shipment_ref: str
    sentence: str


@dataclass(frozen=True)
class ShipmentHandedOver(FulfilmentEvent):
    """The parcel left the house."""

    shipment_ref: str
    carrier: str
    tracking_number: str


@dataclass(frozen=True)
class ShipmentScanned(FulfilmentEvent):
    """The carrier's state of a parcel changed. `status` is the carriers' vocabulary."""

    shipment_ref: str
    carrier: str
    tracking_number: str
    status: str
    text: str
    place: str
    occurred_at: datetime | None
    eta: date | None = None


@dataclass(frozen=True)
class ShipmentDelivered(ShipmentScanned):
    """At the door; the promise is kept or broken now."""


@dataclass(frozen=True)
class SupplyMoved:
    """Goods that order lines stand on come on another day than they were promised with, or not at all any more.

    `line_refs` of one or several orders in promise order, empty when nobody waits. `was` and `now` are days on the
    dock; `now` None: nobody knows, for they are on no purchase order. `purchase_order` is empty where a count found
    less on the shelf. `reason` is the customer's sentence. The claims of the lines carry the new day already.
    """

    sku: str
    purchase_order: str
    was: date | None
    now: date | None
    line_refs: tuple[str, ...]
    reason: str
    at: datetime

    @property
    def later(self) -> bool:
        return self.now is None or (self.was is not None and self.now > self.was)
