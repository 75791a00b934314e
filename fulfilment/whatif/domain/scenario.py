"""What is supposed, and what would come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from foundation.plain.errors import Invalid
from foundation.plain.money import Money
from fulfilment.whatif.domain.copying import Step

MOST_HOURS, MOST_DAYS, MOST_PIECES, MOST_MINUTES = 16, 60, 500, 100_000
PlaceKey = tuple[str, str]  # (seller_ref, code of the work centre)


@dataclass(frozen=True)
class ShiftAdded:
    """`hours` more at every unit of a work centre, on the working days from `first` to `last`."""

    place: PlaceKey
    first: date
    last: date
    hours: int


@dataclass(frozen=True)
class MachineDown:
    """`unit` counts from 1, None is all of them."""

    place: PlaceKey
    unit: int | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class BigOrder:
    """`quantity` of what was last made of `sku`, or of a piece with so many `minutes` at each place, one place after
    the other. `first`: before everything that is not begun, else in free time."""

    sku: str
    quantity: int
    minutes: Mapping[PlaceKey, int]
    first: bool


@dataclass(frozen=True)
class Scenario:
    shift: ShiftAdded | None = None
    down: MachineDown | None = None
    big: BigOrder | None = None

    @property
    def empty(self) -> bool:
        return self.shift is None and self.down is None and self.big is None


@dataclass(frozen=True)
class PlaceView:
    """A work centre to choose; `units` are the numbers of its places that are there."""

    key: PlaceKey
    name: str
    units: tuple[int, ...]
    rate: Money


@dataclass(frozen=True)
class ProductView:
    """Something that was made before; `title` as it was last sold."""

    sku: str
    title: str


@dataclass(frozen=True)
class Choices:
    places: tuple[PlaceView, ...] = ()
    products: tuple[ProductView, ...] = ()


@dataclass(frozen=True)
class LineOutcome:
    """A line on the floor. `before` and `after` are the days on which it is as likely there as not, now and then."""

    order_number: str
    line_ref: str
    title: str
    promised: date
    before: date
    after: date

    @property
    def late_before(self) -> int:
        return max((self.before - self.promised).days, 0)

    @property
    def late_after(self) -> int:
        return max((self.after - self.promised).days, 0)

    @property
    def moved(self) -> int:
        """Days later than now; negative: earlier."""
        return (self.after - self.before).days


@dataclass(frozen=True)
class PlaceLoad:
    """Minutes planned and minutes there until the horizon, now and then."""

    place: PlaceView
    booked_before: int
    there_before: int
    booked_after: int
    there_after: int

    @property
    def share(self) -> int:
        """Of a hundred, then."""
        return round(100 * self.booked_after / self.there_after) if self.there_after else 0


@dataclass(frozen=True)
class Overtime:
    """`minutes` over all units, and what they cost at the place's hourly rate."""

    place: PlaceView
    minutes: int
    cost: Money


@dataclass(frozen=True)
class Answer:
    """What would come of a scenario. `lines` that are late now or then, or whose day changes, the latest first.
    `big_ready` is when the big order leaves the workshop. `stuck`: (line, sentence) of those that cannot be planned,
    now as then. `until` is the day to which load is counted."""

    lines: tuple[LineOutcome, ...]
    loads: tuple[PlaceLoad, ...]
    overtime: Overtime | None
    big_ready: datetime | None
    stuck: tuple[tuple[str, str], ...]
    until: date
    open_lines: int

    @property
    def late_before(self) -> int:
        return sum(line.late_before > 0 for line in self.lines)

    @property
    def late_after(self) -> int:
        return sum(line.late_after > 0 for line in self.lines)

    @property
    def days_before(self) -> int:
        return sum(line.late_before for line in self.lines)

    @property
    def days_after(self) -> int:
        return sum(line.late_after for line in self.lines)


def check(scenario: Scenario, today: date) -> None:
    """Raises `Invalid` with the field and what to do instead."""
    if scenario.shift is not None:
        _check_shift(scenario.shift, today)
    if scenario.big is not None:
        _check_big(scenario.big)


def _check_shift(shift: ShiftAdded, today: date) -> None:
    if not 1 <= shift.hours <= MOST_HOURS:
        raise Invalid(f"Add between 1 and {MOST_HOURS} hours a day.", field="shift_hours")
    if shift.last < shift.first:
        raise Invalid("The last day comes before the first. Choose a later one.", field="shift_to")
    if shift.last < today:
        raise Invalid("These days are over. Choose days that are still to come.", field="shift_from")
    if (shift.last - shift.first) >= timedelta(days=MOST_DAYS) or (shift.first - today) > timedelta(days=365):
        raise Invalid(f"Choose up to {MOST_DAYS} days within the coming year.", field="shift_to")


def _check_big(big: BigOrder) -> None:
    if not 1 <= big.quantity <= MOST_PIECES:
        raise Invalid(f"Choose between 1 and {MOST_PIECES} pieces.", field="quantity")
    if big.sku and big.minutes:
        raise Invalid("Choose a product, or write minutes, not both.", field="sku")
    if any(not 0 < minutes <= MOST_MINUTES for minutes in big.minutes.values()):
        raise Invalid(f"Write minutes as a whole number up to {MOST_MINUTES}.", field="minutes")


def parted(minutes: int, setup: int, pieces: int, places: int) -> tuple[int, ...]:
    """Pieces divided evenly over places that work at the same time; each sets up once."""
    places = max(min(places, pieces), 1)
    shares = [pieces // places + (at < pieces % places) for at in range(places)]
    return tuple(setup + minutes * share for share in shares if setup + minutes * share)


def chain(rows: list[tuple[tuple[int, ...], int]], pieces: int) -> list[Step]:
    """Steps one after the other: (units, minutes of a piece)."""
    return [
        Step(units, parted(minutes, 0, pieces, len(units)), (at - 1,) if at else ())
        for at, (units, minutes) in enumerate(rows)
    ]
