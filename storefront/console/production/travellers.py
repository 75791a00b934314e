"""The traveller: the sheet that goes with the piece through the workshop, on the screen and on paper."""

from __future__ import annotations

from functools import partial

import segno
from flask import Response
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from foundation.plain.quantity import describe
from fulfilment.api import production
from storefront.accounts.guard import staff
from storefront.console.floor.codes import address_of
from storefront.console.frame import dimensioned, page
from storefront.console.production import domain
from storefront.console.production.paper import traveller_pdf
from storefront.console.production.views import blueprint, today
from storefront.drawing import TitleBlock
from storefront.mount.current import current_shop
from storefront.mount.filters import clock_time, day_short


@blueprint.get("/orders/<ref>")
def traveller(ref: str) -> ResponseReturnValue:
    """The sheet on the screen, with a code for each operation."""
    who = staff()
    sheet = current_shop().read(lambda work: production.production_order(work, who.scope, ref))
    order, now = sheet.order, domain.current(sheet.order)
    return page(
        "shop/console/production/traveller.html",
        sheet=sheet,
        order=order,
        dimensioned=dimensioned(order.drawing),
        names={o.number: o.name for o in order.operations},
        codes={o.ref: _code(address_of(o.ref)) for o in order.operations},
        first=now or order.operations[-1],
        current=now,
        hours=domain.hours,
    )


@blueprint.get("/orders/<ref>/traveller.pdf")
def traveller_paper(ref: str) -> ResponseReturnValue:
    """The sheet to print."""
    who, shop = staff(), current_shop()
    sheet = shop.read(lambda work: production.production_order(work, who.scope, ref))
    zone, locale = shop.settings.zone, shop.settings.locale
    made = traveller_pdf(
        sheet,
        shop=shop.settings.name,
        locale=locale,
        address=address_of,
        describe=describe,
        day=partial(day_short, zone=zone, locale=locale),
        clock=partial(clock_time, zone=zone, locale=locale),
        block=TitleBlock(sheet.order.title, sheet.order.summary, today(), sheet.order.order_number, locale=locale),
    )
    answer = Response(made, mimetype="application/pdf")
    name = "".join(sign for sign in sheet.order.order_number if sign.isalnum() and sign.isascii()) or "order"
    answer.headers["Content-Disposition"] = f'inline; filename="traveller-{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _code(address: str) -> Markup:
    """A scan code of one of our own addresses, as SVG without a single style attribute."""
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=1)
    return Markup(drawn)  # noqa: S704 - drawn by segno from an address of ours; no text of anybody is in it
