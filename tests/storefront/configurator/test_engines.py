"""Engines that take long to set up: no request waits for them, and each says so until they are ready."""

from __future__ import annotations

import subprocess
import sys
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from foundation.data.work import Work
from foundation.plain.errors import Unavailable
from storefront.configurator import engines
from storefront.configurator.compiling import Compiled, compile_model, engine_from
from storefront.configurator.domain import Model, default_choices
from storefront.configurator.solving.diagram import Budget
from tests.storefront.configurator.conftest import read_model

NO_NODES = Budget(nodes=1)


@pytest.fixture(scope="module")
def made() -> Compiled:
    return compile_model(read_model("kast-oak-table"), NO_NODES)


def keeping(artefact: dict[str, Any]) -> Work:
    """A work that knows this artefact under any address."""
    return cast(Work, SimpleNamespace(session=SimpleNamespace(scalar=lambda _: engines.deflated(artefact))))


def test_a_solver_is_set_up_beside_the_requests(made: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    model, gate = made.engine.model, Event()

    def slowly(model: Model, kept: dict[str, Any]) -> Any:
        gate.wait(20)
        return engine_from(model, kept)

    monkeypatch.setattr(engines, "_engines", {})
    monkeypatch.setattr(engines, "engine_from", slowly)
    monkeypatch.setattr(engines, "PATIENCE", 0.01)
    for _ in range(2):
        with pytest.raises(Unavailable, match="getting them ready"):
            engines.engine_for(keeping(made.artefact), model)
    assert list(engines._preparing) == [model.address]
    gate.set()
    monkeypatch.setattr(engines, "PATIENCE", 20.0)
    engine = engines.engine_for(keeping(made.artefact), model)
    assert engine.name == "solver"
    assert engine.state(default_choices(model)).buyable
    assert engines._preparing == {}
    assert engines.engine_for(cast(Work, None), model) is engine


BESIDE_GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent, time
from storefront.configurator import engines

def busy():
    end = time.process_time() + 0.4
    while time.process_time() < end:
        pass
    return "made"

under_way = engines._beside().submit(busy)
turns = 0
while not under_way.done():
    gevent.sleep(0.01)
    turns += 1
print(under_way.result(1), turns)
"""


def test_under_gevent_requests_go_on_while_a_solver_is_set_up() -> None:
    """In a process of its own: the standard library is patched there."""
    done = subprocess.run([sys.executable, "-c", BESIDE_GEVENT], capture_output=True, text=True, check=False)
    made, turns = done.stdout.split() or [done.stderr, "0"]
    assert made == "made"
    assert int(turns) > 5


def test_what_fails_to_be_set_up_is_tried_again(made: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(model: Model, kept: dict[str, Any]) -> Any:
        raise ValueError("torn")

    monkeypatch.setattr(engines, "_engines", {})
    monkeypatch.setattr(engines, "engine_from", fails)
    with pytest.raises(ValueError, match="torn"):
        engines.engine_for(keeping(made.artefact), made.engine.model)
    monkeypatch.setattr(engines, "engine_from", engine_from)
    assert engines.engine_for(keeping(made.artefact), made.engine.model).name == "solver"
