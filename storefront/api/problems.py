"""Everything that is refused, as application/problem+json (RFC 9457): one table of kinds, one way to say them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, url_for
from werkzeug.exceptions import HTTPException

from foundation.plain.errors import DomainError
from storefront.mount.errors import SENTENCES, status_of

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"

# kind → (status, what it means); the anchors of the documentation page
KINDS: Mapping[str, tuple[int, str]] = {
    "unreadable": (400, "The request is no JSON, or holds what no text may hold."),
    "unauthorised": (401, "A key is missing, unknown or revoked."),
    "forbidden": (403, "The key may not do this."),
    "not_found": (404, "There is no such thing, or not for this caller."),
    "method_not_allowed": (405, "Not by this method: the Allow field names those that there are."),
    "conflict": (409, "Right when it was asked, wrong by now: sold out, begun, changed by somebody else."),
    "offer_changed": (409, "Price or day is another by now. Read the review again and say yes to that."),
    "request_running": (409, "A request with this Idempotency-Key is still being done."),
    "gone": (410, "It was there and has expired."),
    "precondition_failed": (412, "It was changed since it was read. Read it again."),
    "too_large": (413, "The body is larger than any that is taken."),
    "unsupported_media_type": (415, "Bodies are application/json."),
    "invalid": (422, "The request can be read and cannot be meant: `errors` says per field why."),
    "cursor": (422, "The cursor is of another list, or older than a day. Begin with the first page."),
    "key_reused": (422, "This Idempotency-Key was used for another request."),
    "too_fast": (429, "Too many requests: wait as long as Retry-After says."),
    "broken": (500, "Something broke on our side."),
    "unavailable": (503, "Not now; nothing was done. Try again in a moment."),
}
_BY_STATUS = {
    400: "unreadable", 401: "unauthorised", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    409: "conflict", 410: "gone", 412: "precondition_failed", 413: "too_large", 415: "unsupported_media_type",
    422: "invalid", 429: "too_fast", 500: "broken", 503: "unavailable",
}  # fmt: skip


class Problem(Exception):
    """A refusal of the frame's own. `errors` are (field, sentence) pairs."""

    def __init__(
        self,
        kind: str,
        sentence: str,
        *,
        errors: Sequence[tuple[str, str]] = (),
        headers: Sequence[tuple[str, str]] = (),
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.kind, self.sentence, self.errors, self.headers, self.more = kind, sentence, errors, headers, more or {}


def key_reused() -> Problem:
    return Problem("key_reused", "This Idempotency-Key was used for another request. Make a new key for a new request.")


def still_running() -> Problem:
    sentence = "The first request with this Idempotency-Key is still being done. Ask again in a moment."
    return Problem("request_running", sentence, headers=[("Retry-After", "1")])


def answer(problem: Problem) -> Response:
    """The problem on the wire."""
    status, title = KINDS[problem.kind]
    told: dict[str, Any] = {
        "type": url_for("shop.api.page", _external=True, _anchor=f"problem-{problem.kind}"),
        "title": title,
        "status": status,
        "detail": problem.sentence,
        "code": problem.kind,
        "errors": [{"field": field, "detail": sentence} for field, sentence in problem.errors],
        **problem.more,
    }
    response = Response(json.dumps(told, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend(list(problem.headers))
    return response


def on_problem(problem: Problem) -> Response:
    return answer(problem)


def on_domain_error(error: DomainError) -> Response:
    return answer(problem_of(error))


def problem_of(error: DomainError) -> Problem:
    """A domain error, with every field it is about."""
    fields: Mapping[str, str] = getattr(error, "fields", None) or ({error.field: error.sentence} if error.field else {})
    headers = [("Retry-After", "1")] if status_of(error) == 503 else []
    return Problem(_BY_STATUS[status_of(error)], error.sentence, errors=list(fields.items()), headers=headers)


def on_http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]  # a redirect made by Flask's own routing
    kind = _BY_STATUS.get(error.code, "unreadable" if error.code < 500 else "broken")
    allowed = getattr(error, "valid_methods", None)
    headers = [("Allow", ", ".join(sorted(allowed)))] if allowed else []
    return answer(Problem(kind, SENTENCES.get(error.code, KINDS[kind][1]), headers=headers))


def on_crash(error: Exception) -> Response:
    log.exception("unhandled error in the API", exc_info=error)
    return answer(Problem("broken", SENTENCES[500]))
