"""Why a day is what it is, in the shop's voice."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from fulfilment.promise.domain.wanted import Reason
from fulfilment.stock.wording import count, say_day, say_number, say_weekday, working_days_between


def sold_out(name: str, here: int, reachable: int) -> Reason:
    """`here` are on the shelf, `reachable` with all that is on its way."""
    if reachable <= 0:
        return Reason("sold_out", f"{name} is sold out, and no more are on their way.")
    if here == reachable:
        return Reason("sold_out", f"Only {say_number(here)} of {name} left. Choose {here} or fewer.")
    return Reason("sold_out", f"Only {say_number(reachable)} of {name} can be had, {say_number(here)} of them now.")


def incoming(here: int, arriving: int, day: date) -> Reason:
    """Not all of it is here; `arriving` free pieces come on `day`."""
    more = say_number(arriving).capitalize()
    verb = "arrives" if arriving == 1 else "arrive"
    if here == 0:
        mine = "it is yours" if arriving == 1 else "yours is one of them"
        return Reason("incoming", f"Gone for now. {more} more {verb} on {say_day(day)}: order today and {mine}.", day)
    are = "is" if here == 1 else "are"
    sentence = f"{say_number(here).capitalize()} {are} here; the rest of your order arrives on {say_day(day)}."
    return Reason("incoming", sentence, day)


def on_shelf(leaves: date, today: date, cutoff: str) -> Reason:
    """All of it is here and leaves the house on `leaves`."""
    if leaves == today:
        return Reason("on_shelf", f"On the shelf. Order before {cutoff} and it leaves today.", leaves)
    return Reason("on_shelf", f"On the shelf. It leaves {say_weekday(leaves)}.", leaves)


@lru_cache(maxsize=1_000)  # of the days to come there are few, and the pieces of a batch share them
def material(name: str, day: date, usable: date, ready: date, bought: bool) -> Reason:
    """The bench waits for wood. `usable` is the first day it can be worked."""
    days = count(max(working_days_between(usable, ready), 1), "working day")
    how = f"{name} is ordered for you and arrives {say_day(day)}" if bought else f"{name} arrives {say_day(day)}"
    return Reason("material", f"{how}; then {days} at the bench.", day)


@lru_cache(maxsize=1_000)
def capacity(start: date, ready: date) -> Reason:
    """Everything is here; the bench sets the pace."""
    days = count(max(working_days_between(start, ready), 1), "working day")
    return Reason("capacity", f"At the bench from {say_weekday(start)}; it takes {days}.", start)


def no_material(name: str) -> Reason:
    return Reason(
        "no_material", f"We cannot get enough {name} just now. Choose another material, or ask us for a date."
    )


def no_work_centre(operation: str) -> Reason:
    return Reason("no_work_centre", f"Our workshop cannot do “{operation}” just now. Please ask us for a date.")


def no_delivery(country: str) -> Reason:
    return Reason("no_delivery", f"We do not deliver this to {country} yet. Choose another address, or ask us.")
