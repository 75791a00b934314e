"""Where the one family of domain errors becomes HTTP, in one table. No traceback reaches a person."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from jinja2 import Template
from werkzeug.exceptions import HTTPException

from foundation.plain import errors

log = logging.getLogger(__name__)

STATUS: dict[type[errors.DomainError], int] = {
    errors.Invalid: 422,
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooLarge: 413,
    errors.Unavailable: 503,
}

SENTENCES = {
    400: "That request could not be read. Please go back and try again.",
    403: "That page is not yours to open. Sign in, or use the link we mailed you.",
    404: "There is nothing at this address. The shop's front page leads everywhere.",
    405: "That cannot be done from here. Please go back and use the button on the page.",
    413: "That is more than the shop takes at once. Please send something smaller.",
    429: "That was a little fast. Please wait a minute and try again.",
    500: "Something broke on our side, and nothing was charged or changed. We have been told; please try again.",
    503: "The shop is very busy just now; nothing was changed. Please try again.",
}


def status_of(error: errors.DomainError) -> int:
    """The HTTP status of a domain error: that of its nearest ancestor in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def wants_json() -> bool:
    """Whether the client prefers JSON to a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return request.is_json or best != "text/html"


def render_error(status: int, sentence: str, field: str | None = None) -> Response:
    """A designed page, or problem+json (RFC 9457) for a program."""
    if wants_json():
        response = jsonify({"type": "about:blank", "status": status, "title": sentence, "field": field})
        response.headers["Content-Type"] = "application/problem+json"
    else:
        template: list[str | Template] = [f"shop/errors/{status}.html", "shop/errors/500.html"]
        response = make_response(render_template(template, sentence=sentence, status=status))
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def on_domain_error(error: errors.DomainError) -> Response:
    return render_error(status_of(error), error.sentence, error.field)


def on_http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    return render_error(error.code, SENTENCES.get(error.code, SENTENCES[400]))


def on_crash(error: Exception) -> Response:
    log.exception("unhandled error", exc_info=error)
    return render_error(500, SENTENCES[500])


def install(blueprint: Blueprint) -> None:
    """Handlers of the shop's own pages; a host's pages keep the host's."""
    blueprint.register_error_handler(errors.DomainError, on_domain_error)
    blueprint.register_error_handler(HTTPException, on_http_error)
    blueprint.register_error_handler(Exception, on_crash)
