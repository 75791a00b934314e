"""The weeks before the demo's first order: what Hall Three promised then and when it came, so that its record is one.

And the present: the plan of the floor as its people have really left it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from foundation.data.work import Work
from fulfilment.api import keeping
from storefront.demo.data import SELLER
from storefront.demo.workshop import holidays
from storefront.orders.models import OrderLine

WEEKS, A_WEEK = 8, 5
SKUS = ("KAST-TABLE", "LUMEN-BLIND", "FJORD-BIKE")
LEAD = 11  # working days from order to the planned day
# By delivery, newest week last: working days after the promised day (below 0: before it).
CAME = (
    *(-2, -1, 0, -3, -1), *(-1, -2, 1, -2, 0), *(-1, 0, -2, -1, 1), *(-2, -1, -1, 0, -2),
    *(0, -2, -1, 2, -1), *(-1, -3, -2, -1, 0), *(-2, -1, 0, 2, -2), *(-1, -2, -1, 0, -1),
)  # fmt: skip
MOVED = {7: 2, 23: 3}  # these were moved once, by so many working days, and came as they were told then


def past(work: Work) -> None:
    """Forty pieces over eight weeks, delivered before the oldest order of the demo."""
    today = work.now().date()
    monday = today - timedelta(days=today.weekday(), weeks=WEEKS + 1)
    keeping.bring_record(work, [_piece(number, monday) for number in range(WEEKS * A_WEEK)])


def _piece(number: int, monday: date) -> keeping.PastPromise:
    week, at = divmod(number, A_WEEK)
    quoted = _working(monday + timedelta(weeks=week, days=at), 0)
    promised = _working(quoted, MOVED.get(number, 0))
    ordered = _working(quoted, -LEAD - 2)
    return keeping.PastPromise(
        order_ref=f"before-{number + 1:03d}",
        sku=SKUS[number % len(SKUS)],
        seller_ref=SELLER,
        country=("DE", "DK", "FR")[number % 3],
        ordered=datetime.combine(ordered, time(10), UTC),
        earliest=_working(quoted, -2),
        quoted=quoted,
        promised=promised,
        actual=_working(quoted, CAME[number]),
    )


def _working(day: date, count: int) -> date:
    """So many working days later (or earlier); 0: that day, or the next one that is worked."""
    closed = set(holidays())
    step = timedelta(days=1 if count >= 0 else -1)
    while day.weekday() > 4 or day in closed:
        day += step
    while count:
        day += step
        count -= (day.weekday() < 5 and day not in closed) * (1 if step.days > 0 else -1)
    return day


def as_it_stands(work: Work) -> None:
    """The plan from now on: stories end where they end, not where their bookings say."""
    for line_ref, day in keeping.take_over(work).items():
        line = work.session.get(OrderLine, line_ref)
        if line is not None:
            line.promised_on = day
    work.session.flush()
