"""Answers that depend on nothing but what is asked, kept for the life of the process: the work and the drawing of a
piece. A shopper taps to and fro between neighbours, and every tap asks for the work of all that are one tap away.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from fulfilment.api.workspec import WorkSpec
from storefront.configurator.domain import Choices, Model, explode
from storefront.drawing import render
from storefront.drawing.spec import word

WORKS, DRAWINGS = 4_000, 300  # about 30 MB and 5 MB
_HERE = "⟦said⟧"
_works: OrderedDict[Hashable, WorkSpec] = OrderedDict()


def work_of(model: Model, choices: Choices) -> WorkSpec:
    """`explode`, once a piece. Raises like it."""
    given = (choices.options, choices.numbers, choices.texts)
    key = (model.hash, *(tuple(sorted(part.items())) for part in given))
    found = _works.get(key)
    if found is None:
        found = _works[key] = explode(model, choices)
        while len(_works) > WORKS:
            _works.popitem(last=False)
    return found


def drawn(spec: Mapping[str, Any], sentence: str) -> str:
    """The SVG of a drawing's spec with `sentence` for those who cannot see it; what it shows is drawn once."""
    said = word({"desc": sentence}, "desc")
    if not said:
        return str(render(spec))
    return _strokes(json.dumps(spec, sort_keys=True)).replace(_HERE, escape(said), 1)


@lru_cache(maxsize=DRAWINGS)
def _strokes(spec: str) -> str:
    return str(render({**json.loads(spec), "desc": _HERE}))
