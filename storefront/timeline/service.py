"""The one verb of the timeline: append."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from foundation.data.work import Work
from storefront.timeline.models import TimelineEntry
from storefront.timeline.words import KINDS


def append(
    work: Work,
    order_ref: str,
    line_refs: Sequence[str],
    kind: str,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    audience: str | None = None,
) -> None:
    """Add one entry. `kind` is one of `words.KINDS`, which also says who reads it unless `audience` does.

    `data` is plain JSON without personal data or free text about the customer.
    """
    work.session.add(
        TimelineEntry(
            order_ref=order_ref,
            line_refs=list(line_refs),
            kind=kind,
            audience=audience or KINDS[kind].audience,
            at=at,
            data=dict(data or {}),
        )
    )
    work.session.flush()
