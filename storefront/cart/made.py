"""Snapshots as goods: what the configurator has committed, read by reference."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.work import Work
from storefront.cart.domain import Good


def made_goods(work: Work, snapshot_refs: Sequence[str], *, currency: str) -> dict[str, Good]:
    """The committed configurations as goods, per reference; unknown ones are absent."""
    return {}
