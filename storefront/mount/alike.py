"""Whole pages that everybody gets alike: drawn once, packed once, and known by their bytes.

Whoever brings nothing with the question, neither cookie nor key, has no cart and no name, so the page is the same for
all of them. It is kept as answers are (ADR 17), and drawn as if for a visitor who is nobody: what it is made of cannot
come from whoever happened to ask first. A browser that has it already is told so (304).
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable, Mapping
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
Headers_ = tuple[tuple[str, str], ...]
LONGEST_QUERY = 100  # what is longer was made up by somebody


@dataclass(frozen=True)
class Ready:
    """A page as it goes over the wire, plain and packed, with all of its headers."""

    plain: bytes
    packed: bytes
    plain_headers: Headers_
    packed_headers: Headers_
    etag: str
    endpoint: str


def alike(view: Callable[..., str | bytes]) -> Callable[..., str | bytes | Response]:
    """Of a view of the storefront that shows the same to everybody but for cart and token in its frame."""

    @wraps(view)
    def answer(**values: Any) -> str | bytes | Response:
        shop = current_shop()
        if not _for_everybody(shop):
            return view(**values)
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        address = {name: request.environ[name] for name in _ADDRESS if name in request.environ}
        endpoint = request.endpoint or ""
        page = shop.kept.answer(key_of(request.environ), partial(_made, app, address, endpoint, view, values))
        return _served(page)

    return answer


def key_of(environ: Mapping[str, Any]) -> Hashable:
    """What a page is kept under: its whole address, host and scheme too, for they stand in its links."""
    return ("alike", *(environ.get(name) for name in _ADDRESS))


def brings_nothing(environ: Mapping[str, Any]) -> bool:
    """Neither cookie nor key."""
    return not any(name in environ for name in _BROUGHT)


def _for_everybody(shop: ShopState) -> bool:
    """A host that guards every form itself wants its token in ours, too."""
    environ = request.environ
    return (
        shop.settings.fresh_seconds > 0
        and request.method == "GET"
        and brings_nothing(environ)
        and len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and "csrf" not in current_app.extensions
    )


def _made(
    app: Flask, address: dict[str, str], endpoint: str, view: Callable[..., str | bytes], values: dict[str, Any]
) -> Ready:
    nobody = {"REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}
    with app.app_context(), app.request_context({**nobody, **address}):  # a `g` of its own, or it would be shared
        g.shop_alike = True
        plain = make_response(view(**values)).get_data()
    before = app.extensions["shop"].kept.last(key_of(address))
    if isinstance(before, Ready) and before.plain == plain:
        return before  # packing takes as long as all the rest
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
        endpoint=endpoint,
    )


def on_the_wire(page: Ready, environ: Mapping[str, Any]) -> tuple[str, Headers_, bytes]:
    """Status, headers and bytes for whoever asks."""
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        return "304 NOT MODIFIED", page.plain_headers[:-1], b""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "").replace(" ", "")
    if "gzip" in accepted and "gzip;q=0" not in accepted:
        return "200 OK", page.packed_headers, page.packed
    return "200 OK", page.plain_headers, page.plain


def _served(page: Ready) -> Response:
    status, headers, body = on_the_wire(page, request.environ)
    response = Response((body,), status, Headers(headers), direct_passthrough=True)
    response.shop_ready = True  # type: ignore[attr-defined]  # `wire.finish` has nothing to add
    return response
