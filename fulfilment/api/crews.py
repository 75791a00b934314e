"""A workshop from its seller's side: who works here and who is away, machines and benches, shifts."""

from fulfilment.capacity.domain import WorkCentreView
from fulfilment.capacity.queries import centre_names, work_centres
from fulfilment.crews.calendars import add_calendar, edit_calendar
from fulfilment.crews.domain import Absence, CalendarUse, MemberIn, MemberView
from fulfilment.crews.feasible import Asked, Trouble, troubles
from fulfilment.crews.queries import calendars, people
from fulfilment.crews.service import away, back, put_member, retire_member

__all__ = [
    "Absence",
    "Asked",
    "CalendarUse",
    "MemberIn",
    "MemberView",
    "Trouble",
    "WorkCentreView",
    "add_calendar",
    "away",
    "back",
    "calendars",
    "centre_names",
    "edit_calendar",
    "people",
    "put_member",
    "retire_member",
    "troubles",
    "work_centres",
]
