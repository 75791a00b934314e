"""Fixtures of the payments' tests; their words are in `till.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from storefront.mount.current import ShopState
from tests.storefront.payments.till import EVENTS, SETTINGS, Till


@pytest.fixture
def till(new_run: Callable[..., Runner], clock: FixedClock) -> Till:
    heard: list[Any] = []
    runner = new_run({kind: [lambda _work, event: heard.append(event)] for kind in EVENTS})
    state = ShopState(
        settings=SETTINGS, clock=clock, runner=runner, blobs=None, db=None, outbox={}, carriers={},
        user_loader=lambda: None, places={},
    )  # type: ignore[arg-type]  # fmt: skip
    return Till(state, clock, heard)
