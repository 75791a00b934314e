"""The document and its page, and the blueprint of one app with all that can be called."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from storefront.api.document import document
from storefront.api.domain import etag_of, names_etag
from storefront.api.features import FEATURES
from storefront.api.frame import build_api
from storefront.api.problems import KINDS
from storefront.api.reference import pretty, sections
from storefront.api.scopes import SCOPES
from storefront.mount.current import current_shop
from storefront.webhooks.events import EVENTS, example


def api_blueprint() -> Blueprint:
    """Everything below `/api/v1`, for one app."""
    blueprint = build_api(FEATURES)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        """The document, for generators of clients."""
        response = jsonify(document(current_shop(), FEATURES))
        return _fresh(response)

    @blueprint.get("/")
    def page() -> Response:
        """The same, for people."""
        found = document(current_shop(), FEATURES)
        html = render_template(
            "shop/api/page.html",
            document=found,
            sections=sections(found),
            kinds=KINDS,
            scopes=SCOPES,
            events=[(kind, event.words, pretty(example(kind))) for kind, event in EVENTS.items()],
        )
        return _fresh(make_response(html))

    return blueprint


def _fresh(response: Response) -> Response:
    tag = etag_of(response.get_data())
    if names_etag(request.headers.get("If-None-Match", ""), tag):
        response = Response(status=304)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response
