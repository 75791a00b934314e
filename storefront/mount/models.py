"""Every table of the shop, imported once: what migrations compare with and tests create."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import foundation.data
import fulfilment
import storefront


@cache
def load_models() -> None:
    """Import each `models` drawer (and the data layer's own tables), so that `Base.metadata` is complete."""
    for package in (foundation.data, fulfilment, storefront):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if module.name.startswith("foundation.data.") or _is_models(module.name):
                importlib.import_module(module.name)


def _is_models(name: str) -> bool:
    parts = name.split(".")
    return "models" in parts[2:] and parts[1] not in ("migrations", "mount", "demo")
