"""Which tests run on one worker: those that share a served shop.

xdist's own groups write the group into a test's node id, which pytest 9.2 no longer lets them (pytest-xdist 3.8.0), so
the scheduler is told by the place of a test instead.
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser/", "tests/mount/test_served.py")


class ByServedShop(LoadScopeScheduling):  # type: ignore[misc, unused-ignore]
    """Every test for itself, but for the folders and files of `TOGETHER`, each of which stays on one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """What is done is let go: the scheduler counts through all it has given away whenever a test ends, and four
        thousand scopes of one test each are more than it was made for."""
        super().mark_test_complete(node, item_index, duration)
        given = self.assigned_work[node]
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(given[scope].values()):
            del given[scope]
