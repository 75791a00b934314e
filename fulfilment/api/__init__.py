"""The only door to fulfilment: one module per noun, with its dataclasses, verbs and read models.

A page of the catalogue names the words of a door (a destination, a quote) and asks its verbs only on some pages. Doors
that a start reads import their words at once and their verbs, with all the tables behind them, at the first use.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def at_first_use(door: str, verbs: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """A `__getattr__` for the module `door` (PEP 562): the names of `verbs`, by the module that each is in; one that is
    called differently there is written `own=theirs`."""
    where = {}
    for module, names in verbs.items():
        for name in names:
            own, _, theirs = name.partition("=")
            where[own] = module, theirs or own

    def find(name: str) -> Any:
        if name not in where:
            raise AttributeError(f"module {door!r} has no attribute {name!r}")
        module, theirs = where[name]
        found = getattr(import_module(module), theirs)
        setattr(sys.modules[door], name, found)
        return found

    return find
