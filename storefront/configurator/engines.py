"""The engine of a model: from the process, else from the artefact that publishing kept, else compiled here and now."""

from __future__ import annotations

import json
import zlib
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from storefront.configurator.compiling import compile_model, engine_from
from storefront.configurator.domain import Model
from storefront.configurator.engine import ModelEngine
from storefront.configurator.models import ModelArtefact
from storefront.configurator.solving.diagram import Budget

KEPT = 32
QUICK = Budget(seconds=5.0, nodes=50_000)  # a request waits for it: rules that begin or end today, old versions
_engines: dict[str, ModelEngine] = {}


def engine_for(work: Work, model: Model) -> ModelEngine:
    """The engine for `model` with just its rules. At most one statement; none once the process knows it."""
    engine = _engines.get(model.address)
    if engine is None:
        kept = kept_artefact(work, model.address)
        engine = remember(model, engine_from(model, kept) if kept else compile_model(model, QUICK).engine)
    return engine


def artefact_of(work: Work, model: Model) -> dict[str, Any]:
    """The public artefact of `model`: as it was kept, else compiled here and now."""
    return kept_artefact(work, model.address) or compile_model(model, QUICK).artefact


def remember(model: Model, engine: ModelEngine) -> ModelEngine:
    """Keep an engine for the life of the process: what an address names never changes."""
    while len(_engines) >= KEPT:
        _engines.pop(next(iter(_engines)), None)
    _engines[model.address] = engine
    return engine


def kept_artefact(work: Work, address: str) -> dict[str, Any] | None:
    """The artefact that was stored under `address`, None if none was."""
    body = work.session.scalar(select(ModelArtefact.body).where(ModelArtefact.address == address))
    if body is None:
        return None
    found: dict[str, Any] = json.loads(zlib.decompress(body))
    return found


def deflated(artefact: dict[str, Any]) -> bytes:
    """As it is stored: canonical JSON, deflated."""
    return zlib.compress(json.dumps(artefact, separators=(",", ":"), ensure_ascii=False).encode(), 9)
