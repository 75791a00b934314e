"""Looks for minutes that are booked twice, without the product's own eyes."""

from __future__ import annotations

from sqlalchemy import text

from foundation.data.work import Work


def overlaps(work: Work) -> list[tuple[int, int]]:
    """Pairs of bookings that share a minute of a unit, and are not in one load."""
    rows = work.session.execute(
        text(
            "SELECT a.id, b.id FROM shop_booking a JOIN shop_booking b ON a.unit_id = b.unit_id AND a.id < b.id"
            " WHERE a.state <> 'displaced' AND b.state <> 'displaced' AND NOT a.rides AND NOT b.rides"
            " AND a.start_minute < b.end_minute AND b.start_minute < a.end_minute"
        )
    )
    return [(row[0], row[1]) for row in rows]


def total(work: Work) -> int:
    return int(work.session.execute(text("SELECT count(*) FROM shop_booking")).scalar_one())
