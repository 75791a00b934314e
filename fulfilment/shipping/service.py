"""Verbs of shipping."""

from __future__ import annotations

from collections.abc import Sequence

from foundation.data.work import Work
from foundation.plain.scope import SellerScope


def request_label(
    work: Work,
    scope: SellerScope,
    fulfilment_order_refs: Sequence[str],
    carrier: str,
    service: str,
    *,
    client_id: str,
    person: str = "",
) -> str:
    raise NotImplementedError


def hand_over(work: Work, scope: SellerScope, shipment_ref: str, *, client_id: str, person: str) -> None:
    raise NotImplementedError
