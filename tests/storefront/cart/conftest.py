"""The counter of the buying path; its words are in `tests/storefront/counter.py`."""

from __future__ import annotations

import pytest
from flask import Flask

from foundation.plain.clock import FixedClock
from tests.storefront.counter import Counter, counter_of


@pytest.fixture
def counter(app: Flask, clock: FixedClock) -> Counter:
    """A furnished shop with its real handlers, on either database."""
    found = counter_of(app, clock)
    found.furnish()
    return found
