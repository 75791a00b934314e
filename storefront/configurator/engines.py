"""The engine of a model: from the process, else from the artefact that publishing kept, else compiled here and now.

What a diagram needs is there at once. A solver has to be set up in every process that asks it, and on the largest
models that takes tens of seconds: no request waits for it. It is done beside the requests, which until then say so.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import select

from foundation.data.work import Work
from foundation.plain.errors import Unavailable
from storefront.configurator.compiling import compile_model, engine_from, of_this_version
from storefront.configurator.domain import Model
from storefront.configurator.engine import ModelEngine
from storefront.configurator.models import ModelArtefact
from storefront.configurator.solving.diagram import Budget

KEPT = 32
QUICK = Budget(seconds=5.0, nodes=50_000)  # somebody waits for it: rules that begin or end today, old versions
PATIENCE = 2.0  # seconds that a request waits for an engine that is being set up
PREPARING = (
    "This product has very many choices, and the shop is getting them ready. "
    "It takes a minute after it was opened first: please try again then."
)
_engines: dict[str, ModelEngine] = {}
_preparing: dict[str, Future[ModelEngine]] = {}


def engine_for(work: Work, model: Model) -> ModelEngine:
    """The engine for `model` with just its rules. At most one statement; none once the process knows it.

    Raises `Unavailable` while it is being set up.
    """
    engine = _engines.get(model.address)
    if engine is None:
        kept = kept_artefact(work, model.address)
        if kept and kept["diagram"] is not None:
            return remember(model, engine_from(model, kept))
        engine = remember(model, _set_up(model, partial(engine_from, model, kept) if kept else partial(_quick, model)))
    return engine


def _quick(model: Model) -> ModelEngine:
    return compile_model(model, QUICK).engine


def _set_up(model: Model, make: Callable[[], ModelEngine]) -> ModelEngine:
    """What `make` makes, beside the requests. What fails is tried anew by whoever asks next."""
    under_way = _preparing.get(model.address)
    if under_way is None:
        under_way = _preparing.setdefault(model.address, _beside().submit(make))
    try:
        engine = under_way.result(PATIENCE)
    except NotYet:
        raise Unavailable(PREPARING) from None
    finally:
        if under_way.done():
            _preparing.pop(model.address, None)
    return engine


@lru_cache(maxsize=1)
def _beside() -> Executor:
    """One at a time, in a thread of this process: solvers live where they are asked. Made when first needed, so that
    no process inherits one."""
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="engines")
    from gevent.threadpool import ThreadPoolExecutor as RealThreads  # noqa: PLC0415 - only under gevent, whose own
    # "threads" are the very requests: a solver set up in one would hold up all others for as long as that takes.

    return RealThreads(max_workers=1)  # type: ignore[no-untyped-call] # gevent has no types


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
    """The artefact that was stored under `address`, None if none was or only one of an older version of the shop."""
    body = work.session.scalar(select(ModelArtefact.body).where(ModelArtefact.address == address))
    if body is None:
        return None
    found: dict[str, Any] = json.loads(zlib.decompress(body))
    return found if of_this_version(found) else None


def deflated(artefact: dict[str, Any]) -> bytes:
    """As it is stored: canonical JSON, deflated."""
    return zlib.compress(json.dumps(artefact, separators=(",", ":"), ensure_ascii=False).encode(), 9)
