"""The shop's own logo: its bytes lie in the blob store under a name made from them."""

from __future__ import annotations

import hashlib
import re

from flask import Blueprint, Response

from foundation.plain.errors import NotFound
from storefront.mount.current import ShopState, current_shop
from storefront.uploads.domain import MIMETYPES, UploadRule, check
from storefront.uploads.metadata import without_metadata
from storefront.uploads.showing import CONFINED

blueprint = Blueprint("logo", __name__)
RULE = UploadRule(("png", "jpeg", "webp"), 500_000)
_NAME = re.compile(r"[0-9a-f]{24}\.(png|jpeg|webp)")


def kept(shop: ShopState, data: bytes, filename: str) -> str:
    """Check the picture and keep it; returns its address. Raises `Invalid` and `TooLarge`."""
    checked = check(data, filename, RULE)
    clean = without_metadata(checked.kind, checked.data)
    name = f"{hashlib.sha256(clean).hexdigest()[:24]}.{checked.kind}"
    shop.blobs.put(f"brand/{name}", clean)
    return f"{shop.settings.url_prefix}/logo/{name}"


@blueprint.get("/logo/<name>")
def show(name: str) -> Response:
    """The picture; its name says its bytes, so a browser may keep it for ever."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NotFound("That picture is not here.")
    answer = Response(current_shop().blobs.get(f"brand/{name}"), mimetype=MIMETYPES[found[1]])
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = CONFINED
    return answer
