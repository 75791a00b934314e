"""Batches that are planned: which lie where, and how many pieces are in each. A unit does one thing at a time, so unit
and start name a load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import case, func, select

from foundation.data.work import Work
from fulfilment.capacity.domain import Load
from fulfilment.capacity.models import Booking


@dataclass(frozen=True)
class Planned:
    """`pieces` of `key` in one load until `end`."""

    end: int
    key: str
    pieces: int


Loads = Mapping[tuple[int, int], Planned]  # by unit and start


def open_loads(batches: Loads, batch_max: int) -> tuple[Load, ...]:
    """Those in which there is room."""
    return tuple(
        Load(unit, start, load.end, load.key, batch_max - load.pieces)
        for (unit, start), load in batches.items()
        if load.pieces < batch_max
    )


def entered(batches: Loads, changes: Iterable[Sequence[Any]]) -> tuple[Loads, list[Sequence[int]]]:
    """The loads after changes, and the changes that units see of them: a load's minutes are taken by its first piece
    and freed by its last."""
    loads, seen = dict(batches), list[Sequence[int]]()
    for change in changes:
        if len(change) == 4:
            seen.append(change)
            continue
        unit, start, end, taken, key, pieces = change
        before = loads.get((unit, start), Planned(end, key, 0))
        after = loads[unit, start] = replace(before, pieces=before.pieces + (pieces if taken else -pieces))
        if after.pieces <= 0:
            del loads[unit, start]
        if taken or after.pieces <= 0:
            seen.append(change[:4])
    return loads, seen


def read(work: Work, centres: Collection[int]) -> Mapping[int, Loads]:
    """The loads of work centres to which more may be added: none that has begun. One statement, none without such a
    work centre."""
    if not centres:
        return {}
    found: dict[int, dict[tuple[int, int], Planned]] = defaultdict(dict)
    rows = work.session.execute(
        select(
            Booking.work_centre_id,
            Booking.unit_id,
            Booking.start_minute,
            func.min(Booking.end_minute),
            func.min(Booking.batch),
            func.sum(Booking.pieces),
        )
        .where(
            Booking.work_centre_id.in_(centres),
            Booking.batch != "",
            Booking.state != "displaced",
            Booking.ends_at > work.now(),
        )
        .group_by(Booking.work_centre_id, Booking.unit_id, Booking.start_minute)
        .having(func.sum(case((Booking.state == "frozen", 1), else_=0)) == 0)
    )
    for centre, unit, start, end, key, pieces in rows:
        found[centre][unit, start] = Planned(end, key, int(pieces))
    return found
