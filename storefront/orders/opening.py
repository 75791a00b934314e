"""What every page behind an order's link does: open the order, answer without leaving traces, go on."""

from __future__ import annotations

from flask import Response, make_response, redirect

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.mount.current import ShopState, current_shop
from storefront.orders.queries import LineView, OrderPage, order_page
from storefront.orders.tokens import Claim, order_of, read_token
from storefront.timeline.domain import Place
from storefront.timeline.queries import place_of


def opened(token: str) -> tuple[ShopState, Claim, OrderPage]:
    """The shop, what the link says, and the order's page. Raises `NotFound` and `Gone`."""
    shop = current_shop()
    claim = read_token(shop, token)
    return shop, claim, load(shop, claim)


def load(shop: ShopState, claim: Claim) -> OrderPage:
    """What the page shows. What was read for one who follows an order stands for the others for a few seconds, unless
    the timeline has gone on: whatever happens to an order stands there."""

    def newest(work: Work) -> Place:
        order_of(work, claim)
        return place_of(work, claim.order_ref)

    key = ("order", claim.order_ref, shop.read(newest))
    return shop.kept.answer(key, lambda: shop.read(lambda work: order_page(work, claim.order_ref)))


def line_of(found: OrderPage, line_ref: str) -> LineView:
    """Raises `NotFound` for a line of another order."""
    for line in found.order.lines:
        if line.line_ref == line_ref:
            return line
    raise NotFound("There is no such line in this order.")


def answer(html: str, status: int = 200) -> Response:
    """A page that no cache keeps and no other site hears of."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def go(address: str) -> Response:
    return make_response(redirect(address, 303))
