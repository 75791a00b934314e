"""Photos of an inspection: kept with the verdict, shown to the house only."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from fulfilment.api import quality
from storefront.accounts.guard import staff
from storefront.console.floor.views import blueprint
from storefront.mount.current import current_shop
from storefront.uploads import photos
from storefront.uploads.domain import MIMETYPES
from storefront.uploads.showing import shown


def bound_form() -> None:
    """Before the form is read: an inspection's photos and nothing much besides; more is a 413 unread."""
    request.max_content_length = photos.most_bytes(quality.MOST_PHOTOS)


def taken(client_id: str) -> list[quality.PhotoIn]:
    """The form's photos, in the blob store by now. Raises `Invalid` and `TooLarge` for what is no photo."""
    files, blobs = request.files.getlist("photo"), current_shop().blobs
    found = photos.take(blobs, files, client_id, quality.photo_key, most=quality.MOST_PHOTOS)
    return [quality.PhotoIn(one.ref, one.kind, one.size) for one in found]


def forget(refused: Sequence[quality.PhotoIn]) -> None:
    """The verdict was refused: its photos are not kept."""
    kept = [photos.Photo(one.ref, one.kind, one.size) for one in refused]
    photos.forget(current_shop().blobs, kept, quality.photo_key)


@blueprint.get("/photo/<ref>")
def photo(ref: str) -> ResponseReturnValue:
    """One photo; it can do nothing but be seen."""
    who, shop = staff(), current_shop()
    kind, key = shop.read(lambda work: quality.photo(work, who.scope, ref))
    return shown(shop.blobs.get(key), MIMETYPES[kind])
