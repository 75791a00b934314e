"""No page asks the database more than its line in `statements.txt` allows, in a shop with some thirty orders."""

from __future__ import annotations

import pytest

from tests.house.statements import allowed, taken
from tests.servers.furnished import furnished_instance


def test_every_page_keeps_to_its_statements(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A page without a line is new: `python -m tests.house.statements` says how many it takes. What only
    `tests.audit.furnishing` brings about has none."""
    most = allowed()
    found = taken(furnished_instance(tmp_path_factory, "statements"), most)
    assert sorted(set(found) - set(most)) == []
    assert sorted(set(most) - set(found)) == [], "no link leads there any more"
    assert {name: count for name, count in found.items() if count > most[name]} == {}
