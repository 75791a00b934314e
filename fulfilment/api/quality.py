"""Quality: what is looked at, what was found, and the photos. The verdict itself is `production.inspect`."""

from fulfilment.quality.domain import Found, Point, written
from fulfilment.quality.queries import (
    InspectionView,
    PlanView,
    inspections_of_line,
    photo,
    photo_key,
    points_of_operation,
    quality_plans,
)
from fulfilment.quality.service import MOST_PHOTOS, PhotoIn, put_quality_plan

__all__ = [
    "MOST_PHOTOS",
    "Found",
    "InspectionView",
    "PhotoIn",
    "PlanView",
    "Point",
    "inspections_of_line",
    "photo",
    "photo_key",
    "points_of_operation",
    "put_quality_plan",
    "quality_plans",
    "written",
]
