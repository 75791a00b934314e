"""The page behind the order's link: telephone, floor, lift, notes, and a day once the piece has passed inspection."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, render_template, request, url_for

from foundation.plain.errors import Conflict, DomainError, Invalid
from fulfilment.api import setup
from storefront.arranging import service
from storefront.arranging.domain import LIFTS, READY, checked_access, days, earliest, picked
from storefront.mount.current import ShopState
from storefront.mount.errors import status_of
from storefront.mount.filters import local_date
from storefront.orders.domain import Track
from storefront.orders.opening import answer, go, opened
from storefront.orders.queries import OrderPage

blueprint = Blueprint("arranging", __name__)


@blueprint.get("/o/<token>/delivery")
def page(token: str) -> Response:
    """What is known, and what may be picked."""
    shop, _, found = opened(token)
    return _page(shop, found, token)


def _heavy(found: OrderPage) -> list[Track]:
    """The lines that two people bring and that are still to come."""
    methods = {line.line_ref: line.method for line in found.order.lines}
    return [
        track
        for track in found.tracks
        if methods[track.piece.line_ref] == "two_person" and track.progress not in ("cancelled", "delivered", "shipped")
    ]


def _offered(shop: ShopState, found: OrderPage, heavy: list[Track]) -> tuple[date, ...]:
    """The days that can be picked now: none while a piece is still being made, none on which nobody drives here or
    there."""
    if not heavy or any(track.progress not in READY for track in heavy):
        return ()
    today = local_date(shop.clock.now(), shop.settings.zone)
    places = (shop.settings.country, found.order.contact.country)
    closed = shop.read(lambda work: setup.holidays(work, places))
    return days(today, earliest([track.piece.promised for track in heavy], today), closed)


def _page(shop: ShopState, found: OrderPage, token: str, error: DomainError | None = None) -> Response:
    heavy = _heavy(found)
    html = render_template(
        "shop/arranging/delivery.html",
        page=found,
        token=token,
        order_number=found.order.number,
        heavy=[track.piece for track in heavy],
        waiting=[track.piece.title for track in heavy if track.progress not in READY],
        offered=_offered(shop, found, heavy),
        chosen=shop.read(lambda work: service.picked_day(work, found.order.order_ref)),
        lifts=list(LIFTS.items()),
        form=request.form if error else None,
        error=error,
        saved="saved" in request.args,
    )
    return answer(html, status_of(error) if error else 200)


@blueprint.post("/o/<token>/delivery")
def save(token: str) -> Response:
    """Keep it; the same once more changes nothing."""
    shop, claim, found = opened(token)
    heavy = _heavy(found)
    form = {name: request.form.get(name, "").strip() for name in ("phone", "floor", "lift", "notes", "day")}
    try:
        if not heavy:
            raise Conflict("There is nothing left that two people bring.")
        access = checked_access(form["phone"], form["floor"], form["lift"], form["notes"])
        day = picked(form["day"], _offered(shop, found, heavy)) if form["day"] else None
        refs = [track.piece.line_ref for track in heavy]
        shop.write(lambda work: service.arrange(work, claim.order_ref, access, day, refs))
    except (Invalid, Conflict) as error:
        return _page(shop, found, token, error)
    shop.kept.forget()
    return go(url_for(".page", token=token, saved=1))
