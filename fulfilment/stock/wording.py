"""Days and numbers as the shop says them. Plain: no I/O."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # not strftime: the process's locale must not change a sentence
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def say_day(day: date) -> str:
    """`3 December`."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def say_weekday(day: date) -> str:
    """`Tuesday 1 December`."""
    return f"{_DAYS[day.weekday()]} {say_day(day)}"


def say_number(number: int) -> str:
    """Words up to twelve, digits above."""
    return _NUMBERS[number] if 0 <= number <= 12 else str(number)


def count(number: int, noun: str) -> str:
    """`one working day`, `eight working days`."""
    return f"{say_number(number)} {noun}{'' if number == 1 else 's'}"


def still_coming(name: str, expected: date | None) -> str:
    """Why an issue is refused."""
    when = f"it is expected on {say_day(expected)}" if expected else "it is still to be ordered"
    return f"{name} is not here yet; {when}. Book its receipt, then start again."


def add_working_days(start: date, days: int, closed: frozenset[date] = frozenset()) -> date:
    """`days` working days after `start`; zero gives the first working day on or after it."""
    day = start
    while day.weekday() > 4 or day in closed:
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() > 4 or day in closed:
            day += timedelta(days=1)
    return day


def working_days_between(first: date, last: date) -> int:
    """Monday to Friday from `first` to `last`, both counted."""
    return sum(1 for n in range((last - first).days + 1) if (first + timedelta(days=n)).weekday() < 5)


def day_of(now: datetime, lead_days: int) -> date:
    """When goods ordered now are on the dock."""
    return add_working_days(now.date(), lead_days)
