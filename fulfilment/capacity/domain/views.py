"""What the doors of capacity take and give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from foundation.plain.money import Money


@dataclass(frozen=True)
class WorkCentreIn:
    """Equal machines or benches under one name. `code` is unique within its seller; `calendar` is a calendar's code.
    Somebody with `skill` stands by, all the time or while setting up (`attended` "all" or "setup"); "" needs nobody."""

    code: str
    name: str
    seller_ref: str
    calendar: str
    units: int
    hourly_rate: Money
    wip_limit: int | None = None
    batch_max: int = 1
    skill: str = ""
    attended: str = "all"


@dataclass(frozen=True)
class BookingView:
    """Time held for one operation. `unit` counts from 1 within its work centre; `person` is the name of who stands
    by."""

    work_centre: str
    unit: int
    start: datetime
    end: datetime
    state: str
    person: str = ""


@dataclass(frozen=True)
class DayLoad:
    """One local day of a work centre: minutes over all its units."""

    day: date
    booked: int
    available: int


@dataclass(frozen=True)
class WorkCentreView:
    """A work centre and its load over the coming days."""

    code: str
    name: str
    seller_ref: str
    units: int
    hourly_rate: Money
    wip_limit: int | None
    batch_max: int
    plan_version: int
    load: tuple[DayLoad, ...]
    skill: str = ""
    attended: str = "all"
    calendar: str = ""
