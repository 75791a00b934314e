"""What every answer of the shop has on the wire: strict headers, and bytes that were packed once."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self' https://checkout.stripe.com; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_TEXT = ("text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "application/problem+json")
_WORTHWHILE = 800  # bytes; below, the packing is longer than what it saves
FOR_EVER = "public, max-age=31536000, immutable"


def finish(response: Response) -> Response:
    """Add the headers that no page may miss, and gzip where the browser takes it; a page that is ready has both."""
    if getattr(response, "shop_ready", False):
        return response
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "shop.static" and "v" in request.args:
        response.headers["Cache-Control"] = FOR_EVER
    if response.mimetype in _TEXT and (request.endpoint == "shop.static" or not response.is_streamed):
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] and "Content-Encoding" not in response.headers:
            _pack(response)
    response.shop_ready = True  # type: ignore[attr-defined]  # the standalone app asks a second time
    return response


def _pack(response: Response) -> None:
    if response.status_code != 200 and response.status_code < 400:
        return
    response.direct_passthrough = False
    data = response.get_data()
    if len(data) < _WORTHWHILE:
        return
    kept = request.endpoint == "shop.static"
    response.set_data(_packed_once(data) if kept else gzip.compress(data, 5, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, weak = response.get_etag()
    if etag is not None and not weak:
        response.set_etag(etag, weak=True)  # the same page in other bytes


@lru_cache(maxsize=64)
def _packed_once(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)
