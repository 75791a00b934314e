"""A file that somebody gave us, shown: it can do nothing but be seen."""

from __future__ import annotations

from flask import Response

from storefront.uploads.domain import MIMETYPES

CONFINED = "default-src 'none'; sandbox; frame-ancestors 'none'"  # no script, no form, no frame around it
HOUR = "private, max-age=3600"


def shown(body: bytes, mimetype: str, *, cache: str = HOUR) -> Response:
    """`body` as an answer that runs nothing and is no part of another site's page."""
    answer = Response(body, mimetype=mimetype)
    answer.headers["Content-Security-Policy"] = CONFINED
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = cache
    return answer


def type_of(key: str) -> str:
    """The media type of a product's picture by the ending of its blob's key. Imported ones may be `jpg` and `gif`."""
    ending = key.rpartition(".")[2]
    return MIMETYPES.get({"jpg": "jpeg"}.get(ending, ending), "image/gif")
