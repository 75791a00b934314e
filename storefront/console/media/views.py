"""The pictures of the range, to be looked through; they are changed where they stand."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from foundation.plain.errors import NotFound
from storefront.accounts.guard import staff
from storefront.console.frame import page, sliced
from storefront.console.media import domain, queries
from storefront.mount.current import current_shop
from storefront.uploads.showing import shown, type_of

blueprint = Blueprint("console_media", __name__, url_prefix="/console/media")
VIEWS = (("", "All"), ("silent", "Without words"), ("unused", "Not shown"))


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """Every picture with where it is; `?show=silent` lacks words, `?show=unused` no shopper sees."""
    who, shop = staff(), current_shop()
    show, search = request.args.get("show", ""), request.args.get("q", "").strip()[:80]
    show = show if show in dict(VIEWS) else ""
    found = domain.pictures(shop.read(lambda work: queries.uses(work, who.scope, shop.settings.locale)))
    return page(
        "shop/console/media/list.html",
        shown=sliced(domain.narrowed(found, show, search)),
        views=[
            (word, url_for(".listing", show=key or None), key == show, len(domain.narrowed(found, key, "")))
            for key, word in VIEWS
        ],
        show=show,
        search=search,
        total=len(found),
    )


@blueprint.get("/<image_id>")
def picture(image_id: str) -> ResponseReturnValue:
    """The bytes of a picture of theirs, to the house only; it can do nothing but be seen."""
    who, shop = staff(), current_shop()
    found = shop.read(lambda work: queries.uses(work, who.scope, shop.settings.locale))
    key = next((use.key for use in found if use.image_id == image_id and use.key), "")
    if not key:
        raise NotFound("That picture is not here.")
    return shown(shop.blobs.get(key), type_of(key))
