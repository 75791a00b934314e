"""What the clock asks: each job once a period, however many workers look."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from foundation.data.sql import insert_into
from foundation.data.work import Work
from storefront.mount.current import ShopState
from storefront.running.models import PeriodicRun

log = logging.getLogger(__name__)

SHORTEST_HOLD, LONGEST_HOLD = timedelta(seconds=30), timedelta(minutes=10)
LOOK = timedelta(seconds=1)  # how often a worker asks what is due


@dataclass(frozen=True)
class Periodic:
    """Something done again and again. `fn` opens its own transactions and may, after a worker's death, be run by two at
    once. `lane` says beside which messages it is done."""

    name: str
    every: timedelta
    fn: Callable[[ShopState], Any]
    lane: str = "quick"

    @property
    def hold(self) -> timedelta:
        """How long nobody else begins it; afterwards whoever began it is taken for dead."""
        return min(max(self.every, SHORTEST_HOLD), LONGEST_HOLD)


def run_due(shop: ShopState, jobs: Sequence[Periodic], enough: Callable[[], bool] = lambda: False) -> int:
    """Do what is due and nobody else has begun; returns how many that were. One that breaks stops no other."""
    waiting = shop.read(lambda work: due(work, jobs))
    done = 0
    for job in waiting:
        if enough() or not shop.write(lambda work, job=job: take_turn(work, job)):  # type: ignore[misc]  # a default that binds
            continue
        error = None
        try:
            job.fn(shop)
        except Exception as broken:  # the loop outlives every job; the next round tries again
            log.exception("periodic job %s failed", job.name)
            error = type(broken).__name__
        shop.write(lambda work, job=job, error=error: end_turn(work, job, error))  # type: ignore[misc]
        done += 1
    return done


def due(work: Work, jobs: Sequence[Periodic]) -> list[Periodic]:
    """Which of the jobs could be begun now. One statement, a read: an idle look never takes the write lock."""
    now = work.now()
    rows = {row.name: row for row in work.session.execute(select(PeriodicRun.name, PeriodicRun.next_at))}
    return [job for job in jobs if job.name not in rows or _is_time(rows[job.name].next_at, now, job)]


def take_turn(work: Work, job: Periodic) -> bool:
    """Begin a job, unless somebody has begun it in this period or is at it still."""
    now, row = work.now(), PeriodicRun
    values = {"next_at": now + job.every, "held_until": now + job.hold, "began_at": now, "ended_at": None}
    free = or_(row.held_until.is_(None), row.held_until < now)
    turn = or_(row.next_at <= now, row.next_at > now + job.every)
    begun = insert_into(work.session, row).values(name=job.name, **values)
    begun = begun.on_conflict_do_update(index_elements=["name"], set_=values, where=free & turn)
    return work.session.scalar(begun.returning(row.name)) is not None


def end_turn(work: Work, job: Periodic, error: str | None) -> None:
    """Let go of it; `error` is the name of what went wrong."""
    ended = {"held_until": None, "ended_at": work.now(), "last_error": error}
    work.session.execute(
        update(PeriodicRun)
        .where(PeriodicRun.name == job.name)
        .values(**ended)
        .execution_options(synchronize_session=False)
    )


def _is_time(next_at: datetime, now: datetime, job: Periodic) -> bool:
    """A day that is further off than a period is of a longer period, or of a clock that went back."""
    return next_at <= now or next_at > now + job.every
