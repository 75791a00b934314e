"""Leaves a repair for the worker: the transaction in which something happened writes it down, and no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
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
_ONE = "shop.one_repair"  # in a session's notes while several reasons are gathered
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
    work centres. Inside `as_one` it is noted for that one repair, and the reference is empty."""
    gathered: list[Happened] | None = work.session.info.get(_ONE)
    if gathered is not None:
        gathered.append(happened)
        return ""
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


@contextmanager
def as_one(work: Work, kind: str, title: str, reason: str) -> Iterator[None]:
    """Whatever asks for a repair inside is one repair, of all their work centres and lines, told as `title` and
    `reason`; none where nothing asks. Inside of another it is part of that."""
    if _ONE in work.session.info:
        yield
        return
    gathered: list[Happened] = []
    work.session.info[_ONE] = gathered
    try:
        yield
    finally:
        del work.session.info[_ONE]
    if gathered:
        centres = {id_ for one in gathered for id_ in one.centres}
        lines = {ref for one in gathered for ref in one.lines}
        notes = {name: value for one in gathered for name, value in one.notes.items()}
        ask_repair(work, Happened(kind, title, reason, centres, lines, notes))


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
