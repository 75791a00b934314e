"""The desk; its words are in `tests/storefront/console/desk.py`."""

from __future__ import annotations

import pytest
from flask import Flask

from foundation.plain.clock import FixedClock
from tests.storefront.console.desk import Desk, desk_of
from tests.storefront.counter import counter_of


@pytest.fixture
def desk(app: Flask, clock: FixedClock) -> Desk:
    """A furnished shop with its real handlers, a seller signed in, on either database."""
    counter = counter_of(app, clock)
    counter.furnish()
    return desk_of(counter)
