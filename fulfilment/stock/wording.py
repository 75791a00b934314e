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
_ONE = timedelta(days=1)
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
    if not closed:
        return _weekdays_after(day, days)
    while day.weekday() > 4 or day in closed:
        day += _ONE
    for _ in range(days):
        day += _ONE
        while day.weekday() > 4 or day in closed:
            day += _ONE
    return day


def _weekdays_after(day: date, days: int) -> date:
    """The same where only weekends are off, by whole weeks."""
    weekday = day.weekday()
    if not days and weekday < 5:
        return day
    monday = day.toordinal() - weekday
    if weekday > 4:  # a weekend counts as the Monday after it
        monday, weekday = monday + 7, 0
    weeks, rest = divmod(weekday + days, 5)
    return date.fromordinal(monday + 7 * weeks + rest)


def working_days_between(first: date, last: date) -> int:
    """Monday to Friday from `first` to `last`, both counted."""
    return max(_weekdays_before(last.toordinal()) - _weekdays_before(first.toordinal() - 1), 0)


def _weekdays_before(number: int) -> int:
    """Mondays to Fridays up to and with the day of that ordinal."""
    weeks, rest = divmod(number, 7)
    return weeks * 5 + min(rest, 5)


def day_of(now: datetime, lead_days: int) -> date:
    """When goods ordered now are on the dock."""
    return add_working_days(now.date(), lead_days)
