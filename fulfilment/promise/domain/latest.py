"""The other way round: by when must something leave the house for its promise to hold?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fulfilment.api.workspec import DeliveryClass
from fulfilment.promise.domain.days import Kind, days_for
from fulfilment.promise.domain.house import House
from fulfilment.promise.domain.wanted import Destination

LOOK_BACK = 60  # days between dispatch and door at the most
_DAY = timedelta(days=1)


def latest_ready(
    house: House, promised: date, seller_ref: str, method: DeliveryClass, to: Destination, kind: Kind
) -> datetime | None:
    """The last instant at which a line can be ready and is still more likely on time than not; None when it is too
    late for that already, or where the shop does not deliver.

    A day's last instant is its cut-off: `days_for` never answers an earlier day for a later instant, so the first day
    that fits, looked at backwards, is the one.
    """
    place = house.place(seller_ref, "workshop" if kind.made else "warehouse")
    zone, cutoff = ZoneInfo(place.tz), time.fromisoformat(place.cutoff)
    day, today = promised, house.now.astimezone(zone).date()
    while day >= today and (promised - day).days <= LOOK_BACK:
        ready = datetime.combine(day, cutoff, zone)
        days = days_for(house, ready, seller_ref, method, to, kind)
        if days is None:
            return None
        if days.median <= promised:
            return ready
        day -= _DAY
    return None
