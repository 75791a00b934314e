"""Goods come on another day: made lines are planned anew behind them, stocked ones forecast at once."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from foundation.data.work import Work
from fulfilment.api.events import SupplyMoved
from fulfilment.keeping.asking import Happened, all_centres, ask_repair
from fulfilment.production.models import ProductionOrder
from fulfilment.promise import service as promise
from fulfilment.promise.keeping import put_at_risk
from fulfilment.stock.service import allocations


def on_supply_moved(work: Work, event: SupplyMoved) -> None:
    """A handler of the event: leaves a repair for the lines of the floor; gives stocked lines their new day, or marks
    them at risk when nobody knows it. Earlier goods may calm a promise that is at risk, and move no day."""
    if not event.line_refs:
        return
    made = dict(
        work.session.execute(
            select(ProductionOrder.line_ref, ProductionOrder.seller_ref).where(
                ProductionOrder.line_ref.in_(event.line_refs)
            )
        ).all()
    )
    if made:
        centres = [id_ for seller in sorted(set(made.values())) for id_ in all_centres(work, seller)]
        kind = "supply_late" if event.later else "back_up"
        ask_repair(work, Happened(kind, event.reason, event.reason, centres, list(made)))
    _stocked(work, event, [ref for ref in event.line_refs if ref not in made])


def _stocked(work: Work, event: SupplyMoved, lines: list[str]) -> None:
    last: dict[str, list[date | None]] = defaultdict(list)
    for one in allocations(work, lines):
        if one.state == "awaited":
            last[one.line_ref].append(one.expected)
    for line, days in last.items():
        known = [day for day in days if day is not None]
        if len(known) < len(days):
            put_at_risk(work, [line])
        else:
            promise.revise(work, line, datetime.combine(max(known), time(12), UTC), event.reason)
