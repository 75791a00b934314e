"""The clock on the workshop's wall: sentences for people name local times."""

from __future__ import annotations

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.items.models import Location


def zones(work: Work) -> dict[str, tzinfo]:
    """Each seller's time zone: that of its workshop, else of its warehouse. One statement."""
    rows = work.session.execute(select(Location.seller_ref, Location.tz).order_by(Location.kind, Location.id))
    return {seller: ZoneInfo(tz) for seller, tz in rows}


def zone_of(zones_: dict[str, tzinfo], seller_ref: str) -> tzinfo:
    return zones_.get(seller_ref, UTC)
