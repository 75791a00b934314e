"""What may be said of a machine that is not there, and how it is said to customers."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from foundation.plain.errors import Invalid
from fulfilment.stock.wording import say_weekday

LONGEST_AGO = timedelta(days=7)
LONGEST_REASON = 200


def check_span(starts_at: datetime, until: datetime, now: datetime, end_of_plan: datetime) -> None:
    """From when to when a machine may be down. Raises `Invalid` with what to do instead."""
    if until <= starts_at:
        raise Invalid("It must be back later than it went down. Choose another time.", field="until")
    if until <= now:
        raise Invalid(
            "That is over already, so there is nothing to plan around. Choose when it will be back.", field="until"
        )
    if starts_at < now - LONGEST_AGO:
        raise Invalid(
            "That began more than a week ago. Say since when the plan must do without it: today is enough.",
            field="starts_at",
        )
    if until > end_of_plan:
        raise Invalid(
            "The plan does not reach that far. A machine that is gone for years is taken out of its work centre "
            "instead.",
            field="until",
        )


def checked_reason(reason: str) -> str:
    """What is wrong with it, in a few words. Raises `Invalid`."""
    said = " ".join(reason.split())
    if len(said) > LONGEST_REASON:
        raise Invalid(f"Keep this under {LONGEST_REASON} characters.", field="reason")
    return said


def customer_reason(centre: str, until: datetime, zone: tzinfo) -> str:
    """Why a day moves, for somebody who has never seen the workshop."""
    return f"A machine in our workshop ({centre}) is out of order until {say_weekday(until.astimezone(zone).date())}."


def longer(minutes: int) -> int:
    """How much more time work gets that runs over its own: a quarter of what was planned, a quarter of an hour at
    least, so that it is not asked about every minute."""
    return max(minutes // 4, 15)


def capacity_reason(centre: str) -> str:
    return f"We can do less than planned at one place in our workshop ({centre})."
