"""Which mails, behind the order's link."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from storefront.notifications.choosing import OPTIONAL, choose, wanted
from storefront.orders.opening import answer, go, opened

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/o/<token>/notifications")
def page(token: str) -> Response:
    """What is chosen."""
    shop, claim, found = opened(token)
    made = any(line.made for line in found.order.lines)
    html = render_template(
        "shop/notifications/choose.html",
        page=found,
        token=token,
        order_number=found.order.number,
        kinds=[(kind, words) for kind, (words, _) in OPTIONAL.items() if made or kind not in ("stage", "balance_paid")],
        wanted=shop.read(lambda work: wanted(work, claim.order_ref)),
        saved="saved" in request.args,
    )
    return answer(html)


@blueprint.post("/o/<token>/notifications")
def save(token: str) -> Response:
    """Keep it."""
    shop, claim, _ = opened(token)
    kinds = request.form.getlist("kind")
    shop.write(lambda work: choose(work, claim.order_ref, kinds))
    return go(url_for(".page", token=token, saved=1))
