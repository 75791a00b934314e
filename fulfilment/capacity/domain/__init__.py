"""Plain decisions of capacity: the working-minute axis, gaps on it, and the read models."""

from fulfilment.capacity.domain.axis import Axis, CalendarIn, axis_of, instant, meet, minute_of
from fulfilment.capacity.domain.centre import (
    ALL,
    SETUP,
    Centre,
    Job,
    Load,
    Person,
    Slot,
    earliest_attended,
    earliest_slot,
    earliest_whole,
    load_of,
)
from fulfilment.capacity.domain.gaps import NEVER, Gaps
from fulfilment.capacity.domain.shared import Searches, SharedTrial
from fulfilment.capacity.domain.trial import Found, Trial, presence
from fulfilment.capacity.domain.views import BookingView, DayLoad, WorkCentreIn, WorkCentreView

__all__ = [
    "ALL",
    "NEVER",
    "SETUP",
    "Axis",
    "BookingView",
    "CalendarIn",
    "Centre",
    "DayLoad",
    "Found",
    "Gaps",
    "Job",
    "Load",
    "Person",
    "Searches",
    "SharedTrial",
    "Slot",
    "Trial",
    "WorkCentreIn",
    "WorkCentreView",
    "axis_of",
    "earliest_attended",
    "earliest_slot",
    "earliest_whole",
    "instant",
    "load_of",
    "meet",
    "minute_of",
    "presence",
]
