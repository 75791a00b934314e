"""Verbs of quality control: the inspection operation ends only here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Conflict, Invalid
from foundation.plain.scope import SellerScope
from fulfilment.api.events import InspectionFailed, InspectionPassed, OperationFinished
from fulfilment.orders.taps import repeated
from fulfilment.production.domain.readmodel import TapResult
from fulfilment.production.service.bench import Bench, at_bench, from_json, keep, result, steps
from fulfilment.production.service.completion import complete
from fulfilment.production.service.floor import begin, end, refuse_twice
from fulfilment.production.service.rerouting import reroute
from fulfilment.quality.domain import Found, Point, checked, found_at, may_pass, parse_plan, sentence
from fulfilment.quality.models import Inspection, InspectionPhoto, QualityPlan
from fulfilment.quality.queries import points_of

MOST_PHOTOS: Final = 6


@dataclass(frozen=True)
class PhotoIn:
    """A photo that was checked, stripped and put into the blob store under `photo_key(ref, kind)`. `size` in bytes."""

    ref: str
    kind: str
    size: int


def inspect(
    work: Work,
    scope: SellerScope,
    ref: str,
    verdict: str,
    note: str,
    *,
    client_id: str,
    person: str,
    undo_window: timedelta,
    pieces: int | None = None,
    checks: Mapping[int, str] | None = None,
    photos: Sequence[PhotoIn] = (),
) -> TapResult:
    """Give a verdict on an inspection: `pass`, `rework` (adds operations) or `scrap` (`pieces` are made anew).

    An inspection that is ready starts itself. `checks` is what was ticked or measured, by the place of the point in the
    product's plan; `photos` lie in the blob store already. Idempotent per `client_id`. Raises `Invalid` for a failing
    verdict without a note or a pass with a point that is open or out of bounds, `Conflict` with the blocking sentence
    or for an operation that is no inspection. `InspectionPassed` is emitted when no inspection of the line is open any
    more; until then a pass is an operation finished.
    """
    bench = at_bench(work, scope, ref)
    before = repeated(work, client_id, verdict, ref)
    if before is not None:
        return from_json(before)
    operation, was = bench.operation, bench.operation.state
    if not operation.inspection:
        raise Conflict(f"{operation.name} is no inspection. Tap Finish when it is done.")
    note, some = checked(verdict, note, pieces, operation.pieces)
    refuse_twice(work, bench, "done")
    found = _looked_at(work, bench, verdict, checks or {})
    if was in ("waiting", "ready"):
        begin(work, bench, person)
    end(work, bench, person)
    operation.verdict, operation.note = verdict, note
    operation.undo_until = work.now() + undo_window if verdict == "pass" else None
    inspection = _keep_verdict(work, bench, verdict, note, some, person, found)
    _keep_photos(work, inspection, photos)
    told = result(operation, sentence(verdict, some, operation.pieces))
    keep(work, client_id, verdict, bench, person, was, told, note)
    if verdict == "pass":
        _passed(work, bench, inspection, undo_window, person)
    else:
        reroute(work, bench, verdict, some, note, person)
        work.emit(
            InspectionFailed(
                bench.order.order_ref, (bench.production.line_ref,), work.now(), inspection.ref, verdict, note
            )
        )
    return told


def _looked_at(work: Work, bench: Bench, verdict: str, checks: Mapping[int, str]) -> tuple[Found, ...]:
    production = bench.production
    points = points_of(work, production.seller_ref, production.line.sku)
    found = found_at(points, checks)
    if verdict == "pass":
        may_pass(points, found)
    return found


def _keep_verdict(
    work: Work, bench: Bench, verdict: str, note: str, pieces: int, person: str, found: Sequence[Found]
) -> Inspection:
    inspection = Inspection(
        ref=work.new_id(),
        operation_ref=bench.operation.ref,
        line_ref=bench.production.line_ref,
        verdict=verdict,
        note=note,
        pieces=pieces,
        person=person,
        at=work.now(),
        checks=[[one.label, one.said, one.ok] for one in found] or None,
    )
    work.session.add(inspection)
    work.session.flush()
    return inspection


def _keep_photos(work: Work, inspection: Inspection, photos: Sequence[PhotoIn]) -> None:
    if len(photos) > MOST_PHOTOS:
        raise Invalid(
            f"An inspection has at most {MOST_PHOTOS} photos. Choose the ones that show it best.", field="photo"
        )
    for photo in photos:
        work.session.add(
            InspectionPhoto(ref=photo.ref, inspection_ref=inspection.ref, kind=photo.kind, size=photo.size)
        )
    work.session.flush()


def put_quality_plan(work: Work, scope: SellerScope, seller_ref: str, sku: str, text: str) -> tuple[Point, ...]:
    """Write what is looked at on a product (`sku` "": on every product without a plan of its own), a point a line.
    No line: the plan is gone. Returns the points. Raises `Invalid` naming the line, `NotFound` outside `scope`."""
    scope.require(seller_ref, "quality plan")
    points = parse_plan(text)
    row = work.session.scalar(
        select(QualityPlan).where(QualityPlan.seller_ref == seller_ref, QualityPlan.sku == sku.strip()[:80])
    )
    if row is None:
        row = QualityPlan(seller_ref=seller_ref, sku=sku.strip()[:80], points=[])
        work.session.add(row)
    row.points = [point.to_json() for point in points]
    if not points:
        work.session.flush()
        work.session.delete(row)
    work.session.flush()
    return points


def _passed(work: Work, bench: Bench, inspection: Inspection, undo_window: timedelta, person: str) -> None:
    where, now = (bench.order.order_ref, (bench.production.line_ref,)), work.now()
    if any(o.inspection and o.state != "done" for o in bench.production.operations):
        work.emit(OperationFinished(*where, now, **steps(bench), waiting_until=bench.operation.waiting_until))
    else:
        work.emit(InspectionPassed(*where, now, inspection.ref, now + undo_window))
    complete(work, bench, person)
