"""Two steps behind the order's link: choose the lines, then confirm. The order page and every footer lead here."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from foundation.plain.errors import Invalid
from storefront.mount.current import ShopState
from storefront.orders.opening import answer, go, opened
from storefront.orders.queries import OrderPage
from storefront.withdrawal import queries, service
from storefront.withdrawal.domain import Chance, chosen
from storefront.withdrawal.service import GONE

blueprint = Blueprint("withdrawal", __name__)


@blueprint.get("/o/<token>/withdraw")
def choose(token: str) -> Response:
    """Step one: from what."""
    shop, _, page = opened(token)
    return _choose(shop, page, token)


def _choose(shop: ShopState, page: OrderPage, token: str, error: str = "") -> Response:
    found, known = shop.read(
        lambda work: (
            queries.withdrawable(work, page, shop.settings.zone),
            queries.declared(work, page.order.order_ref),
        )
    )
    html = render_template(
        "shop/withdrawal/choose.html",
        page=page,
        token=token,
        order_number=page.order.number,
        chances=found,
        known=known,
        error=error,
        asked=request.args.getlist("line"),
    )
    return answer(html, 422 if error else 200)


@blueprint.post("/o/<token>/withdraw")
def confirm(token: str) -> Response:
    """Step two: what was chosen, read once more; with `sure` it is declared."""
    shop, claim, page = opened(token)
    found = shop.read(lambda work: queries.withdrawable(work, page, shop.settings.zone))
    lines = chosen(found, request.form.getlist("line"))
    if not lines:
        return _choose(shop, page, token, "Choose what you withdraw from.")
    if "sure" not in request.form:
        return _confirm(page, token, found, lines)
    gone = [t.piece.line_ref for t in page.tracks if t.progress in GONE]
    try:
        shop.write(lambda work: service.declare(work, claim.order_ref, lines, gone))
    except Invalid as error:
        return _choose(shop, page, token, error.sentence)
    return go(url_for(".done", token=token))


def _confirm(page: OrderPage, token: str, found: tuple[Chance, ...], lines: list[str]) -> Response:
    picked = [one for one in found if one.line_ref in lines]
    html = render_template(
        "shop/withdrawal/confirm.html", page=page, token=token, order_number=page.order.number, picked=picked
    )
    return answer(html)


@blueprint.get("/o/<token>/withdraw/done")
def done(token: str) -> Response:
    """What follows now."""
    shop, claim, page = opened(token)
    known = shop.read(lambda work: queries.declared(work, claim.order_ref))
    html = render_template(
        "shop/withdrawal/done.html", page=page, token=token, order_number=page.order.number, known=known
    )
    return answer(html)
