"""Pictures of a product: checked on their bytes, stripped of what the camera noted, in the shop once published."""

from __future__ import annotations

from typing import Any, Final

from flask import request
from werkzeug.datastructures import FileStorage

from foundation.plain.errors import Invalid
from foundation.plain.ids import new_id
from storefront.console.products.sheet import MOST_PICTURES, Sheet, SheetPicture
from storefront.mount.current import current_shop
from storefront.uploads.domain import UploadRule, check
from storefront.uploads.metadata import without_metadata

MOST_BYTES: Final = 12_000_000  # a phone's photo, as it comes
AT_ONCE: Final = 6
RULE: Final = UploadRule(("jpeg", "png", "webp"), MOST_BYTES)
_ENDINGS: Final = {"jpeg": "jpg", "png": "png", "webp": "webp"}
_FORM_BYTES: Final = 1_000_000


def bound_form(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before the form is read: a few photos and the words beside them; more is a 413 unread."""
    if (endpoint or "").endswith(".save"):
        request.max_content_length = AT_ONCE * MOST_BYTES + _FORM_BYTES


def taken(sheet: Sheet) -> list[SheetPicture]:
    """The form's files, in the blob store by now. Raises `Invalid` and `TooLarge` for what is no picture."""
    sent = [file for file in request.files.getlist("picture") if file.filename]
    if not sent:
        raise Invalid("Choose a picture first.", field="picture")
    if len(sent) > AT_ONCE:
        raise Invalid(f"Choose up to {AT_ONCE} pictures at a time.", field="picture")
    if len(sheet.pictures) + len(sent) > MOST_PICTURES:
        raise Invalid(f"A product may have up to {MOST_PICTURES} pictures. Take one away first.", field="picture")
    return [_kept(file) for file in sent]


def _kept(file: FileStorage) -> SheetPicture:
    shop = current_shop()
    with file.stream as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        checked = check(data, file.filename or "picture", RULE)
    except Invalid as error:
        raise type(error)(error.sentence, field="picture") from None
    ref = new_id(shop.clock.now())
    key = f"pictures/{ref}.{_ENDINGS[checked.kind]}"
    shop.blobs.put(key, without_metadata(checked.kind, checked.data))
    return SheetPicture(ref, key)
