"""What the people of the house do with an order: bench, inspection, shelf, ramp, road. Each step through a verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from carriers.tracking import Code, Moment, Place, Status, TrackResult, make_event
from carriers.ups.status import CODES
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import production, shipping, warehouse
from fulfilment.api.orders import FulfilmentOrderView, fulfilment_of
from fulfilment.api.production import OperationView, ProductionOrderView
from storefront.demo.diary import Diary

Row = dict[str, Any]
UNDO = timedelta(minutes=5)
LONG_UNDO = timedelta(minutes=70)  # a pass that the office still looks at: its balance is taken after that
HANDS_ON = timedelta(minutes=27)
PATIENCE = timedelta(minutes=15)
SETTLED = timedelta(hours=25)  # a pass is settled and its balance taken by then, with any setting
STAGES = ("packed", "labelled", "handed_over", "in_transit", "out_for_delivery", "delivered")
_BENCH = {"KO": "Aino", "LU": "Camille", "FJ": "Sindre"}
_SCANS: tuple[tuple[str, str, str, Status, str, str], ...] = (
    # stage, hour, UPS code, status, UPS's words, the van's words
    ("in_transit", "19:40", "DP", "in_transit", "Departed from Facility", "On the road."),
    ("out_for_delivery", "07:52", "OT", "out_for_delivery", "Out For Delivery Today", "Next on the driver's round."),
    ("delivered", "11:24", "FS", "delivered", "DELIVERED", "Carried in by two people."),
)


def parts(diary: Diary, order_ref: str) -> tuple[FulfilmentOrderView, ...]:
    return diary.shop.read(lambda work: fulfilment_of(work, EVERY_SELLER, order_ref)).fulfilment_orders


def stage_of(plan: Row, here: FulfilmentOrderView) -> str | None:
    """How far the part goes on ramp and road; None when it never leaves bench or shelf."""
    if here.production:
        return None if "stop" in plan else str(plan.get("stage", "delivered"))
    wanted = str(plan.get("shelf", "delivered"))
    return wanted if wanted in STAGES else None


def make(diary: Diary, made: ProductionOrderView, plan: Row) -> Iterator[datetime]:
    """A production order along its bookings, as far as `plan` says: `stop` is an operation's number, with `left` as
    `ready`, `running` or `done`; `verdict` and `note` are what the inspector says."""
    stop = plan.get("stop")
    for operation in sorted(made.operations, key=lambda o: (o.booked_start or diary.now, o.step)):
        last = operation.number == stop
        if last and plan["left"] == "ready":
            return
        yield diary.present - _began(plan) if last else operation.booked_start or diary.now
        yield from _operate(diary, operation, plan, last)
        if last:
            return


def _began(plan: Row) -> timedelta:
    """How long ago the last operation of a story was begun, whatever its booking said: what dries shall dry still."""
    return timedelta(minutes=plan.get("began", 48))


def _operate(diary: Diary, operation: OperationView, plan: Row, last: bool) -> Iterator[datetime]:
    tap: Row = {"client_id": f"demo-{operation.ref}-start", "person": _BENCH[operation.work_centre[:2]]}
    begin: Row = tap | {"undo_window": UNDO}
    if operation.inspection:  # needs no start: its verdict is one tap
        yield from when_free(diary, partial(_judge, diary, operation.ref, plan if last else {}))
        return
    yield from when_free(
        diary, lambda: diary.shop.write(lambda w: production.start_operation(w, EVERY_SELLER, operation.ref, **begin))
    )
    if last and plan["left"] == "running":
        return
    yield diary.present - _began(plan) + HANDS_ON if last else operation.booked_end or diary.now
    done = begin | {"client_id": f"demo-{operation.ref}-end"}
    diary.shop.write(lambda work: production.finish_operation(work, EVERY_SELLER, operation.ref, **done))


def _judge(diary: Diary, ref: str, plan: Row) -> None:
    window = LONG_UNDO if plan.get("left") == "passed" else UNDO
    said: Row = {"client_id": f"demo-{ref}-verdict", "person": "Mette", "undo_window": window}
    verdict, note = plan.get("verdict", "pass"), plan.get("note", "")
    diary.shop.write(lambda work: production.inspect(work, EVERY_SELLER, ref, verdict, note, **said))


def when_free(diary: Diary, start: Callable[[], object]) -> Iterator[datetime]:
    """Start now, or when the piece before it has left the machine: asked every quarter of an hour."""
    while True:
        try:
            start()
            return
        except Conflict:
            if diary.now + PATIENCE >= diary.present:
                raise
        yield diary.now + PATIENCE


def pick(diary: Diary, ref: str, plan: Row) -> Iterator[datetime]:
    """Walk to the shelf, pack what was there. `shelf`: open, picking, short, picked, or on to a stage of the road."""
    shelf = plan.get("shelf", "delivered")
    yield diary.next_at(diary.now + timedelta(minutes=40), "13:10")
    if shelf == "open":
        return
    walk = next(w for w in diary.shop.read(_walks) if w.fulfilment_order_ref == ref)
    for number, task in enumerate(walk.tasks):
        if shelf == "picking" and number:
            return
        wanted = task.quantity - 1 if shelf == "short" else task.quantity
        tap = {"client_id": f"demo-{task.ref}", "person": "Jonas"}
        diary.shop.write(partial(_take, task.ref, wanted, tap))
        yield diary.now + timedelta(minutes=3)
    if shelf in ("short", "picked"):
        return
    box = warehouse.ParcelIn(*_box(plan))
    tap = {"client_id": f"demo-{ref}", "person": "Jonas"}
    diary.shop.write(lambda work: warehouse.pack(work, EVERY_SELLER, ref, [box], **tap))


def _take(task_ref: str, quantity: int, tap: Row, work: Work) -> warehouse.PickResult:
    return warehouse.pick(work, EVERY_SELLER, task_ref, quantity, **tap)


def _walks(work: Any) -> list[warehouse.PickListView]:
    return list(warehouse.pick_lists(work, EVERY_SELLER))


def _box(plan: Row) -> tuple[int, int, int, int]:
    length, width, height, weight = plan.get("box", (320, 240, 180, 2400))
    return length, width, height, weight


def send(diary: Diary, here: FulfilmentOrderView, stage: str) -> Iterator[datetime]:
    """From the ramp to the door, as far as `stage`: label at two, van at four, scans in the evening and next day."""
    reached = STAGES.index(stage)
    if not reached:
        return
    ref = here.ref
    carrier, service = ("van", "van-2") if here.delivery_class == "two_person" else ("ups", "11")
    tap: Row = {"client_id": f"demo-{ref}-label", "person": "Jonas"}
    shipment = diary.shop.write(lambda work: shipping.request_label(work, EVERY_SELLER, [ref], carrier, service, **tap))
    if stage == "labelled":
        return
    yield diary.next_at(diary.now, "16:00")
    over = tap | {"client_id": f"demo-{ref}-over"}
    diary.shop.write(lambda work: shipping.hand_over(work, EVERY_SELLER, shipment, **over))
    for _, hour, code, status, ups_words, van_words in _SCANS[: reached - 2]:
        yield diary.next_at(diary.now + timedelta(minutes=1), hour)
        _scan(diary, shipment, carrier, (code, ups_words) if carrier == "ups" else (status, van_words), status)


def _scan(diary: Diary, shipment: str, carrier: str, said: tuple[str, str], status: Status) -> None:
    """What the carrier's message would have told: pushed, so nobody asks about these numbers every few hours."""
    known = diary.shop.read(lambda work: shipping.shipment(work, EVERY_SELLER, shipment))
    place = Place("Flensburg", country="DE") if status == "in_transit" else None
    results = [
        TrackResult(
            parcel.tracking_number, events=(_event(diary, carrier, parcel.tracking_number, said, status, place),)
        )
        for parcel in known.parcels
    ]
    diary.shop.write(lambda work: shipping.ingest(work, carrier, results, "webhook"))


def _event(diary: Diary, carrier: str, number: str, said: tuple[str, str], status: Status, place: Place | None) -> Any:
    local = diary.now.astimezone(diary.zone)
    offset = f"{local:%z}"
    return make_event(
        carrier,
        number,
        moment=Moment(local.replace(tzinfo=None), f"{offset[:3]}:{offset[3:]}", diary.now, "second", "carrier_offset"),
        raw_code=said[0],
        raw_text=said[1],
        code=CODES[said[0]] if carrier == "ups" else Code(status),
        place=place,
        source="webhook",
        received_at=diary.now,
    )
