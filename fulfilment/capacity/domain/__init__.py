"""Plain decisions of capacity: the working-minute axis, gaps on it, and the read models."""

from fulfilment.capacity.domain.axis import Axis, CalendarIn, axis_of, instant, minute_of
from fulfilment.capacity.domain.centre import Centre, Slot, earliest_slot, earliest_whole, load_of
from fulfilment.capacity.domain.gaps import NEVER, Gaps
from fulfilment.capacity.domain.trial import Trial
from fulfilment.capacity.domain.views import BookingView, DayLoad, WorkCentreIn, WorkCentreView

__all__ = [
    "NEVER",
    "Axis",
    "BookingView",
    "CalendarIn",
    "Centre",
    "DayLoad",
    "Gaps",
    "Slot",
    "Trial",
    "WorkCentreIn",
    "WorkCentreView",
    "axis_of",
    "earliest_slot",
    "earliest_whole",
    "instant",
    "load_of",
    "minute_of",
]
