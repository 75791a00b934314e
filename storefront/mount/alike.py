"""Whole pages that everybody gets alike: drawn once, packed once, and known by their bytes.

Whoever brings nothing with the question, neither cookie nor key, has no cart and no name, so the page is the same for
all of them. It is kept as answers are (ADR 17), and drawn as if for a visitor who is nobody: what it is made of cannot
come from whoever happened to ask first. A browser that has it already is told so (304).
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from io import BytesIO
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request
from werkzeug.datastructures import Headers

from storefront.mount.current import ShopState, current_shop
from storefront.mount.wire import SECURITY_HEADERS

_ADDRESS = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
_BROUGHT = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")
LONGEST_QUERY = 100  # what is longer was made up by somebody


@dataclass(frozen=True)
class Ready:
    """A page as it goes over the wire, plain and packed, with all of its headers."""

    plain: bytes
    packed: bytes
    plain_headers: tuple[tuple[str, str], ...]
    packed_headers: tuple[tuple[str, str], ...]
    etag: str


def alike(view: Callable[..., str]) -> Callable[..., str | Response]:
    """Of a view of the storefront that shows the same to everybody but for cart and token in its frame."""

    @wraps(view)
    def answer(**values: Any) -> str | Response:
        shop = current_shop()
        if not _for_everybody(shop):
            return view(**values)
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        address = {name: request.environ[name] for name in _ADDRESS if name in request.environ}
        key = ("alike", *address.values())
        return _served(shop.kept.answer(key, partial(_made, app, address, view, values)))

    return answer


def _for_everybody(shop: ShopState) -> bool:
    """A host that guards every form itself wants its token in ours, too."""
    environ = request.environ
    return (
        shop.settings.fresh_seconds > 0
        and request.method == "GET"
        and not any(name in environ for name in _BROUGHT)
        and len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and "csrf" not in current_app.extensions
    )


def _made(app: Flask, address: dict[str, str], view: Callable[..., str], values: dict[str, Any]) -> Ready:
    nobody = {"REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}
    with app.request_context({**nobody, **address}):
        g.shop_alike = True
        plain = make_response(view(**values)).get_data()
    packed = gzip.compress(plain, 9, mtime=0)
    etag = f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"'
    headers = (
        *SECURITY_HEADERS.items(),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Vary", "Accept-Encoding, Cookie"),
        ("Cache-Control", "no-cache"),  # kept, and asked about: the cart in the head may be another by now
        ("ETag", etag),
    )
    return Ready(
        plain=plain,
        packed=packed,
        plain_headers=(*headers, ("Content-Length", str(len(plain)))),
        packed_headers=(*headers, ("Content-Length", str(len(packed))), ("Content-Encoding", "gzip")),
        etag=etag,
    )


def _served(page: Ready) -> Response:
    environ = request.environ
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        response = Response(status=304, headers=Headers(page.plain_headers[:-1]))
    elif "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and request.accept_encodings["gzip"]:
        response = Response((page.packed,), headers=Headers(page.packed_headers), direct_passthrough=True)
    else:
        response = Response((page.plain,), headers=Headers(page.plain_headers), direct_passthrough=True)
    response.shop_ready = True  # type: ignore[attr-defined]  # `wire.finish` has nothing to add
    return response
