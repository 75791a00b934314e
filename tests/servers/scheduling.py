"""Which tests run on one worker: those that share a served shop.

xdist's own groups write the group into a test's node id, which pytest 9.2 no longer lets them (pytest-xdist 3.8.0), so
the scheduler is told by the place of a test instead.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser/", "tests/mount/test_served.py")


class ByServedShop(LoadScopeScheduling):  # type: ignore[misc, unused-ignore]
    """Every test for itself, but for the folders and files of `TOGETHER`, each of which stays on one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)
