"""Taking a file and showing it. A shown file can do nothing: its own type, no sniffing, a policy that runs nothing."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from werkzeug.datastructures import FileStorage

from foundation.plain.errors import Invalid
from storefront.mount.current import current_shop
from storefront.uploads import queries, service
from storefront.uploads.domain import KINDS, MIMETYPES, UploadRule
from storefront.uploads.showing import shown

blueprint = Blueprint("uploads", __name__)
_FORM_BYTES = 65_536  # the other fields and the boundaries of the form


@blueprint.url_value_preprocessor
def bound(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form, a host's app without a limit of its own included: more is a 413 unread."""
    request.max_content_length = current_shop().settings.max_upload_bytes + _FORM_BYTES


@blueprint.post("/uploads")
def receive() -> Response:
    """Take `file`. `accept` ("png,pdf") and `max_mb` may narrow what is taken. A script gets JSON with 201; a plain
    form is sent back to `back` (a path of this shop) with the ref under the name `field`."""
    shop, sent = current_shop(), request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid("Choose a file first.", field="file")
    upload = service.store_upload(shop.runner, shop.blobs, _read(sent), sent.filename, _rule())
    address = url_for("shop.uploads.show", ref=upload.ref)
    back = request.form.get("back", "")
    if back:
        return make_response(redirect(_home(back, request.form.get("field", "file"), upload.ref), 303))
    answer = jsonify(ref=upload.ref, name=upload.name, kind=upload.kind, size=upload.size, url=address)
    answer.status_code = 201
    return answer


@blueprint.get("/uploads/<ref>")
def show(ref: str) -> Response:
    """The file to whoever holds its ref: 80 random bits, told to nobody but who gave it and who makes the piece."""
    shop = current_shop()
    upload = shop.read(lambda work: queries.find_upload(work, ref))
    answer = shown(shop.blobs.get(upload.key), MIMETYPES[upload.kind])
    saved = upload.kind == "pdf" or "save" in request.args
    answer.headers["Content-Disposition"] = (
        f'{"attachment" if saved else "inline"}; filename="upload.{upload.kind}"; '
        f"filename*=UTF-8''{quote(upload.name, safe='')}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _rule() -> UploadRule:
    """The shop's limits, narrowed by what the form asks for. The configuration's own rule is checked at its commit."""
    most = current_shop().settings.max_upload_bytes
    asked = request.form.get("max_mb", "")
    if asked.isdecimal() and len(asked) < 4:
        most = min(most, int(asked) * 1_000_000)
    kinds = tuple(kind for kind in KINDS if kind in request.form.get("accept", "").split(","))
    return UploadRule(kinds or KINDS, most)


def _read(sent: FileStorage) -> bytes:
    with sent.stream as stream:  # a large one is a file on the disk until it is closed
        return stream.read(current_shop().settings.max_upload_bytes + 1)


def _home(back: str, field: str, ref: str) -> str:
    """`back` with the ref in its query; only a path of this shop, never another host's address."""
    parts = urlsplit(back)
    if parts.scheme or parts.netloc or not back.startswith("/") or back.startswith(("//", "/\\")) or "\\" in back:
        raise Invalid("Please go back to the product and choose the file there.")
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != field]
    return f"{parts.path}?{urlencode([*query, (field[:40], ref)])}"
