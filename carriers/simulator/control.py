"""The strings behind the stage, under `/_sim/`: for tests, the demo and the journey, over plain HTTP.

    GET  /_sim/health
    GET  /_sim/parcels                        every parcel with its scans
    GET  /_sim/<carrier>/<number>             one
    POST /_sim/<carrier>/<number>/advance     next step of its scenario; 409 at its end
    POST /_sim/<carrier>/<number>/scan        {"code": …[, "text", "kind", "number", "at"]}: any scan, known or not
    POST /_sim/<carrier>/<number>/scenario    {"name": …}
    POST /_sim/faults                         {"kind": …[, "on": "ship", "times": 1, "value": 2]}
    DELETE /_sim/faults
    POST /_sim/hooks                          {"mode": "normal" | "double" | "reorder" | "hold"}
    POST /_sim/hooks/flush                    send what is held or was not taken
    POST /_sim/reset                          forget every parcel

`<carrier>` is ups or van. A van number that nobody announced is taken on with its first step. Answers that move a
parcel carry `hooks`: the statuses the shop gave to the webhooks sent (0: it did not answer).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from carriers.simulator.faults import KINDS, Fault
from carriers.simulator.sender import MODES
from carriers.simulator.stage import faults, world
from carriers.simulator.store import Parcel
from foundation.plain.errors import Conflict, DomainError, Invalid, NotFound

_STATUS = {NotFound: 404, Conflict: 409, Invalid: 422}


blueprint = Blueprint("control", __name__, url_prefix="/_sim")


@blueprint.errorhandler(DomainError)
def refused(error: DomainError) -> ResponseReturnValue:
    return jsonify(error=error.sentence), _STATUS.get(type(error), 400)


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    return jsonify(ok=True, auto_seconds=world().settings.auto_seconds)


@blueprint.get("/parcels")
def parcels() -> ResponseReturnValue:
    return jsonify(parcels=[_view(p) for p in world().store.parcels()])


@blueprint.get("/<any(ups, van):carrier>/<number>")
def show(carrier: str, number: str) -> ResponseReturnValue:
    parcel = world().store.find(number)
    if parcel is None or parcel.carrier != carrier:
        raise NotFound(f"There is no parcel {number}.")
    return jsonify(_view(parcel))


@blueprint.post("/<any(ups, van):carrier>/<number>/advance")
def advance(carrier: str, number: str) -> ResponseReturnValue:
    return _moved(world().advance(carrier, number))


@blueprint.post("/<any(ups, van):carrier>/<number>/scan")
def scan(carrier: str, number: str) -> ResponseReturnValue:
    body = _body()
    if not isinstance(body.get("code"), str):
        raise Invalid("Say which code.")
    return _moved(world().scan(carrier, number, body["code"], body))


@blueprint.post("/<any(ups, van):carrier>/<number>/scenario")
def scenario(carrier: str, number: str) -> ResponseReturnValue:
    return jsonify(_view(world().choose(carrier, number, str(_body().get("name")))))


@blueprint.post("/faults")
def add_fault() -> ResponseReturnValue:
    body = _body()
    if body.get("kind") not in KINDS:
        raise Invalid(f"kind is one of {', '.join(KINDS)}.")
    wanted = {k: body[k] for k in ("kind", "on", "times", "value") if k in body}
    faults().add(Fault(**wanted))
    return jsonify(wanted), 201


@blueprint.delete("/faults")
def clear_faults() -> ResponseReturnValue:
    faults().clear()
    return "", 204


@blueprint.post("/hooks")
def hooks() -> ResponseReturnValue:
    mode = _body().get("mode")
    if mode not in MODES:
        raise Invalid(f"mode is one of {', '.join(MODES)}.")
    world().sender.mode = mode
    return jsonify(mode=mode)


@blueprint.post("/hooks/flush")
def flush() -> ResponseReturnValue:
    return jsonify(hooks=world().sender.flush())


@blueprint.post("/reset")
def reset() -> ResponseReturnValue:
    world().store.clear()
    faults().clear()
    world().sender.mode = "normal"
    return "", 204


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _moved(parcel: Parcel) -> ResponseReturnValue:
    sent = world().sender.flush(hold=True)
    return jsonify(_view(parcel) | {"hooks": sent})


def _view(parcel: Parcel) -> dict[str, Any]:
    return asdict(parcel) | {"left": [] if parcel.voided else [s.code for s in world().left(parcel)]}
