"""Verbs of capacity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.api.workspec import OperationSpec
from fulfilment.capacity.domain import BookingView, CalendarIn, WorkCentreIn, WorkCentreView


def put_calendar(work: Work, scope: SellerScope, calendar: CalendarIn) -> None:
    raise NotImplementedError


def put_work_centre(work: Work, scope: SellerScope, centre: WorkCentreIn) -> None:
    raise NotImplementedError


def bookings(work: Work, line_refs: Sequence[str]) -> dict[tuple[str, int], BookingView]:
    raise NotImplementedError


def begin(work: Work, line_ref: str, operation: int, at: datetime) -> None:
    raise NotImplementedError


def finish(work: Work, line_ref: str, operation: int, at: datetime) -> None:
    raise NotImplementedError


def reopen(work: Work, line_ref: str, operation: int, at: datetime) -> None:
    raise NotImplementedError


def book_more(
    work: Work, line_ref: str, operations: Sequence[OperationSpec], after: datetime, quantity: int
) -> datetime:
    raise NotImplementedError


def work_centres(work: Work, scope: SellerScope) -> list[WorkCentreView]:
    raise NotImplementedError
