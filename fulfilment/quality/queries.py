"""Read models of quality: plans, verdicts with what was found, photos."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from foundation.plain.scope import SellerScope
from fulfilment.production.models import Operation, ProductionOrder
from fulfilment.quality.domain import Found, Point
from fulfilment.quality.models import Inspection, InspectionPhoto, QualityPlan


@dataclass(frozen=True)
class InspectionView:
    """A verdict that stands. `photos` are refs for `photo`."""

    ref: str
    verdict: str
    note: str
    pieces: int
    person: str
    at: datetime
    found: tuple[Found, ...]
    photos: tuple[str, ...]


@dataclass(frozen=True)
class PlanView:
    """What is looked at on a product; `sku` "" is every product without a plan of its own."""

    seller_ref: str
    sku: str
    points: tuple[Point, ...]


def photo_key(ref: str, kind: str) -> str:
    """Where a photo's bytes lie in the blob store."""
    return f"inspections/{ref}.{kind}"


def points_of(work: Work, seller_ref: str, sku: str) -> tuple[Point, ...]:
    """The product's own plan, else the seller's for all products, else nothing. One statement."""
    rows = work.session.scalars(
        select(QualityPlan).where(QualityPlan.seller_ref == seller_ref, QualityPlan.sku.in_((sku, "")))
    ).all()
    found = max(rows, key=lambda row: row.sku == sku, default=None)
    return tuple(Point.from_json(point) for point in found.points) if found else ()


def points_of_operation(work: Work, operation_ref: str) -> tuple[Point, ...]:
    """The plan that an inspection goes by. Two statements, one when there is no such operation."""
    order = work.session.scalar(
        select(ProductionOrder).join(ProductionOrder.operations).where(Operation.ref == operation_ref)
    )
    return points_of(work, order.seller_ref, order.line.sku) if order else ()


def quality_plans(work: Work, scope: SellerScope) -> list[PlanView]:
    """Every plan of the sellers in view. One statement."""
    statement = select(QualityPlan).order_by(QualityPlan.seller_ref, QualityPlan.sku)
    if scope.sellers is not None:
        statement = statement.where(QualityPlan.seller_ref.in_(sorted(scope.sellers)))
    rows = work.session.scalars(statement)
    return [PlanView(r.seller_ref, r.sku, tuple(Point.from_json(p) for p in r.points)) for r in rows]


def inspections_of_line(work: Work, line_ref: str) -> tuple[InspectionView, ...]:
    """Every verdict on a piece that stands, oldest first. Two statements."""
    rows = work.session.scalars(
        select(Inspection).where(Inspection.line_ref == line_ref, Inspection.undone.is_(False)).order_by(Inspection.ref)
    ).all()
    photos: dict[str, list[str]] = defaultdict(list)
    for one in work.session.scalars(
        select(InspectionPhoto)
        .where(InspectionPhoto.inspection_ref.in_([row.ref for row in rows]))
        .order_by(InspectionPhoto.ref)
    ):
        photos[one.inspection_ref].append(one.ref)
    return tuple(
        InspectionView(
            row.ref,
            row.verdict,
            row.note,
            row.pieces,
            row.person,
            row.at,
            tuple(Found(label, said, bool(ok)) for label, said, ok in row.checks or ()),
            tuple(photos[row.ref]),
        )
        for row in rows
    )


def photo(work: Work, scope: SellerScope, ref: str) -> tuple[str, str]:
    """(kind, blob key) of a photo. One statement. Raises `NotFound` outside `scope`."""
    row = work.session.execute(
        select(InspectionPhoto.ref, InspectionPhoto.kind, ProductionOrder.seller_ref)
        .join(Inspection, Inspection.ref == InspectionPhoto.inspection_ref)
        .join(Operation, Operation.ref == Inspection.operation_ref)
        .join(ProductionOrder, ProductionOrder.ref == Operation.production_order_ref)
        .where(InspectionPhoto.ref == ref)
    ).first()
    if row is None or not scope.covers(row.seller_ref):
        raise NotFound("There is no such photo.")
    return row.kind, photo_key(row.ref, row.kind)
