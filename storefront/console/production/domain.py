"""What the board and the list derive from the floor's read models. Plain: no I/O, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from fulfilment.api.production import Lane, OperationCard, OperationView, ProductionOrderView

OPEN = ("waiting", "ready", "running")
DAYS = 7
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class CentreLoad:
    """What is booked at one work centre: (`Mon 23`, minutes) for the days that count, and all that is still to do."""

    work_centre: str
    seller_ref: str
    name: str
    units: int
    days: tuple[tuple[str, int], ...]
    minutes: int

    @property
    def hours(self) -> str:
        return hours(self.minutes)


def hours(minutes: int) -> str:
    """`3.5 h`, `45 min`."""
    return f"{minutes} min" if minutes < 60 else f"{minutes / 60:.1f}".removesuffix(".0") + " h"


def elapsed(card: OperationCard | OperationView, now: datetime) -> int:
    """Minutes on it so far: what is ended, and what runs by the clock on the wall."""
    running = int((now - card.spent_since).total_seconds()) // 60 if card.spent_since else 0
    return card.spent + max(running, 0)


def loads(
    lanes: Sequence[Lane], orders: Sequence[ProductionOrderView], today: date, zone: tzinfo
) -> tuple[CentreLoad, ...]:
    """The work that is booked, by work centre and day; what should have begun already counts for today."""
    booked: Counter[tuple[str, str, date]] = Counter()
    for order in orders:
        for operation in order.operations:
            if operation.state in OPEN:
                day = _day(operation, today, zone)
                booked[order.seller_ref, operation.work_centre, day] += operation.minutes
    week = [today + timedelta(days=n) for n in range(DAYS)]
    open_days = [day for day in week if day.weekday() < 5 or any(key[2] == day for key in booked)]
    return tuple(_load(lane, booked, open_days) for lane in lanes)


def _day(operation: OperationView, today: date, zone: tzinfo) -> date:
    start = operation.booked_start
    return max(start.astimezone(zone).date(), today) if start else today


def _load(lane: Lane, booked: Counter[tuple[str, str, date]], days: Sequence[date]) -> CentreLoad:
    mine = {day: n for (seller, centre, day), n in booked.items() if (seller, centre) == _key(lane)}
    shown = tuple((f"{_SHORT[day.weekday()]} {day.day}", mine.get(day, 0)) for day in days)
    return CentreLoad(lane.work_centre, lane.seller_ref, lane.name, lane.units, shown, sum(mine.values()))


def _key(lane: Lane) -> tuple[str, str]:
    return lane.seller_ref, lane.work_centre


def current(order: ProductionOrderView) -> OperationView | None:
    """The operation to look at: what runs, else what is ready, else what comes next; None when all is done."""
    rank = {"running": 0, "ready": 1, "waiting": 2}
    live = [o for o in order.operations if o.state in rank]
    return min(live, key=lambda o: (rank[o.state], o.step), default=None)


def steps_done(order: ProductionOrderView) -> int:
    return sum(1 for o in order.operations if o.state == "done")


def narrowed(orders: Sequence[ProductionOrderView], state: str, centre: str) -> list[ProductionOrderView]:
    """Orders in a state, and with work to do at a work centre; an empty filter lets all through."""
    return [
        order
        for order in orders
        if (not state or order.state == state)
        and (not centre or any(o.work_centre == centre and o.state in OPEN for o in order.operations))
    ]


def standing(lane: Lane) -> str:
    """One line over a lane: `1 running · 2 ready · 1 waiting`."""
    counted = Counter(card.state for card in lane.cards)
    words = [f"{counted[state]} {state}" for state in ("running", "ready", "waiting") if counted[state]]
    return " · ".join(words)
