"""Taps of people on the floor: each counts once, whatever the network does to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid
from fulfilment.orders.models import FloorTap


def repeated(work: Work, client_id: str, verb: str, subject: str) -> dict[str, Any] | None:
    """The result of this very tap when it was made before, else None.

    Ask after locking the subject: then a double sent in parallel waits and finds the first. Raises `Invalid` for a
    client id that is empty or too long, `Conflict` for one that was used for another act.
    """
    if not 0 < len(client_id) <= 80:
        raise Invalid("This tap carries no id of its own. Reload the page and tap again.", field="client_id")
    tap = work.session.get(FloorTap, client_id)
    if tap is None:
        return None
    if (tap.verb, tap.subject) != (verb, subject):
        raise Conflict("This tap was already used for something else. Reload the page and tap again.")
    return tap.result


def record(
    work: Work,
    client_id: str,
    verb: str,
    subject: str,
    *,
    person: str,
    was: str,
    now: str,
    result: dict[str, Any],
    undo_until: datetime | None = None,
    note: str = "",
) -> FloorTap:
    """Keep a tap with what it did."""
    last = work.session.scalar(select(func.max(FloorTap.sequence)).where(FloorTap.subject == subject))
    tap = FloorTap(
        client_id=client_id,
        verb=verb,
        subject=subject,
        person=person,
        at=work.now(),
        sequence=(last or 0) + 1,
        was=was,
        now=now,
        undo_until=undo_until,
        note=note,
        result=result,
    )
    work.session.add(tap)
    work.session.flush()
    return tap


def latest(work: Work, subject: str) -> FloorTap | None:
    """The newest tap on `subject` that still stands."""
    return work.session.scalar(
        select(FloorTap)
        .where(FloorTap.subject == subject, FloorTap.undone.is_(False), FloorTap.verb != "undo")
        .order_by(FloorTap.sequence.desc())
        .limit(1)
    )
