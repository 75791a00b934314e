"""Photos of an inspection: checked on their bytes, stripped of what the camera noted, kept, shown to the house only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from foundation.plain.errors import Invalid
from fulfilment.api import quality
from storefront.accounts.guard import staff
from storefront.console.floor.views import blueprint
from storefront.mount.current import current_shop
from storefront.uploads.domain import MIMETYPES, UploadRule, check
from storefront.uploads.metadata import without_metadata
from storefront.uploads.showing import shown

KINDS: Final = ("jpeg", "png", "webp")
MOST_BYTES: Final = 12_000_000  # a phone's photo, as it comes
_FORM_BYTES: Final = 65_536


def bound_form() -> None:
    """Before the form is read: an inspection's photos and nothing much besides; more is a 413 unread."""
    request.max_content_length = quality.MOST_PHOTOS * MOST_BYTES + _FORM_BYTES


def taken(client_id: str) -> list[quality.PhotoIn]:
    """The form's photos, in the blob store by now. Their refs follow from the tap's own id: the same tap again writes
    the same files. Raises `Invalid` and `TooLarge` for what is no photo."""
    sent = [file for file in request.files.getlist("photo") if file.filename]
    if len(sent) > quality.MOST_PHOTOS:
        raise Invalid(
            f"An inspection has at most {quality.MOST_PHOTOS} photos. Choose the ones that show it best.", field="photo"
        )
    return [_kept(client_id, number, file) for number, file in enumerate(sent)]


def forget(photos: Sequence[quality.PhotoIn]) -> None:
    """The verdict was refused: its photos are not kept."""
    for photo in photos:
        current_shop().blobs.delete(quality.photo_key(photo.ref, photo.kind))


def _kept(client_id: str, number: int, file: FileStorage) -> quality.PhotoIn:
    with file.stream as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        checked = check(data, file.filename or "photo", UploadRule(KINDS, MOST_BYTES))
    except Invalid as error:
        raise type(error)(error.sentence, field="photo") from None
    clean = without_metadata(checked.kind, checked.data)
    ref = hashlib.sha256(f"{client_id}:{number}".encode()).hexdigest()[:26]
    current_shop().blobs.put(quality.photo_key(ref, checked.kind), clean)
    return quality.PhotoIn(ref, checked.kind, len(clean))


@blueprint.get("/photo/<ref>")
def photo(ref: str) -> ResponseReturnValue:
    """One photo; it can do nothing but be seen."""
    who, shop = staff(), current_shop()
    kind, key = shop.read(lambda work: quality.photo(work, who.scope, ref))
    return shown(shop.blobs.get(key), MIMETYPES[kind])
