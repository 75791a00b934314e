"""The demo shop, Hall Three."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from storefront.mount.current import ShopState

Progress = Callable[[str, int], AbstractContextManager[Any]]


def seed_empty(shop: ShopState, progress: Progress) -> bool:
    return False


def seed_demo(shop: ShopState, progress: Progress) -> bool:
    return False
