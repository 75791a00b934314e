"""A table made to order, with a small model of its own, and whoever changes it."""

from __future__ import annotations

import pytest
from flask import Flask

from foundation.plain.clock import FixedClock
from tests.storefront.changes.desk import Desk, desk_of


@pytest.fixture
def desk(app: Flask, clock: FixedClock) -> Desk:
    """A furnished shop with its real handlers, on either database."""
    return desk_of(app, clock)
