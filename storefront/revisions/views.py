"""The page of a day that moved: why, and the choice between the new day, another piece, and the money back."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from foundation.data.work import Work
from foundation.plain.errors import NotFound
from storefront.mount.current import current_shop
from storefront.orders.queries import OrderPage, order_page
from storefront.orders.tokens import Claim, order_of, read_token
from storefront.revisions import service

blueprint = Blueprint("revisions", __name__)


@blueprint.get("/o/<token>/new-day/<line_ref>")
def page(token: str, line_ref: str) -> Response:
    """What moved, why, and what may be chosen."""
    shop, claim = current_shop(), read_token(current_shop(), token)
    found = shop.read(lambda work: _load(work, claim))
    moved, line = found.revisions.get(line_ref), found.line(line_ref)
    if moved is None or line is None:
        raise NotFound("The day of this piece has not moved.")
    html = render_template(
        "shop/revisions/new_day.html",
        order_number=found.order.number,
        line=line,
        moved=moved,
        free=found.cancellable.get(line_ref),
        gone=found.cancelled.get(line_ref),
        token=token,
    )
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/o/<token>/new-day/<line_ref>/accept")
def accept(token: str, line_ref: str) -> Response:
    """The new day suits; tapping twice is tapping once."""
    shop, claim = current_shop(), read_token(current_shop(), token)

    def agree(work: Work) -> None:
        order_of(work, claim)
        service.accept(work, claim.order_ref, line_ref)

    shop.write(agree)
    return make_response(redirect(url_for("shop.orders.page", token=token), 303))


def _load(work: Work, claim: Claim) -> OrderPage:
    order_of(work, claim)
    return order_page(work, claim.order_ref)
