"""People of a workshop: who works here, what each is able to, who is away."""

from fulfilment.crews.domain import Absence, MemberIn, MemberView
from fulfilment.crews.queries import calendars, people
from fulfilment.crews.service import away, back, put_member, retire_member

__all__ = [
    "Absence",
    "MemberIn",
    "MemberView",
    "away",
    "back",
    "calendars",
    "people",
    "put_member",
    "retire_member",
]
