"""The small workshop with people: Anna saws and works at the bench, Bo and Cem at the bench, the press needs nobody."""

from __future__ import annotations

from sqlalchemy import text

from foundation.data.work import Work
from foundation.plain.money import Money
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api.crews import MemberIn, people, put_member
from fulfilment.api.setup import WorkCentreIn, put_work_centre
from tests.fulfilment.house import SELLER, set_up


def staffed(work: Work, *, saws: int = 2, batch: int = 1) -> None:
    set_up(work, saws=saws)
    rate = Money(4_600, "EUR")
    put_work_centre(work, EVERY_SELLER, WorkCentreIn("SAW", "Saw", SELLER, "day", saws, rate, skill="saw"))
    bench = WorkCentreIn("BENCH", "Bench", SELLER, "day", 2, rate, batch_max=batch, skill="bench")
    put_work_centre(work, EVERY_SELLER, bench)
    put_member(work, EVERY_SELLER, MemberIn("Anna", SELLER, "day", ("saw", "bench")))
    put_member(work, EVERY_SELLER, MemberIn("Bo", SELLER, "day", ("bench",)))


def id_of(work: Work, name: str) -> int:
    return next(one.id for one in people(work, EVERY_SELLER) if one.name == name)


def in_two_places(work: Work) -> list[tuple[int, int]]:
    """Pairs of bookings that share a minute of a person."""
    rows = work.session.execute(
        text(
            "SELECT a.id, b.id FROM shop_booking a JOIN shop_booking b ON a.person_id = b.person_id AND a.id < b.id"
            " WHERE a.state <> 'displaced' AND b.state <> 'displaced'"
            " AND a.attended_from < b.attended_until AND b.attended_from < a.attended_until"
        )
    )
    return [(row[0], row[1]) for row in rows]


def unattended(work: Work) -> list[int]:
    """Bookings to come that nobody stands by although their work centre asks for somebody."""
    rows = work.session.execute(
        text(
            "SELECT b.id FROM shop_booking b JOIN shop_work_centre c ON c.id = b.work_centre_id"
            " WHERE c.skill <> '' AND b.state <> 'displaced' AND NOT b.rides AND b.person_id IS NULL"
        )
    )
    return [row[0] for row in rows]


def without_the_skill(work: Work) -> list[int]:
    rows = work.session.execute(
        text(
            "SELECT b.id FROM shop_booking b JOIN shop_work_centre c ON c.id = b.work_centre_id"
            " WHERE b.person_id IS NOT NULL AND b.state <> 'displaced' AND NOT EXISTS (SELECT 1 FROM shop_crew_skill s"
            " WHERE s.member_id = b.person_id AND s.skill = c.skill)"
        )
    )
    return [row[0] for row in rows]


def overfull(work: Work) -> list[tuple[int, int]]:
    """Loads with more pieces than their work centre takes, and riders without a load."""
    rows = work.session.execute(
        text(
            "SELECT b.unit_id, b.start_minute FROM shop_booking b JOIN shop_work_centre c ON c.id = b.work_centre_id"
            " WHERE b.state <> 'displaced' AND b.batch <> '' GROUP BY b.unit_id, b.start_minute, b.batch, c.batch_max"
            " HAVING (sum(b.pieces) > c.batch_max AND count(*) > 1) OR sum(CASE WHEN b.rides THEN 0 ELSE 1 END) <> 1"
        )
    )
    return [(row[0], row[1]) for row in rows]


def doubled(work: Work) -> list[tuple[int, int]]:
    """Pairs of bookings that share a minute of a unit and are not in one load."""
    rows = work.session.execute(
        text(
            "SELECT a.id, b.id FROM shop_booking a JOIN shop_booking b ON a.unit_id = b.unit_id AND a.id < b.id"
            " WHERE a.state <> 'displaced' AND b.state <> 'displaced' AND NOT a.rides AND NOT b.rides"
            " AND a.start_minute < b.end_minute AND b.start_minute < a.end_minute"
        )
    )
    return [(row[0], row[1]) for row in rows]
