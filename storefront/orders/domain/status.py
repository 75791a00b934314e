"""What an order's status is, derived from what happened; what a cancelled line gets back. Plain values only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.plain.money import Money
from storefront.timeline.domain import Entry

PROGRESS = ("placed", "accepted", "in_production", "passed", "packed", "shipped", "delivered", "cancelled")
_ON_ITS_WAY = ("handed_over", "scanned", "held_up", "out_for_delivery", "delivery_failed", "delivered")


@dataclass(frozen=True)
class LineMoney:
    """One line's money as it was agreed."""

    amount: Money
    deposit: Money
    balance: Money


def line_progress(entries: Iterable[Entry], line_ref: str) -> str:
    """How far one line is: one of `PROGRESS`, from the order's whole timeline in the order it was written."""
    mine = [entry for entry in entries if line_ref in entry.line_refs]
    kinds = {entry.kind for entry in mine}
    if kinds & {"cancelled", "sold_out"}:
        return "cancelled"
    parcels = {entry.data.get("shipment", "") for entry in mine if entry.kind in _ON_ITS_WAY}
    arrived = {entry.data.get("shipment", "") for entry in mine if entry.kind == "delivered"}
    if parcels:
        return "delivered" if parcels == arrived else "shipped"
    if "packed" in kinds:
        return "packed"
    if passed(mine):
        return "passed"
    if begun(mine):
        return "in_production"
    return "accepted" if "accepted" in kinds else "placed"


def passed(entries: Iterable[Entry]) -> bool:
    """Whether the last word of quality control was yes."""
    verdict = False
    for entry in entries:
        if entry.kind == "inspection_passed":
            verdict = True
        elif entry.kind.startswith("inspection_"):
            verdict = False
    return verdict


def begun(entries: Iterable[Entry]) -> bool:
    """Whether any operation has started and was not taken back."""
    running: set[str] = set()
    for entry in entries:
        operation = str(entry.data.get("operation", ""))
        if entry.kind in ("operation_started", "operation_finished", "operation_waiting"):
            running.add(operation)
        elif entry.kind == "operation_undone" and entry.data.get("state") == "ready":
            running.discard(operation)
    return bool(running)


def fulfilment_status(lines: Sequence[str]) -> str:
    """The fulfilment axis of an order from the progress of its lines."""
    live = [progress for progress in lines if progress != "cancelled"]
    if not live:
        return "cancelled" if lines else "unfulfilled"
    if all(progress == "delivered" for progress in live):
        return "delivered"
    gone = [progress in ("shipped", "delivered") for progress in live]
    if all(gone):
        return "shipped"
    if any(gone):
        return "partially_shipped"
    return (
        "in_production"
        if any(progress in ("in_production", "passed", "packed") for progress in live)
        else "unfulfilled"
    )


def refund_for(line: LineMoney, *, paid_balance: bool, committed: Money, delivery: Money) -> Money:
    """What goes back for a cancelled line: all that was paid for it less what its issued materials cost, and
    `delivery` where nothing is left to bring."""
    paid = line.deposit + line.balance if paid_balance else line.deposit
    kept = min(committed, paid)
    return paid - kept + delivery


def back_with(others: Iterable[str], delivery: Money) -> Money:
    """The delivery's price goes back with the line that was the last one to be brought."""
    return delivery if all(progress == "cancelled" for progress in others) else Money.zero(delivery.currency)
