"""The till of the payments' tests; its words are in `tests/storefront/payments/till.py`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from foundation.data.runner import Runner
from foundation.plain.clock import FixedClock
from tests.storefront.payments.till import Till, open_till


@pytest.fixture
def till(new_run: Callable[..., Runner], clock: FixedClock) -> Till:
    return open_till(new_run, clock)
