"""The pace of the floor, measured from its time logs: how long things take is asked of those who did them."""

from __future__ import annotations

from sqlalchemy import func, select

from foundation.data.work import Work
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.promise.calibrating import PACE, record, write
from fulfilment.promise.domain.pace import RECENT, Logged, Paces, measured
from fulfilment.timelog.models import TimeLog


def measure(work: Work) -> Paces:
    """Measure anew from the last logged operations; what quotes plan with changes only when a pace did. For the
    worker, once a day. Two statements, a third when something changed."""
    found = measured(_logs(work), work.now().date())
    known = record(work).paces
    if (found.centres, found.kinds) == (known.centres, known.kinds):
        return known
    write(work, PACE, found.to_json())
    return found


def _logs(work: Work) -> list[Logged]:
    """The last finished operations with the minutes that were logged on them; what was not logged tells nothing."""
    minutes = func.sum(TimeLog.minutes)
    rows = work.session.execute(
        select(
            ProductionOrder.seller_ref,
            Operation.work_centre,
            Operation.name,
            Operation.setup_minutes + Operation.run_minutes * Operation.pieces,
            minutes,
            Operation.kind,
        )
        .join(TimeLog, TimeLog.operation_ref == Operation.ref)
        .join(ProductionOrder, ProductionOrder.ref == Operation.production_order_ref)
        .where(Operation.state == "done", TimeLog.void.is_(False), TimeLog.minutes.is_not(None))
        .group_by(Operation.ref, ProductionOrder.seller_ref)
        .having(minutes > 0)
        .order_by(Operation.finished_at.desc(), Operation.ref)
        .limit(RECENT)
    )
    return [
        Logged(seller, centre, name, planned, int(real or 0), kind != "routing")
        for seller, centre, name, planned, real, kind in rows
    ]
