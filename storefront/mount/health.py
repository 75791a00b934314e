"""`GET /healthz`: 200 when the shop can take an order."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from storefront.mount import database
from storefront.mount.current import current_shop

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    try:
        shop = current_shop()
        guards = shop.late.known.guards
        problems = shop.read(lambda work: database.health(work.session.connection(), guards))
    except SQLAlchemyError:
        problems = ["The database does not answer."]
    response = jsonify({"status": "ill" if problems else "ok", "problems": problems})
    response.status_code = 503 if problems else 200
    response.headers["Cache-Control"] = "no-store"
    return response
