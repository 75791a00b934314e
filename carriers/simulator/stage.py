"""Where the views find the state of the app they serve: several simulators may run in one process."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from carriers.simulator.auto import Clockwork
from carriers.simulator.faults import Faults
from carriers.simulator.world import World

EXTENSION = "carrier_simulator"


@dataclass(frozen=True)
class Stage:
    world: World
    clockwork: Clockwork
    faults: Faults


def stage_of(app: Flask) -> Stage:
    found: Stage = app.extensions[EXTENSION]
    return found


def world() -> World:
    """The world of the request's app."""
    return stage_of(current_app).world


def faults() -> Faults:
    """The faults waiting in the request's app."""
    return stage_of(current_app).faults
