"""After a repair that leaves a promise more likely broken than kept: the solver looks for a better plan, and only then
does anybody hear of a new day.

The search runs outside of any transaction. Its plan is written only if nobody has touched the work centres meanwhile
and no promise that the repaired plan keeps would be broken by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.runner import Runner
from foundation.data.work import Work
from fulfilment.keeping.models import Repair
from fulfilment.keeping.service.repairing import finish, locked_repair


def improve_plan(run: Runner, ref: str) -> None:
    """Look for a better plan, then settle the repair. Safe to run twice."""
    run.write(lambda work: settle(work, ref))


def settle(work: Work, ref: str) -> None:
    """Tell whose day moves after all, and close the repair."""
    row = locked_repair(work, ref)
    if row.state == "improving":
        finish(work, row, touched(row))


def touched(row: Repair) -> Sequence[str]:
    lines: list[str] = row.report.get("lines", [])
    return lines
