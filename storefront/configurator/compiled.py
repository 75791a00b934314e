"""Compiled models by content hash, kept for the life of the process: what a hash names never changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from storefront.configurator.document import parse_model
from storefront.configurator.domain import Model

KEPT = 64
_models: dict[str, Model] = {}


def compiled(content_hash: str, document: Callable[[], dict[str, Any]]) -> Model:
    """The model of `content_hash`; `document` is asked for only when it was not compiled yet."""
    model = _models.get(content_hash)
    if model is None:
        model = parse_model(document(), content_hash)
        while len(_models) >= KEPT:
            _models.pop(next(iter(_models)), None)
        _models[content_hash] = model
    return model
