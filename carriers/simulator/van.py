"""The planning board of the seller's van: deliveries come on and go off. Reports leave by `sender`."""

from __future__ import annotations

import hmac

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from carriers.reading import text
from carriers.simulator.stage import world

blueprint = Blueprint("van", __name__, url_prefix="/van/v1/jobs")


@blueprint.before_request
def check_token() -> ResponseReturnValue | None:
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {world().settings.van_token}".encode()):
        return jsonify(error="The token does not fit."), 401
    return None


@blueprint.post("")
def take() -> ResponseReturnValue:
    body = request.get_json(silent=True)
    number, url = text(body, "tracking_number"), text(body, "webhook_url")
    if not number or not url.startswith(("http://", "https://")):
        return jsonify(error="A job needs tracking_number and webhook_url."), 400
    world().expect(number, url)
    return jsonify(tracking_number=number), 201


@blueprint.delete("/<number>")
def drop(number: str) -> ResponseReturnValue:
    parcel = world().store.find(number)
    if parcel is None or parcel.carrier != "van":
        return jsonify(error="There is no such job."), 404
    if parcel.step:
        return jsonify(error="The van is on its way."), 409
    parcel.voided = True
    world().store.save(parcel)
    return "", 204
