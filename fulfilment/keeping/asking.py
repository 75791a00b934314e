"""Leaves a repair for the worker: the transaction in which something happened writes it down, and no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Unavailable
from fulfilment.capacity.models import WorkCentre
from fulfilment.keeping.models import Repair
from fulfilment.keeping.states import REPAIR, SHUT

MESSAGE = "repair_plan"
SHUT_FOR = timedelta(minutes=2)
_BUSY = "The workshop is planning its days anew just now. Nothing was lost; try again in a moment."


@dataclass(frozen=True)
class Happened:
    """What happened to the plan. `title` is for the house, `reason` for a customer whose day moves because of it;
    `centres` are ids of work centres, `lines` those that are looked at even if nothing of theirs is displaced."""

    kind: str
    title: str
    reason: str
    centres: Collection[int] = ()
    lines: Collection[str] = ()
    notes: dict[str, Any] = field(default_factory=dict)


def ask_repair(work: Work, happened: Happened) -> str:
    """Write a repair down and leave it for the worker; returns its reference. Until it is done nobody reserves on its
    work centres."""
    ref = work.new_id()
    work.session.add(
        Repair(
            id=ref,
            kind=happened.kind,
            title=happened.title,
            reason=happened.reason,
            centres=sorted(happened.centres),
            lines=sorted(happened.lines),
            state=REPAIR.initial,
            done=0,
            total=100,
            report=dict(happened.notes),
            made_at=work.now(),
        )
    )
    work.session.flush()
    work.enqueue(MESSAGE, {"repair": ref}, key=ref)
    return ref


def refuse_during_repair(work: Work, centres: Collection[int]) -> None:
    """Raises `Unavailable` while one of these work centres waits for its repair: whoever came in between would take
    the hours that those who are promised already need. A repair that nobody does for minutes shuts no shop. One
    statement; callers hold the locks of the units."""
    if not centres:
        return
    young = Repair.made_at.between(work.now() - SHUT_FOR, work.now() + SHUT_FOR)
    open_ones = work.session.scalars(select(Repair.centres).where(Repair.state.in_(SHUT), young)).all()
    if any(not set(centres).isdisjoint(touched) for touched in open_ones):
        raise Unavailable(_BUSY)


def all_centres(work: Work, seller_ref: str) -> list[int]:
    """Ids of a seller's work centres: what is displaced on one goes on at the others."""
    return list(work.session.scalars(select(WorkCentre.id).where(WorkCentre.seller_ref == seller_ref)))
