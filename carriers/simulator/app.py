"""The simulator as a Flask app: one blueprint per part of the wire, faults in front of all but the controls."""

from __future__ import annotations

import threading

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue

from carriers.simulator import control, ups_ship, ups_track, van
from carriers.simulator.auto import Clockwork
from carriers.simulator.faults import Faults
from carriers.simulator.sender import Sender
from carriers.simulator.settings import SimulatorSettings
from carriers.simulator.stage import EXTENSION, Stage, faults, stage_of
from carriers.simulator.store import Store
from carriers.simulator.world import World
from foundation.plain.clock import Clock


def create_simulator(clock: Clock, settings: SimulatorSettings) -> Flask:
    """The app. Whoever serves it starts its clockwork (`stage_of(app).clockwork.start()`) and in the end calls
    `close(app)`."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 4 * 1024 * 1024
    store = Store(settings.state)
    world = World(store, clock, settings, Sender(store, clock, settings))
    app.extensions[EXTENSION] = Stage(world, Clockwork(world), Faults())
    for part in (ups_track, ups_ship, van, control):
        app.register_blueprint(part.blueprint)
    app.before_request(_spoil_request)
    app.after_request(_spoil_answer)
    return app


def close(app: Flask) -> None:
    """Stop the clockwork and close the file."""
    stage = stage_of(app)
    stage.clockwork.stop()
    stage.world.store.close()


def _spoil_request() -> ResponseReturnValue | None:
    if request.path.startswith("/_sim/"):
        return None
    fault = g.fault = faults().take(request.path)
    if fault is None:
        return None
    if fault.kind == "slow":
        threading.Event().wait(fault.value)
    if fault.kind == "unauthorized":
        return ups_track.refuse(401, "250002", "Invalid Authentication Information.")
    if fault.kind == "rate_limited":
        answer = ups_track.refuse(429, "10429", "Too Many Requests")
        answer.headers["Retry-After"] = str(int(fault.value))
        return answer
    if fault.kind == "server_error":
        return ups_track.refuse(503, "10004", "Something went wrong while processing your request.")
    return None


def _spoil_answer(response: Response) -> Response:
    fault = g.get("fault")
    if fault is not None and fault.kind == "malformed":
        return Response("<html><body><h1>502 Bad Gateway</h1>", 200, content_type="text/html")
    if fault is not None and fault.kind == "lost":
        return ups_track.refuse(504, "10004", "Gateway time-out.")
    return response
