"""Plain decisions of capacity: the working-minute axis, gaps on it, and the read models."""

from fulfilment.capacity.domain.axis import Axis, CalendarIn, axis_of
from fulfilment.capacity.domain.timeline import Centre, Slot, Timeline, earliest_slot
from fulfilment.capacity.domain.views import BookingView, DayLoad, WorkCentreIn, WorkCentreView

__all__ = [
    "Axis",
    "BookingView",
    "CalendarIn",
    "Centre",
    "DayLoad",
    "Slot",
    "Timeline",
    "WorkCentreIn",
    "WorkCentreView",
    "axis_of",
    "earliest_slot",
]
