"""The carriers' side of the wire, for the demo and every test: real HTTP, real tokens, real mistakes on demand."""

from __future__ import annotations

from carriers.simulator.app import create_simulator
from carriers.simulator.settings import SimulatorSettings

__all__ = ["SimulatorSettings", "create_simulator"]
