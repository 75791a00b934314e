"""`/o/<token>/claim`: saying what is wrong with something that arrived, and reading what was answered."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from foundation.data.work import Work
from foundation.plain.errors import Conflict, DomainError, Invalid, TooLarge
from foundation.plain.ids import new_id
from storefront.claims import domain, queries
from storefront.claims.service import ClaimIn, ask
from storefront.mount.current import ShopState, current_shop
from storefront.mount.errors import status_of
from storefront.orders.opening import answer, go, opened
from storefront.orders.queries import OrderPage
from storefront.orders.tokens import make_token, order_of, read_token
from storefront.uploads import photos
from storefront.uploads.domain import MIMETYPES
from storefront.uploads.showing import shown

blueprint = Blueprint("claims", __name__)


@blueprint.get("/o/<token>/claim")
def page(token: str) -> Response:
    """What was told and answered, and a form for what arrived."""
    shop, _, found = opened(token)
    return _page(shop, found, token)


def _page(shop: ShopState, found: OrderPage, token: str, error: DomainError | None = None) -> Response:
    told = shop.read(lambda work: queries.claims_of(work, found.order.order_ref))
    html = render_template(
        "shop/claims/page.html",
        page=found,
        token=token,
        order_number=found.order.number,
        chances=_chances(shop, found),
        told=told,
        pages={one.ref: make_token(shop, *one.link) for one in told if one.link},
        wishes=domain.WISHES,
        most_photos=domain.MOST_PHOTOS,
        rule=photos.RULE,
        error=error,
        form=request.form,
        client_id=new_id(shop.clock.now()),
        sent="sent" in request.args,
    )
    return answer(html, status_of(error) if error else 200)


@blueprint.post("/o/<token>/claim")
def send(token: str) -> Response:
    """Tell it; sent twice it is one claim."""
    request.max_content_length = photos.most_bytes(domain.MOST_PHOTOS)
    shop, claim, found = opened(token)
    taken: list[photos.Photo] = []
    try:
        client_id = request.form.get("client_id", "")
        if not shop.read(lambda work: queries.is_there(work, client_id)):
            line = domain.chosen(_chances(shop, found), request.form.get("line", ""))
            pieces = domain.pieces_of(request.form.get("pieces", ""), line.quantity)
            seed, files = f"{claim.order_ref}:{client_id}", request.files.getlist("photo")
            taken = photos.take(shop.blobs, files, seed, queries.photo_key, most=domain.MOST_PHOTOS)
            wish, words = request.form.get("wish", ""), request.form.get("words", "")
            given = ClaimIn(client_id, line.line_ref, pieces, wish, words, taken)
            shop.write(lambda work: ask(work, claim.order_ref, given))
    except (Invalid, Conflict, TooLarge) as error:
        photos.forget(shop.blobs, taken, queries.photo_key)
        return _page(shop, found, token, error)
    return go(url_for(".page", token=token, sent=1))


def _chances(shop: ShopState, found: OrderPage) -> tuple[domain.Chance, ...]:
    return shop.read(lambda work: queries.claimable(work, found, shop.settings.zone))


@blueprint.get("/o/<token>/claim/photo/<ref>")
def photo(token: str, ref: str) -> Response:
    """A photo of theirs; it can do nothing but be seen."""
    shop = current_shop()
    claim = read_token(shop, token)

    def read(work: Work) -> str:
        order_of(work, claim)
        return queries.photo_kind(work, ref, order_ref=claim.order_ref)

    kind = shop.read(read)
    return shown(shop.blobs.get(queries.photo_key(ref, kind)), MIMETYPES[kind])
