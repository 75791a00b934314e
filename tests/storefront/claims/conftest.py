"""The counter of the buying path and the desk of the house; their words are in `counter.py` and `console/desk.py`."""

from tests.storefront.console.conftest import desk

__all__ = ["desk"]
