"""Engines that take long to set up: no request waits for them, and each says so until they are ready."""

from __future__ import annotations

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


def test_what_fails_to_be_set_up_is_tried_again(made: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(model: Model, kept: dict[str, Any]) -> Any:
        raise ValueError("torn")

    monkeypatch.setattr(engines, "_engines", {})
    monkeypatch.setattr(engines, "engine_from", fails)
    with pytest.raises(ValueError, match="torn"):
        engines.engine_for(keeping(made.artefact), made.engine.model)
    monkeypatch.setattr(engines, "engine_from", engine_from)
    assert engines.engine_for(keeping(made.artefact), made.engine.model).name == "solver"
