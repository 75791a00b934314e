"""The customer's side of the thread, behind the order's link."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Invalid
from foundation.plain.ids import new_id
from storefront.messages import queries, service
from storefront.messages.queries import Message
from storefront.mount.current import ShopState
from storefront.mount.errors import status_of
from storefront.orders.opening import answer, go, opened
from storefront.orders.queries import OrderPage

blueprint = Blueprint("messages", __name__)


@blueprint.get("/o/<token>/message")
def page(token: str) -> Response:
    """The thread, and a field."""
    shop, claim, found = opened(token)

    def seen(work: Work) -> tuple[Message, ...]:
        told = queries.thread(work, claim.order_ref, of="customer")
        if any(not one.mine and not one.read for one in told):
            service.read(work, claim.order_ref, "shop")
        return told

    return _page(shop, found, token, shop.write(seen))


def _page(
    shop: ShopState, found: OrderPage, token: str, told: tuple[Message, ...], error: DomainError | None = None
) -> Response:
    html = render_template(
        "shop/messages/thread.html",
        page=found,
        token=token,
        order_number=found.order.number,
        told=told,
        error=error,
        typed=request.form.get("body", "") if error else "",
        client_id=new_id(shop.clock.now()),
        sent="sent" in request.args,
    )
    return answer(html, status_of(error) if error else 200)


@blueprint.post("/o/<token>/message")
def send(token: str) -> Response:
    """Write; sent twice it is one message."""
    shop, claim, found = opened(token)
    body, client_id = request.form.get("body", ""), request.form.get("client_id", "")
    try:
        shop.write(lambda work: service.ask(work, claim.order_ref, body, client_id))
    except (Invalid, Conflict) as error:
        told = shop.read(lambda work: queries.thread(work, claim.order_ref, of="customer"))
        return _page(shop, found, token, told, error)
    return go(url_for(".page", token=token, sent=1, _anchor="last"))
