"""The one visible table: which features there are, what happens after each event, what the worker does.

Read this file to learn what follows from what. Handlers run in the order they stand here.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint

from foundation.plain.clock import Clock
from storefront.mount.config import Settings
from storefront.mount.worker import Periodic

log = logging.getLogger(__name__)
EVENTS: dict[type, list[Any]] = {}
OUTBOX: dict[str, Any] = {}
PERIODIC: tuple[Periodic, ...] = ()
FEATURES = ["catalogue", "configurator", "cart", "checkout", "orders", "payments", "hooks", "timeline"]


def register_features(parent: Blueprint) -> None:
    for name in FEATURES:
        try:
            parent.register_blueprint(importlib.import_module(f"storefront.{name}.views").blueprint)
        except (ImportError, AttributeError) as error:
            log.warning("%s not there yet: %s", name, error)


def build_carriers(settings: Settings, clock: Clock, guard: Callable[[], None]) -> Mapping[str, Any]:
    return {}
