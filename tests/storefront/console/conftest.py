"""The desk; its words are in `tests/storefront/console/desk.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from foundation.plain.clock import FixedClock
from storefront.console.today.streaming import house_tailer
from tests.storefront.console.desk import Desk, desk_of
from tests.storefront.counter import counter_of


@pytest.fixture
def desk(app: Flask, clock: FixedClock) -> Iterator[Desk]:
    """A furnished shop with its real handlers, a seller signed in, on either database."""
    counter = counter_of(app, clock)
    counter.furnish()
    yield desk_of(counter)
    house_tailer(counter.shop).close()  # or its thread would read on in a database that is gone
