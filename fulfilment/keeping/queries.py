"""What the console and the customer's page read of keeping: a fixed number of statements each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Subquery, func, select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.capacity.models import WorkCentre, WorkUnit
from fulfilment.capacity.outages.models import CalendarException
from fulfilment.keeping.domain.views import MachineView, OutageView, RepairView, RevisionView, RiskRow
from fulfilment.keeping.models import Repair, RevisionAnswer
from fulfilment.keeping.service.outages import centre_of
from fulfilment.keeping.states import REPAIR
from fulfilment.orders.models import FulfilmentLine, FulfilmentOrder
from fulfilment.promise.models import Promise, PromiseRevision
from fulfilment.promise.states import LIVE, PROMISE_STATES

LATELY = 12  # repairs that the console shows
WORRIED = ("at_risk", "revised")


def outages(work: Work, scope: SellerScope) -> list[OutageView]:
    """Machines that are down now or will be, by work centre. One statement."""
    statement = (
        select(CalendarException, WorkCentre, WorkUnit.number)
        .join(WorkCentre, WorkCentre.id == CalendarException.work_centre_id)
        .outerjoin(WorkUnit, WorkUnit.id == CalendarException.unit_id)
        .where(CalendarException.closed_at.is_(None), CalendarException.ends_at > work.now())
        .order_by(WorkCentre.code, CalendarException.starts_at, CalendarException.id)
        .execution_options(populate_existing=True)
    )
    if scope.sellers is not None:
        statement = statement.where(WorkCentre.seller_ref.in_(sorted(scope.sellers)))
    return [
        OutageView(
            row.id,
            centre.code,
            centre.name,
            centre.seller_ref,
            number,
            row.starts_at,
            row.ends_at,
            row.reason,
            row.reported_by,
            row.closed_at,
        )
        for row, centre, number in work.session.execute(statement)
    ]


def machine(work: Work, scope: SellerScope, code: str) -> MachineView:
    """One work centre with its places and what is down of it. Raises `NotFound`, `Conflict` as `centre_of`."""
    centre, _ = centre_of(work, scope, code)
    places = work.session.scalars(
        select(WorkUnit.number)
        .where(WorkUnit.work_centre_id == centre.id, WorkUnit.retired.is_(False))
        .order_by(WorkUnit.number)
    ).all()
    mine = [one for one in outages(work, scope) if (one.seller_ref, one.work_centre) == (centre.seller_ref, code)]
    return MachineView(code, centre.name, centre.seller_ref, tuple(places), tuple(mine))


def repairs(work: Work, scope: SellerScope) -> list[RepairView]:
    """The last repairs that touched work centres in view, newest first; what is under way is among them."""
    statement = select(Repair).order_by(Repair.made_at.desc(), Repair.id.desc()).limit(5 * LATELY)
    rows = work.session.scalars(statement.execution_options(populate_existing=True)).all()
    if scope.sellers is not None:
        mine = set(work.session.scalars(select(WorkCentre.id).where(WorkCentre.seller_ref.in_(sorted(scope.sellers)))))
        rows = [row for row in rows if not mine.isdisjoint(row.centres)]
    return [_repair(row) for row in rows[:LATELY]]


def repair_view(work: Work, scope: SellerScope, ref: str) -> RepairView:
    """One repair. Raises `NotFound`."""
    row = work.session.get(Repair, ref)
    if row is None:
        raise NotFound("There is no such repair.")
    sellers = work.session.scalars(select(WorkCentre.seller_ref).where(WorkCentre.id.in_(row.centres)).distinct())
    if scope.sellers is not None and not scope.sellers & set(sellers):
        raise NotFound("There is no such repair.")
    return _repair(row)


def _repair(row: Repair) -> RepairView:
    state, report = REPAIR.states[row.state], row.report
    return RepairView(
        ref=row.id,
        kind=row.kind,
        title=row.title,
        state=row.state,
        label=state.label,
        tone=state.tone,
        done=row.done,
        total=row.total,
        moved=int(report.get("moved", 0)),
        at_risk=int(report.get("at_risk", 0)),
        revised=int(report.get("revised", 0)),
        stuck=tuple((line, sentence) for line, sentence in report.get("stuck", [])),
        made_at=row.made_at,
        finished_at=row.finished_at,
    )


def risks(work: Work, scope: SellerScope) -> list[RiskRow]:
    """Promises at risk and those whose day has moved, the nearest day first. Two statements."""
    last = _last_revisions()
    statement = (
        select(Promise, PromiseRevision, RevisionAnswer.answer)
        .outerjoin(last, last.c.promise_id == Promise.id)
        .outerjoin(PromiseRevision, PromiseRevision.id == last.c.id)
        .outerjoin(RevisionAnswer, RevisionAnswer.revision_id == PromiseRevision.id)
        .where(Promise.state.in_(WORRIED))
        .order_by(Promise.promised, Promise.line_ref)
        .execution_options(populate_existing=True)
    )
    if scope.sellers is not None:
        statement = statement.where(Promise.seller_ref.in_(sorted(scope.sellers)))
    rows = work.session.execute(statement).all()
    titles = _titles(work, [promise.line_ref for promise, _, _ in rows])
    return [_risk(promise, moved, answer, titles.get(promise.line_ref, ("", ""))) for promise, moved, answer in rows]


def _risk(promise: Promise, moved: PromiseRevision | None, answer: str | None, named: tuple[str, str]) -> RiskRow:
    state = PROMISE_STATES.states[promise.state]
    return RiskRow(
        order_number=named[0],
        line_ref=promise.line_ref,
        title=named[1],
        seller_ref=promise.seller_ref,
        promised=promise.promised,
        likely=promise.median,
        state=promise.state,
        label=state.label,
        tone=state.tone,
        was=moved.was if moved else None,
        reason=moved.reason if moved else "",
        moved_at=moved.at if moved else None,
        answer=answer,
    )


def _titles(work: Work, line_refs: Sequence[str]) -> dict[str, tuple[str, str]]:
    rows = work.session.execute(
        select(FulfilmentLine.line_ref, FulfilmentOrder.order_number, FulfilmentLine.title)
        .join(FulfilmentOrder, FulfilmentOrder.ref == FulfilmentLine.fulfilment_order_ref)
        .where(FulfilmentLine.line_ref.in_(line_refs))
    )
    return {ref: (number, title) for ref, number, title in rows}


def revisions(work: Work, order_ref: str) -> dict[str, RevisionView]:
    """By line, the last move of its day, of promises that still stand. One statement."""
    last = _last_revisions()
    rows = work.session.execute(
        select(Promise.line_ref, PromiseRevision, RevisionAnswer.answer)
        .join(last, last.c.promise_id == Promise.id)
        .join(PromiseRevision, PromiseRevision.id == last.c.id)
        .outerjoin(RevisionAnswer, RevisionAnswer.revision_id == PromiseRevision.id)
        .where(Promise.order_ref == order_ref, Promise.state.in_(LIVE))
    )
    return {ref: RevisionView(ref, one.was, one.now, one.reason, one.at, answer) for ref, one, answer in rows}


def _last_revisions() -> Subquery:
    return (
        select(PromiseRevision.promise_id, func.max(PromiseRevision.id).label("id"))
        .group_by(PromiseRevision.promise_id)
        .subquery()
    )
