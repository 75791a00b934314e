"""The timeline as plain values, and the place in the stream that a browser hands back to resume."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_PLACE = re.compile(r"(\d{1,18})-(\d{1,18})")


@dataclass(frozen=True, order=True)
class Place:
    """Where in the stream an entry stands; written `xid-id` on the wire (SSE's `id:` field)."""

    xid: int = 0
    id: int = 0

    def __str__(self) -> str:
        return f"{self.xid}-{self.id}"

    @classmethod
    def parse(cls, text: str | None) -> Place | None:
        """The place a browser sent; None for anything we never wrote."""
        found = _PLACE.fullmatch(text or "")
        return cls(int(found[1]), int(found[2])) if found else None


START = Place()


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `audience` is who may read it: the customer, or the seller alone."""

    place: Place
    order_ref: str
    line_refs: tuple[str, ...]
    kind: str
    audience: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
