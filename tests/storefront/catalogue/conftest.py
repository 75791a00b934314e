"""A small shop for the catalogue's tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from foundation.data.work import Work
from foundation.plain.scope import EVERY_SELLER
from fulfilment.api import promise, setup
from storefront.catalogue.service import availability

SELLER = "hall-three"


@pytest.fixture(autouse=True)
def quoted_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue asks fulfilment for days and only writes them down: here every day is a week from now."""

    def quote_many(
        work: Work, wanted: Sequence[Sequence[promise.Wanted]], destination: promise.Destination
    ) -> list[promise.Quote]:
        day = (work.now() + timedelta(days=7)).date()
        plan = promise.Plan("each", (), day)
        return [
            promise.Quote(
                tuple(promise.LineQuote(w.line_ref, day, day, day, "estimate", (), 1, None) for w in lines),
                plan,
                plan,
                work.now(),
                work.now(),
                1,
            )
            for lines in wanted
        ]

    monkeypatch.setattr(availability.promise, "quote_many", quote_many)


def open_warehouse(work: Work, code: str = "hall") -> None:
    setup.put_location(work, EVERY_SELLER, setup.LocationIn(code, "Hall", SELLER, "warehouse", "DK", "2100"))
