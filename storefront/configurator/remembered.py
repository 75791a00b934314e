"""Answers that depend on nothing but what is asked, kept for the life of the process: the state, the work and the
drawing of a piece. Shoppers begin alike and tap to and fro between neighbours, and every tap asks for the work of all
that are one tap away.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from functools import lru_cache
from html import escape
from typing import Any, TypeVar

from fulfilment.api.workspec import WorkSpec
from storefront.configurator.domain import Choices, Model, explode
from storefront.configurator.engine import ModelEngine, State
from storefront.drawing import render
from storefront.drawing.spec import word

T = TypeVar("T")
STATES, WORKS, DRAWINGS = 500, 4_000, 300  # about 20, 30 and 5 MB
_HERE = "⟦said⟧"
_states: OrderedDict[Hashable, State] = OrderedDict()
_works: OrderedDict[Hashable, WorkSpec] = OrderedDict()


def state_by(engine: ModelEngine, choices: Choices, locale: str) -> State:
    """`engine.state`, once for the same picks. What a model's address names never changes, so its answers do not."""
    key = (engine.model.address, engine.name, locale, choices.picked, *_spelled(choices))
    found = _states.get(key)
    if found is None:
        found = _kept(_states, key, engine.state(choices, locale), STATES)
    return found


def work_of(model: Model, choices: Choices) -> WorkSpec:
    """`explode`, once a piece. Raises like it."""
    key = (model.hash, *_spelled(choices))
    found = _works.get(key)
    return found if found is not None else _kept(_works, key, explode(model, choices), WORKS)


def _spelled(choices: Choices) -> tuple[Hashable, ...]:
    return tuple(tuple(sorted(part.items())) for part in (choices.options, choices.numbers, choices.texts))


def _kept(known: OrderedDict[Hashable, T], key: Hashable, made: T, most: int) -> T:
    known[key] = made
    while len(known) > most:
        known.popitem(last=False)
    return made


def drawn(spec: Mapping[str, Any], sentence: str) -> str:
    """The SVG of a drawing's spec with `sentence` for those who cannot see it; what it shows is drawn once."""
    said = word({"desc": sentence}, "desc")
    if not said:
        return str(render(spec))
    return _strokes(json.dumps(spec, sort_keys=True)).replace(_HERE, escape(said), 1)


@lru_cache(maxsize=DRAWINGS)
def _strokes(spec: str) -> str:
    return str(render({**json.loads(spec), "desc": _HERE}))
