"""The plan on the wall and the load of each work centre."""

from __future__ import annotations

from datetime import date, timedelta

from flask import request
from flask.typing import ResponseReturnValue

from fulfilment.api import production
from storefront.accounts.guard import staff
from storefront.console.frame import page
from storefront.console.production import domain, gantt
from storefront.console.production.views import blueprint, today
from storefront.mount.current import current_shop


@blueprint.get("/plan")
def plan() -> ResponseReturnValue:
    """Bars by machine and time: a day, a week or four; a bar opens its operation."""
    who, shop = staff(), current_shop()
    zoom = request.args.get("zoom", "")
    zoom = zoom if zoom in gantt.ZOOMS else "week"
    day = gantt.first_day(zoom, _day(request.args.get("day", ""), today()))
    start, end = gantt.window(zoom, day, shop.settings.zone)
    found = shop.read(lambda work: production.schedule(work, who.scope, start, end))
    step = timedelta(days=gantt.ZOOMS[zoom][0])
    return page(
        "shop/console/production/plan.html",
        picture=gantt.picture(found, zoom, day, shop.settings.zone),
        zoom=zoom,
        day=day,
        before=day - step,
        after=day + step,
        today=today(),
        last=day + step - timedelta(days=1),
        row=gantt.ROW,
        head=gantt.HEAD,
        several=len({line.seller_ref for line in found.lines}) > 1,
    )


@blueprint.get("/load")
def load() -> ResponseReturnValue:
    """Booked against available, by work centre and day, for two weeks."""
    who = staff()
    centres = current_shop().read(lambda work: production.work_centres(work, who.scope))
    return page(
        "shop/console/production/load.html",
        loads=domain.loads(centres),
        several=len({centre.seller_ref for centre in centres}) > 1,
    )


def _day(text: str, otherwise: date) -> date:
    """A day of the address; one that is none, or out of any plan's reach, is today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if abs((day - otherwise).days) < 730 else otherwise
