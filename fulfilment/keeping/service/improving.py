"""After a repair that leaves a promise more likely broken than kept: the solver looks for a better plan, and only then
does anybody hear of a new day.

The search runs outside of any transaction, on what was read in one. Its plan is written only if no unit that it
touches has changed meanwhile and if it breaks no promise that the repaired plan keeps; else the repaired plan stands.
Work that has begun, and what begins before the end of the next shift, does not move.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.errors import Invalid
from foundation.plain.scope import SellerScope
from fulfilment.capacity.domain import instant
from fulfilment.keeping.domain.floor import Sheet, sheet_of
from fulfilment.keeping.domain.realising import ready_of
from fulfilment.keeping.models import Repair
from fulfilment.keeping.reading import open_floor
from fulfilment.keeping.service.repairing import finish, locked_repair, note, read_floor, scope_of, write_plan
from fulfilment.promise.keeping import forecast
from fulfilment.scheduling.values import Span

SECONDS = 10.0
WINDOW = 200  # operations that may move
TRIES = 2  # searches, where somebody changed a unit meanwhile
EVERY_SECONDS = 0.5  # between two writes of how far it is
Place = tuple[str, int]


class _Stale(Exception):
    """Somebody changed a unit that the better plan touches."""


class _Worse(Exception):
    """The better plan is none once people and loads are looked at."""


@dataclass(frozen=True)
class _Looked:
    """What the search works on."""

    scope: SellerScope
    sheet: Sheet
    fence: int
    late: tuple[str, ...]


def improve_plan(run: Runner, ref: str, seconds: float = SECONDS) -> None:
    """Look for a better plan, write it if it is one, then settle the repair. Safe to run twice."""
    for _ in range(TRIES):
        looked = run.read(lambda work: _look(work, ref))
        if looked is None or not looked.late:
            break
        moved = _beside(looked, seconds, _telling(run, ref))
        try:
            run.write(lambda work, m=moved, one=looked: _write(work, ref, one, m))  # type: ignore[misc]  # a default that binds
        except _Stale:
            continue
        except _Worse:
            pass
        break
    run.write(lambda work: settle(work, ref))


def _look(work: Work, ref: str) -> _Looked | None:
    row = work.session.get(Repair, ref)
    if row is None or row.state != "improving":
        return None
    scope = scope_of(work, row)
    floor = open_floor(work, scope)
    sheet = sheet_of(floor)
    return _Looked(scope, sheet, floor.fence, late_of(sheet, touched(row)))


def late_of(sheet: Sheet, lines: Collection[str]) -> tuple[str, ...]:
    """Of these lines, those that the plan brings later than their promise can bear."""
    ready = ready_of(sheet, lines)
    return tuple(sorted(line for line, minute in ready.items() if minute > sheet.problem.orders[line].due))


def _beside(looked: _Looked, seconds: float, tell: Callable[[float], None]) -> dict[int, Span]:
    """The search in a thread of its own, while this one tells how far it is: the solver calls back from threads that
    have no session."""
    share = 0.0

    def heard(so_far: float, _: str) -> None:
        nonlocal share
        share = so_far

    with ThreadPoolExecutor(1) as beside:
        search = beside.submit(_searched, looked, seconds, heard)
        while not wait([search], timeout=EVERY_SECONDS).done:
            tell(share)
        return search.result()


def _searched(looked: _Looked, seconds: float, tell: Callable[[float, str], None]) -> dict[int, Span]:
    # The solver is a hundred megabytes of C++ that no web process needs.
    from fulfilment.scheduling.reoptimising import reoptimise, window  # noqa: PLC0415 - heavy: OR-Tools

    problem, plan = looked.sheet.problem, looked.sheet.plan
    if len(plan) < len(problem.operations):
        return {}  # something has lost its place since: its own repair comes first
    chosen = window(problem, plan, looked.late, fence=looked.fence, size=WINDOW)
    try:
        found = reoptimise(problem, plan, chosen, fence=looked.fence, seconds=seconds, progress=tell)
    except Invalid:
        return {}
    return {number: after for number, (_, after) in found.moved.items()}


def _telling(run: Runner, ref: str) -> Callable[[float], None]:
    """Writes how far the search is."""
    return lambda share: run.write(lambda work: _mark(work, ref, share))


def _mark(work: Work, ref: str, share: float) -> None:
    row = locked_repair(work, ref)
    row.done = max(row.done, min(round(row.total * share), row.total))


def _write(work: Work, ref: str, looked: _Looked, moved: Mapping[int, Span]) -> None:
    """Raises `_Stale` or `_Worse`, and then nothing of it is written."""
    row = locked_repair(work, ref)
    if row.state != "improving" or not moved:
        return
    planned = read_floor(work, looked.scope)
    now_at = {_place(planned.sheet, number): number for number in planned.sheet.places}
    units = {span.unit for number, span in moved.items()} | {looked.sheet.plan[number].unit for number in moved}
    if any(on_unit(planned.sheet, unit) != on_unit(looked.sheet, unit) for unit in units):
        raise _Stale
    after = {now_at[_place(looked.sheet, number)]: span for number, span in moved.items()}
    realised = write_plan(work, planned, after)
    if realised.stuck or _breaks(planned.sheet, realised.ready):
        raise _Worse
    forecast(work, {line: instant(minute) for line, minute in realised.ready.items()})
    note(row, improved=len(after), lines=sorted({*touched(row), *realised.ready}))


def _place(sheet: Sheet, number: int) -> Place:
    return sheet.places[number].line_ref, sheet.places[number].number


def on_unit(sheet: Sheet, unit: int) -> list[tuple[int, int, Place | None]]:
    """Who holds which minutes of a unit."""
    mine = [(span.start, span.end, _place(sheet, n)) for n, span in sheet.plan.items() if span.unit == unit]
    closed = [(start, end, None) for start, end in sheet.problem.units[unit].closed]
    return sorted([*mine, *closed], key=lambda one: (one[0], one[1], one[2] or ("", 0)))


def _breaks(sheet: Sheet, after: Mapping[str, int]) -> bool:
    """Whether a promise that the plan keeps would be broken, or no more promises are kept than before."""
    before, orders = ready_of(sheet, after), sheet.problem.orders
    broken = [line for line, minute in after.items() if minute > orders[line].due >= before.get(line, 0)]
    late = sum(max(minute - orders[line].due, 0) for line, minute in after.items())
    was = sum(max(before.get(line, 0) - orders[line].due, 0) for line in after)
    return bool(broken) or late >= was


def settle(work: Work, ref: str) -> None:
    """Tell whose day moves after all, and close the repair."""
    row = locked_repair(work, ref)
    if row.state == "improving":
        finish(work, row, touched(row))


def touched(row: Repair) -> Sequence[str]:
    lines: list[str] = row.report.get("lines", [])
    return lines
