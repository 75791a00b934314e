"""Move the demo's clock on, for every process of it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.clock import OffsetClock
from foundation.plain.errors import Invalid, NotFound
from storefront.accounts.guard import staff
from storefront.mount.current import current_shop

blueprint = Blueprint("console_clock", __name__, url_prefix="/console/clock")

LONGEST = timedelta(days=14)


@blueprint.post("")
def move_on() -> ResponseReturnValue:
    """`hours` forward, then back to the page one came from. Raises `NotFound` where time is real."""
    staff()
    clock = current_shop().clock
    if not isinstance(clock, OffsetClock):
        raise NotFound("Time is real in this shop.")
    clock.advance(_hours(request.form.get("hours", "")))
    back = request.form.get("back", "")
    return redirect(back if _inside(back) else url_for("shop.console_today.page"), 303)


def _inside(path: str) -> bool:
    """Whether it is a path of this host: browsers read a backslash as a slash and skip control characters."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


def _hours(typed: str) -> timedelta:
    try:
        moved = timedelta(hours=int(typed))
    except (ValueError, OverflowError):
        raise Invalid("Say how many whole hours to move on.", field="hours") from None
    if not timedelta(0) < moved <= LONGEST:
        raise Invalid("The demo's clock moves on by 1 to 336 hours at a time.", field="hours")
    return moved
