"""Why an operation cannot start yet, in one sentence, and what the server would accept from the bench now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo


@dataclass(frozen=True)
class Upstream:
    """A predecessor: done or not, where it is done, and when its glue or drying time is over."""

    name: str
    work_centre: str
    state: str
    waiting_until: datetime | None


@dataclass(frozen=True)
class Material:
    """A material the operation takes; `expected` is its day while it is awaited."""

    name: str
    state: str
    expected: date | None


@dataclass(frozen=True)
class Busy:
    """What runs at the work centre: `running` are "order 1042, Glue-up"; `joins` is an equal batch that has room.
    `begun` counts what was begun there and is not done, paused or not; `limit` is how much of that the house allows."""

    work_centre: str
    units: int
    running: tuple[str, ...]
    joins: bool = False
    begun: int = 0
    limit: int | None = None


def blocked_by(
    upstream: Sequence[Upstream],
    materials: Sequence[Material],
    holds: Sequence[str],
    busy: Busy,
    now: datetime,
    zone: tzinfo,
) -> str | None:
    """The first thing in the way, in the order in which a person would clear it: a hold, the step before, its drying
    time, a material, the machine. None: it may start."""
    if holds:
        return holds[0]
    unfinished = [step for step in upstream if step.state != "done"]
    if unfinished:
        return f"Comes after {unfinished[0].name} at {unfinished[0].work_centre}."
    waiting = max((step for step in upstream if step.waiting_until), key=_until, default=None)
    if waiting is not None and _until(waiting) > now:
        return f"Rests after {waiting.name} until {spoken(_until(waiting), now, zone)}."
    return _material_sentence(materials) or _busy_sentence(busy)


def _until(step: Upstream) -> datetime:
    assert step.waiting_until is not None
    return step.waiting_until


def _material_sentence(materials: Sequence[Material]) -> str | None:
    awaited = [m for m in materials if m.state == "awaited"]
    if not awaited:
        return None
    unknown = next((m for m in awaited if m.expected is None), None)
    if unknown is not None:
        return f"{unknown.name} is missing and not on order. Order it under Materials."
    last = max(awaited, key=lambda m: m.expected or date.min)
    assert last.expected is not None
    return f"{last.name} arrives on {last.expected:%A} {last.expected.day} {last.expected:%B}."


def _busy_sentence(busy: Busy) -> str | None:
    if busy.joins:
        return None
    if busy.limit is not None and busy.begun >= busy.limit:
        many = "one piece" if busy.begun == 1 else f"{busy.begun} pieces"
        return f"{busy.work_centre} has {many} begun, as many as it may. Finish one first."
    if len(busy.running) < busy.units:
        return None
    if busy.units == 1:
        return f"{busy.work_centre} is busy with {busy.running[0]}."
    return f"All {busy.units} places at {busy.work_centre} are busy, one with {busy.running[0]}."


def spoken(at: datetime, now: datetime, zone: tzinfo) -> str:
    """An instant as one says it in the workshop: `14:00`, `Thursday at 14:00`, `Friday 18 December at 08:00`."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M}"
    if local.date() == today.date():
        return clock
    if timedelta(0) < local.date() - today.date() < timedelta(days=7):
        return f"{local:%A} at {clock}"
    return f"{local:%A} {local.day} {local:%B} at {clock}"


def actions(lane: str | None, *, blocked: str | None, undoable: bool, others: bool = False) -> tuple[str, ...]:
    """The verbs of the card by its lane: a blocked operation has none but undo. `others`: some of its pieces are not
    begun."""
    by_lane: dict[str, tuple[str, ...]] = {
        "ready": ("start",),
        "running": ("finish", "pause"),
        "paused": ("resume", "finish"),
        "inspect": ("pass", "rework", "scrap"),
    }
    now = by_lane.get(lane or "", ())
    if blocked is not None:
        now = tuple(verb for verb in now if lane == "paused" and verb == "finish")
    more = ("others",) if others and lane == "running" else ()
    return (*now, *more, "undo") if undoable else (*now, *more)


def nothing_here(work_centre: str, next_up: tuple[str, str, datetime] | None, now: datetime, zone: tzinfo) -> str:
    """An empty lane in the shop's voice. `next_up`: (order number, work centre it comes from or "", when)."""
    if next_up is None:
        return f"Nothing at {work_centre}, and nothing is planned for it."
    number, source, at = next_up
    comes = f"comes from {source}" if source else "is planned"
    when = "any moment now" if at <= now else _on(spoken(at, now, zone))
    return f"Nothing at {work_centre}. The next piece, order {number}, {comes} {when}."


def _on(when: str) -> str:
    return f"at {when}" if when[0].isdigit() else f"on {when}"
