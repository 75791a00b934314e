"""What the board and the list derive from the floor's read models. Plain: no I/O, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fulfilment.api.production import Lane, OperationCard, OperationView, ProductionOrderView, WorkCentreView

OPEN = ("waiting", "ready", "running")
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class CentreLoad:
    """Booked against available at one work centre: (`Mon 23`, minutes, minutes) for the days on which it works."""

    work_centre: str
    seller_ref: str
    name: str
    units: int
    days: tuple[tuple[str, int, int], ...]

    @property
    def booked(self) -> int:
        return sum(booked for _, booked, _ in self.days)

    @property
    def available(self) -> int:
        return sum(available for _, _, available in self.days)

    @property
    def share(self) -> int:
        """Per cent of the available time that is booked."""
        return round(100 * self.booked / self.available) if self.available else 0


def hours(minutes: int) -> str:
    """`3.5 h`, `45 min`."""
    return f"{minutes} min" if minutes < 60 else f"{minutes / 60:.1f}".removesuffix(".0") + " h"


def elapsed(card: OperationCard | OperationView, now: datetime) -> int:
    """Minutes on it so far: what is ended, and what runs by the clock on the wall."""
    running = int((now - card.spent_since).total_seconds()) // 60 if card.spent_since else 0
    return card.spent + max(running, 0)


def loads(centres: Sequence[WorkCentreView]) -> tuple[CentreLoad, ...]:
    """Each work centre's coming days, the fullest first; a weekend only when somebody works."""
    found = (
        CentreLoad(
            centre.code,
            centre.seller_ref,
            centre.name,
            centre.units,
            tuple(
                (f"{_SHORT[one.day.weekday()]} {one.day.day}", one.booked, one.available)
                for one in centre.load
                if one.available or one.booked or one.day.weekday() < 5
            ),
        )
        for centre in centres
    )
    return tuple(sorted(found, key=lambda load: -load.share))


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
