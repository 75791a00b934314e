"""How the twin's reality differs from its plan. Written down before the first run, and not changed after one; only
`WARM_UP` was added, when the first runs began in an empty hall.

Each figure has its reason beside it. Where a study is named, the figure is within the range that it uses, not fitted
to it; where none is named, the reason is the plain one that is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fulfilment.api.promise import Destination
from fulfilment.capacity.domain import CalendarIn

SELLER, HOME = "twin", Destination("DK", "8000")
START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
DAY = 24 * 60
WARM_UP = 400  # orders before the first that counts, about the longest lead time: no shop opens with empty machines

# The workshop: five work centres of two units, two shifts from Monday to Friday (design page). With the minutes below
# it takes about nineteen orders a day, so that 5,000 orders are a year.
CENTRES, UNITS = ("SAW", "PRESS", "MILL", "BENCH", "OIL"), 2
WEEK = CalendarIn("c", "UTC", dict.fromkeys(range(5), (("06:00", "14:00"), ("14:00", "22:00"))))

# The orders: furniture of three to six steps of half an hour to two and a half; glue dries overnight.
STEPS = (3, 6)
MINUTES = (30, 150)
DRYING = 720
# Two in five wait for wood or fittings bought for them: three days (the timber yard round the corner) to three weeks
# (a special size).
BOUGHT = 0.4
LEAD_DAYS = (3, 15)


@dataclass(frozen=True)
class World:
    """Shares are 0 to 1, minutes are working minutes."""

    # Planned minutes over capacity. With the paces, repairs and rework below the machines are busy 85 % of the time
    # in the mean: dynamic job-shop studies since Baker (1984) run at 80 to 95 %.
    load: float = 0.75
    # Demand swings with the season: a quarter from peak to peak, a fifth up and down. At the peak the shop is asked
    # for a little more than it can do, in the trough for two thirds.
    swing: float = 0.20
    season_days: int = 91
    # What the routing says is an estimate: each work centre really takes its own 0.9 to 1.2 of it (people forget the
    # small things, so above one in the mean). The shop is not told; it may measure.
    paces: tuple[float, float] = (0.9, 1.2)
    # An operation's minutes scatter by a third around that: "low variability" in Hopp and Spearman's classes (Factory
    # Physics, ch. 8: below 0.75), and skewed to the long side, hence lognormal.
    sigma: float = 0.35
    # Machines are up 95 % of the time, and a repair takes as long as five operations: the usual middle case of
    # simulation studies (Holthaus, 1999). They break while they work.
    uptime: float = 0.95
    repair_minutes: float = 450.0
    # One piece in twenty fails its last inspection and goes back to the step where it went wrong.
    rework: float = 0.05
    # One delivery in five is late, by a day and three more in the mean; the plan learns nothing of it before it is due.
    late_supplier: float = 0.20
    late_days: float = 3.0
    # One parcel in twenty comes a day or two later than the carrier says.
    late_carrier: float = 0.05
    # How much slower everything is at the end than at the start.
    drift: float = 0.0
