"""The customer's pages, opened by a signed link: the live timeline, cancelling a line, paying, a fresh link."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from storefront.checkout.delivery import METHOD_WORDS, country_name
from storefront.mount.current import ShopState, current_shop
from storefront.orders import service
from storefront.orders.cards import card_of
from storefront.orders.finding import ask_for_link
from storefront.orders.opening import answer, go, line_of, load
from storefront.orders.presenting import Told, tell
from storefront.orders.queries import OrderPage
from storefront.orders.service.cancelling import refund_of
from storefront.orders.tokens import order_of, order_url, read_token
from storefront.payments.gateway import start
from storefront.payments.service import PayNow, pay_now
from storefront.revisions import service as revisions

blueprint = Blueprint("orders", __name__)
SENT = "If there is such an order, a fresh link is on its way to its e-mail address."


@blueprint.get("/o/<token>")
def page(token: str) -> Response:
    shop, claim = current_shop(), read_token(current_shop(), token)
    return _page(shop, load(shop, claim), token, "shop/orders/order.html")


@blueprint.get("/o/<token>/live")
def live(token: str) -> Response:
    """The live region alone, for the page that follows the stream."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    return _page(shop, load(shop, claim), token, "shop/orders/_live.html")


@blueprint.get("/o/<token>/cancel/<line_ref>")
def confirm_cancel(token: str, line_ref: str) -> Response:
    """Step one: what is cancelled and what goes back."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    found = load(shop, claim)
    line = line_of(found, line_ref)
    free = found.cancellable.get(line_ref)
    cost = free.committed_cost if free else None
    refund = shop.read(lambda work: refund_of(work, claim.order_ref, line_ref, cost)) if cost else None
    return answer(
        render_template(
            "shop/orders/cancel.html",
            order_number=found.order.number,
            line=line,
            free=free,
            refund=refund,
            done=found.cancelled.get(line_ref),
            token=token,
        )
    )


@blueprint.post("/o/<token>/cancel/<line_ref>")
def cancel(token: str, line_ref: str) -> Response:
    """Step two: asked for; the workshop has the last word, and the page says what it was."""
    shop, claim = current_shop(), read_token(current_shop(), token)

    def ask(work: Work) -> None:
        order_of(work, claim)
        service.cancel_line(work, claim.order_ref, line_ref, "customer")
        revisions.cancelled(work, claim.order_ref, line_ref)

    shop.write(ask)
    return go(url_for("shop.orders.page", token=token))


@blueprint.post("/o/<token>/pay")
def pay(token: str) -> Response:
    """Pay what is owed now, with any card."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    home = order_url(shop, claim.order_ref, claim.version)

    def open_page(work: Work) -> str:
        order = order_of(work, claim)
        if order.state != "placed":
            raise Conflict("This order was not paid in time, so its date is free again. Your cart still has it.")
        return pay_now(work, claim.order_ref, PayNow(home, home, work.now() + timedelta(minutes=31)))

    payment_ref = shop.write(open_page)
    return go(start(shop, payment_ref))


@blueprint.get("/o/<token>/card")
def card(token: str) -> Response:
    """Which card pays the rest and when, and paying it with another one."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    found = load(shop, claim)
    number = found.order.number
    html = render_template("shop/orders/card.html", order_number=number, token=token, card=card_of(found))
    return answer(html)


@blueprint.get("/orders/find")
def find() -> Response:
    return answer(render_template("shop/orders/find.html", sent=None, form={}, errors={}))


@blueprint.post("/orders/find")
def send_link() -> Response:
    """The same answer whether there is such an order or not."""
    shop = current_shop()
    number, email = request.form.get("number", "").strip()[:20], request.form.get("email", "").strip()[:254]
    errors = {}
    if not number:
        errors["number"] = "Write the number that stands in our mail, such as 1042."
    if "@" not in email:
        errors["email"] = "Write the e-mail address you ordered with."
    if errors:
        html = render_template("shop/orders/find.html", sent=None, form=request.form, errors=errors)
        return answer(html, 422)
    shop.write(lambda work: ask_for_link(work, number, email))
    return answer(render_template("shop/orders/find.html", sent=SENT, form={}, errors={}))


def _page(shop: ShopState, found: OrderPage, token: str, template: str) -> Response:
    told: Told = tell(found, shop.filters)
    return answer(
        render_template(
            template,
            page=found,
            told=told,
            order_number=found.order.number,
            token=token,
            methods=METHOD_WORDS,
            country=country_name(found.order.contact.country),
        )
    )
