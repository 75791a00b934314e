"""What crosses the configurator's door: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from foundation.plain.money import Money
from fulfilment.api.workspec import WorkSpec
from storefront.configurator.domain import Choices, PriceLine


class Signer(Protocol):
    """An itsdangerous serializer: `loads` raises `BadData` for what it did not sign."""

    def dumps(self, obj: Any) -> str | bytes: ...

    def loads(self, s: str | bytes) -> Any: ...


@dataclass(frozen=True)
class Snapshot:
    """A configuration as it was committed. `total` is for one piece; `deposit` of it is paid today."""

    ref: str
    sku: str
    seller_ref: str
    title: dict[str, str]
    choices: Choices
    summary: tuple[tuple[str, str], ...]
    drawing: dict[str, Any]
    price_lines: tuple[PriceLine, ...]
    total: Money
    deposit: Money
    spec: WorkSpec
    model_hash: str
    rules_version: str
    hash: str


@dataclass(frozen=True)
class Committed:
    """A snapshot and its reference, signed: what a browser may carry back."""

    snapshot: Snapshot
    signed: str
