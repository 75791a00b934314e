"""The catalogue of events: every kind of the timeline, what it means, and what its `data` holds, by example.

A payload is `{"type", "timestamp", "data"}` (Standard Webhooks); `data` always has `order` (its number), `order_ref`
and `lines`. A test holds this table against the timeline's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TYPE_PREFIX = "order."
PING = "ping"


@dataclass(frozen=True)
class Event:
    """`data` is an example of what comes besides order and lines."""

    words: str
    data: Mapping[str, Any] = field(default_factory=dict)


_MONEY = {"amount": 98_880, "currency": "EUR"}
_OPERATION = {
    "operation": "01kasx7xmj5v8nqz2y0c4d6f8g",
    "name": "Saw the top",
    "stage": "Sawing",
    "step": 1,
    "steps": 6,
}
_PARCEL = {"shipment": "01kasx7xmj5v8nqz2y0c4d6f8h", "carrier": "ups", "number": "1Z999AA10123456784"}
_SCAN = {**_PARCEL, "text": "Left the depot", "place": "Hamburg", "occurred_at": "2026-12-02T08:14:00+00:00"}
_RETURNED = {"sentence": "Your bank said no, and nothing was charged."}

EVENTS: Mapping[str, Event] = {
    "placed": Event("Paid and placed."),
    "sample_credited": Event("The price of a sample goes back, for its piece was ordered.", {"number": "1042"}),
    "payment_failed": Event("A payment did not go through.", _RETURNED),
    "payment_expired": Event("A payment page was left unused."),
    "accepted": Event("Taken in by workshop and warehouse."),
    "picked": Event("Taken from the shelf."),
    "packed": Event("Packed."),
    "operation_started": Event("An operation has begun.", _OPERATION),
    "operation_finished": Event("An operation is done.", _OPERATION),
    "operation_waiting": Event(
        "An operation is done, and the piece rests.", {**_OPERATION, "waiting_until": "2026-12-03T13:00:00+00:00"}
    ),
    "operation_undone": Event("A tap was taken back.", {**_OPERATION, "state": "ready"}),
    "operation_paused": Event("An operation is paused.", _OPERATION),
    "operation_resumed": Event("An operation goes on.", _OPERATION),
    "inspection_passed": Event(
        "Passed inspection.",
        {"inspection": "01kasx7xmj5v8nqz2y0c4d6f8j", "settles_at": "2026-12-04T10:05:00+00:00"},
    ),
    "inspection_rework": Event("Something was found and is put right.", {"inspection": "01kasx7xmj5v8nqz2y0c4d6f8j"}),
    "inspection_scrap": Event("It is made anew.", {"inspection": "01kasx7xmj5v8nqz2y0c4d6f8j"}),
    "inspection_undone": Event("A verdict was taken back.", {"inspection": "01kasx7xmj5v8nqz2y0c4d6f8j"}),
    "balance_due": Event("The balance is taken soon.", {**_MONEY, "due": "2026-12-05T10:00:00+00:00"}),
    "balance_paid": Event("The balance is paid.", _MONEY),
    "balance_failed": Event("The card said no to the balance.", _RETURNED),
    "cancel_asked": Event("A line is to be cancelled."),
    "cancel_refused": Event("Too late to cancel.", {"sentence": "Work on this line has begun."}),
    "change_asked": Event("The customer asks for a late change."),
    "change_granted": Event("A late change was granted.", _MONEY),
    "split": Event("Some pieces of a line go on by themselves; both lines are named.", {"rest": 2, "of": 6}),
    "changed": Event("A made line was changed.", {"labels": "Wood, Length"}),
    "change_not_made": Event("A change was not made.", {"sentence": "The boards are cut."}),
    "cancelled": Event("A line is cancelled."),
    "sold_out": Event("It was gone when the payment came; the money goes back."),
    "refunded": Event("Money goes back.", _MONEY),
    "promise_revised": Event(
        "A day moved.", {"was": "2026-12-18", "now": "2026-12-23", "reason": "One board cracked while drying."}
    ),
    "day_accepted": Event("The customer agreed to the new day.", {"now": "2026-12-23"}),
    "withdrawal_received": Event("The customer withdraws from lines."),
    "claim_received": Event("The customer says that something is wrong with a line."),
    "claim_answered": Event("The house has answered a claim.", {"answer": "A new one comes"}),
    "day_picked": Event("The customer chose the day of the delivery.", {"day": "2026-12-19"}),
    "labelled": Event("A label is booked.", _PARCEL),
    "label_failed": Event(
        "The carrier gave no label.",
        {"shipment": "01kasx7xmj5v8nqz2y0c4d6f8h", "sentence": "The postcode does not fit the town."},
    ),
    "handed_over": Event("It left the house.", _PARCEL),
    "scanned": Event("A scan on the way.", _SCAN),
    "out_for_delivery": Event("With the driver.", _SCAN),
    "delivery_failed": Event("Nobody took it in.", _SCAN),
    "held_up": Event("It is held up.", _SCAN),
    "dispute_let_go": Event("It goes on without the disputed money."),
    "dispute_opened": Event("The bank took a payment back for now."),
    "dispute_won": Event("The bank decided for the shop."),
    "dispute_lost": Event("The bank decided against the shop."),
    "money_alert": Event("Somebody must look at the money.", {"sentence": "A payment came twice."}),
    "delivered": Event("Delivered.", _SCAN),
}


def payload_of(kind: str, at: str, order: str, order_ref: str, lines: list[str], data: Mapping[str, Any]) -> Any:
    """What an endpoint is sent. `at` is RFC 3339."""
    about = {**data, "order": order, "order_ref": order_ref, "lines": lines}
    return {"type": TYPE_PREFIX + kind, "timestamp": at, "data": about}


def example(kind: str) -> Any:
    """An example payload of the documentation."""
    told = EVENTS[kind]
    ref, lines = "01kasx7xmj5v8nqz2y0c4d6f8k", ["01kasx7xmj5v8nqz2y0c4d6f8m"]
    return payload_of(kind, "2026-11-23T09:00:00+00:00", "1042", ref, lines, told.data)
