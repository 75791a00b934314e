"""Downloads behind the order's link."""

from __future__ import annotations

from flask import Blueprint, Response

from foundation.plain.errors import Conflict
from storefront.accounts.mine.erasing import party_of
from storefront.arranging.service import picked_day
from storefront.checkout.delivery import METHOD_WORDS
from storefront.invoices.calendar import Entry, calendar
from storefront.invoices.paper import invoice_pdf
from storefront.orders.opening import opened
from storefront.orders.tokens import order_url

blueprint = Blueprint("invoices", __name__)


@blueprint.get("/o/<token>/invoice.pdf")
def invoice(token: str) -> Response:
    """The invoice, as the order stands now."""
    shop, _, page = opened(token)
    if not page.placed or not page.order.placed_at:
        raise Conflict("There is no invoice before the order is placed. It is here once your payment has arrived.")
    if not page.order.total.minor:
        raise Conflict("Nothing was charged for this order, so there is no invoice of it.")
    party = None
    if not page.order.contact.name:  # the customer is forgotten; whose invoice it was is kept as long as the law asks
        party = shop.read(lambda work: party_of(work, shop.settings, page.order.number))
    paper = invoice_pdf(page, shop.settings, shop.filters["money"], shop.filters["day"], party)
    return _file(paper, "application/pdf", f"invoice-{_plain(page.order.number)}.pdf")


@blueprint.get("/o/<token>/calendar.ics")
def days(token: str) -> Response:
    """The day of each line that is still to come; the one that was picked for what two people bring."""
    shop, claim, page = opened(token)
    chosen = shop.read(lambda work: picked_day(work, claim.order_ref))
    address = order_url(shop, claim.order_ref, claim.version)
    host = shop.settings.public_url.split("://", 1)[-1].split("/", 1)[0].split(":")[0]
    live = {t.piece.line_ref for t in page.tracks if t.progress not in ("cancelled", "delivered")}
    entries = []
    for line in page.order.lines:
        day = chosen if chosen and line.method == "two_person" else line.promised
        if day and line.line_ref in live and page.order.state == "placed":
            words = f"{'On this day' if day == chosen else 'By this day'}, {METHOD_WORDS[line.method]}. {address}"
            entries.append(Entry(f"{line.line_ref}@{host}", day, f"{line.title}, {shop.settings.name}", words, address))
    name = f"{shop.settings.name}, order {page.order.number}"
    text = calendar(entries, name, shop.clock.now())
    return _file(text.encode(), "text/calendar; charset=utf-8", f"order-{_plain(page.order.number)}.ics")


def _plain(number: str) -> str:
    return "".join(sign for sign in number if sign.isascii() and (sign.isalnum() or sign == "-")) or "order"


def _file(data: bytes, kind: str, name: str) -> Response:
    response = Response(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
