"""What went wrong, in words and in an order to work through. Plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from foundation.plain.money import Money
from foundation.plain.states import Tone
from fulfilment.api.keeping import RiskRow
from fulfilment.api.purchasing import PurchaseOrderView
from fulfilment.api.shipping import Trouble


@dataclass(frozen=True)
class Kind:
    """`rank` 0 is looked at first. `view` is the page on which something can be done: whoever may not open it does not
    see the row."""

    group: str
    label: str
    tone: Tone
    rank: int
    view: str
    act: str


GROUPS: Mapping[str, str] = {"parcels": "Parcels", "supply": "Supply", "promises": "Promises", "money": "Money"}
_SHIPMENT, _ORDER = "console_shipments.shipment", "console_orders.desk"
KINDS: Mapping[str, Kind] = {
    "dispute": Kind("money", "Disputed", "bad", 0, _ORDER, "Open the order"),
    "money_alert": Kind("money", "Look at the money", "bad", 0, _ORDER, "Open the order"),
    "refund": Kind("money", "Refund came back", "bad", 0, _ORDER, "Open the order"),
    "returned": Kind("parcels", "Came back", "bad", 0, _SHIPMENT, "Open the parcel"),
    "returning": Kind("parcels", "On its way back", "bad", 1, _SHIPMENT, "Open the parcel"),
    "exception": Kind("parcels", "Carrier in trouble", "bad", 1, _SHIPMENT, "Open the parcel"),
    "attempt_failed": Kind("parcels", "Missed", "warn", 2, _SHIPMENT, "Open the parcel"),
    "label": Kind("parcels", "No label", "bad", 1, _SHIPMENT, "Open the parcel"),
    "balance": Kind("money", "Card said no", "warn", 2, _ORDER, "Open the order"),
    "supply": Kind("supply", "Supplier late", "warn", 2, "console_purchases.purchase", "Open the purchase"),
    "risk": Kind("promises", "At risk", "warn", 3, "console_keeping.risks", "Look at the plan"),
    "moved": Kind("promises", "No answer to the new day", "info", 4, _ORDER, "Open the order"),
    "silent": Kind("parcels", "Silent", "warn", 3, _SHIPMENT, "Open the parcel"),
}


@dataclass(frozen=True)
class Row:
    """One thing to look at. `key` names it for good and `stamp` says in what state it is: dealt with is dealt with in
    this state. `target` is what the kind's page is opened with; `amount` where it is about a sum, `day` where about a
    day, `since` when it began as far as anybody knows."""

    key: str
    stamp: str
    kind: Kind
    target: Mapping[str, str]
    order_number: str
    what: str
    why: str
    since: datetime | None = None
    day: date | None = None
    amount: Money | None = None


@dataclass(frozen=True)
class Mark:
    """Somebody has dealt with it."""

    stamp: str
    note: str
    person: str
    at: datetime


def of_parcel(one: Trouble) -> Row:
    carrier = "Our own van" if one.carrier == "van" else one.carrier.upper()
    where = f" in {one.place}" if one.place else ""
    last = f"{one.said.rstrip('.')}{where}." if one.said else ""
    why = {
        "silent": f"No scan since then. The last word: {last}" if last else "No scan since it left the house.",
        "label": one.said or "The carrier gave no reason.",
    }.get(one.kind, last or "The carrier says no more than that.")
    key = f"parcel:{one.shipment_ref}:{one.tracking_number}"
    stamp = f"{one.kind}:{one.since.isoformat()}"
    what = f"{carrier} {one.tracking_number}".strip()
    target = {"ref": one.shipment_ref}
    return Row(key, stamp, KINDS[one.kind], target, one.order_number, what, why, since=one.since)


def of_supply(orders: Iterable[PurchaseOrderView]) -> list[Row]:
    """Purchase orders with a line whose day is over, one row each."""
    found = []
    for order in orders:
        late = [line for line in order.lines if line.late and line.to_come > 0]
        if not late or order.state == "draft":
            continue
        first = min(line.expected for line in late)
        names = ", ".join(line.name for line in late)
        waiting = sum(1 for line in late if line.claimed)
        why = f"Not here: {names}." + (" Orders wait for it." if waiting else " No order waits for it yet.")
        row = Row(f"supply:{order.number}", first.isoformat(), KINDS["supply"], {"number": order.number}, "",
                  f"{order.number} · {order.supplier_name}", why, day=first)  # fmt: skip
        found.append(row)
    return found


def of_promise(one: RiskRow) -> Row | None:
    """At risk, or moved and not answered; None for one that needs nobody."""
    if one.state == "at_risk":
        why = "The buffer is being used up. The day still stands, and the customer was told nothing."
        return Row(f"promise:{one.line_ref}", f"risk:{one.promised}:{one.likely}", KINDS["risk"], {}, one.order_number,
                   one.title, why, day=one.promised)  # fmt: skip
    if one.was is None or one.answer is not None:
        return None
    target = {"number": one.order_number}
    return Row(f"promise:{one.line_ref}", f"moved:{one.promised}", KINDS["moved"], target, one.order_number, one.title,
               one.reason, since=one.moved_at, day=one.promised)  # fmt: skip


def standing(rows: Iterable[Row], marks: Mapping[str, Mark]) -> tuple[list[Row], list[tuple[Row, Mark]]]:
    """What still waits, the gravest and then the oldest first; and what somebody has dealt with as it stands now. What
    changed since is back in the queue."""
    waiting: list[Row] = []
    dealt: list[tuple[Row, Mark]] = []
    for row in rows:
        mark = marks.get(row.key)
        if mark is not None and mark.stamp == row.stamp:
            dealt.append((row, mark))
        else:
            waiting.append(row)
    waiting.sort(key=lambda row: (row.kind.rank, _began(row), row.key))
    dealt.sort(key=lambda pair: pair[1].at, reverse=True)
    return waiting, dealt


def _began(row: Row) -> str:
    if row.since is not None:
        return row.since.date().isoformat()
    return row.day.isoformat() if row.day else "9999"
